package io.myelin.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * CORE-020: behaviour does not depend on how the input is split; and garbage never escapes as an
 * exception.
 */
class ClientParserPropertyTest {

  @Property(tries = 500)
  void anySplitGivesTheSameEvents(
      @ForAll("conversations") String conversation, @ForAll List<Integer> seeds) {
    byte[] input = conversation.getBytes(ISO_8859_1);
    int[] cuts =
        seeds.stream().mapToInt(seed -> Math.floorMod(seed, input.length + 1)).sorted().toArray();
    assertThat(ClientParserTest.parse(input, true, cuts))
        .isEqualTo(ClientParserTest.parse(input, true));
  }

  @Property(tries = 100)
  void everyByteAloneGivesTheSameEvents(@ForAll("conversations") String conversation) {
    byte[] input = conversation.getBytes(ISO_8859_1);
    int[] cuts = new int[input.length];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = i;
    }
    assertThat(ClientParserTest.parse(input, true, cuts))
        .isEqualTo(ClientParserTest.parse(input, true));
  }

  @Property(tries = 2000)
  void garbageIsAtMostOneViolation(@ForAll("garbage") String garbage) {
    List<String> events = ClientParserTest.parse(garbage.getBytes(ISO_8859_1), true);
    assertThat(events.stream().filter(event -> event.startsWith("VIOLATION"))).hasSizeLessThan(2);
  }

  @Provide
  Arbitrary<String> garbage() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "PUB ",
            "HPUB ",
            "SUB ",
            "UNSUB ",
            "PING",
            "PONG",
            "CONNECT ",
            "INFO ",
            "+OK",
            "-ERR ",
            "\r\n",
            "\n",
            " ",
            "\t",
            "a",
            "0",
            "1",
            "12",
            "999999999",
            "{}",
            "NATS/1.0",
            "\r",
            "\0",
            "\u00ff");
    return pieces.list().ofMaxSize(40).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> conversations() {
    Arbitrary<String> subject = Arbitraries.of("a", "foo.bar", "orders.new.eu", "_INBOX.x.1");
    Arbitrary<String> payload = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(40);
    Arbitrary<String> publish =
        Combinators.combine(subject, payload)
            .as((s, p) -> "PUB " + s + " " + p.length() + "\r\n" + p + "\r\n");
    Arbitrary<String> request =
        Combinators.combine(subject, subject, payload)
            .as((s, r, p) -> "PUB " + s + " " + r + " " + p.length() + "\r\n" + p + "\r\n");
    Arbitrary<String> withHeader =
        Combinators.combine(subject, payload)
            .as(
                (s, p) ->
                    "HPUB "
                        + s
                        + " 18 "
                        + (18 + p.length())
                        + "\r\nNATS/1.0\r\nA: b\r\n\r\n"
                        + p
                        + "\r\n");
    Arbitrary<String> subscribe =
        Combinators.combine(subject, Arbitraries.integers().between(1, 99))
            .as((s, sid) -> "SUB " + s + " " + sid + "\r\n");
    Arbitrary<String> control =
        Arbitraries.of(
            "PING\r\n", "PONG\r\n", "UNSUB 4 2\r\n", "CONNECT {}\r\n", "+OK\r\n", "BAD\r\n");
    return Arbitraries.oneOf(publish, publish, request, withHeader, subscribe, control)
        .list()
        .ofMaxSize(12)
        .map(list -> String.join("", list));
  }
}
