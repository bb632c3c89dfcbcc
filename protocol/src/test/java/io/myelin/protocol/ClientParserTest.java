package io.myelin.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientParserTest {

  /**
   * Parses the text in chunks that end at the given positions, keeping rests as a connection does.
   */
  static List<String> parse(byte[] input, boolean headers, int... cuts) {
    ClientParser parser = new ClientParser(128, 1000);
    parser.headersAllowed(headers);
    RecordedEvents recorded = new RecordedEvents();
    byte[] rest = {};
    int from = 0;
    int[] ends = Arrays.copyOf(cuts, cuts.length + 1);
    ends[cuts.length] = input.length;
    for (int end : ends) {
      byte[] joined = Arrays.copyOf(rest, rest.length + end - from);
      System.arraycopy(input, from, joined, rest.length, end - from);
      from = end;
      ByteBuffer buffer = ByteBuffer.wrap(joined).order(ByteOrder.LITTLE_ENDIAN);
      int at = parser.parse(buffer, 0, joined.length, recorded);
      rest = Arrays.copyOfRange(joined, at, joined.length);
    }
    return recorded.events;
  }

  private static List<String> parse(String input) {
    return parse(input.getBytes(ISO_8859_1), true);
  }

  @Test
  @DisplayName(
      "CORE-021 CORE-022 CORE-023 verbs in any case, arguments separated by runs of blanks")
  void verbsAndBlanks() {
    assertThat(
            parse(
                "PuB\tfoo \t 2 \r\nhi\r\nsub  a.*  q\t7\r\nUNSUB 7\r\nunsub 7 3\nping\r\nPONG x\r\n+ok\r\n"))
        .containsExactly(
            "MSG foo header= payload=hi",
            "SUB a.* queue=q sid=7",
            "UNSUB 7 max=0",
            "UNSUB 7 max=3",
            "PING",
            "PONG");
  }

  @Test
  @DisplayName("CORE-022 CONNECT and INFO need no blank before their JSON")
  void jsonWithoutBlank() {
    assertThat(parse("CONNECT{\"a\":1}\r\nINFO {}\r\n"))
        .containsExactly("CONNECT {\"a\":1}", "INFO {}");
  }

  @Test
  @DisplayName("CORE-100 CORE-101 PUB and HPUB with and without reply, empty payloads")
  void publishes() {
    assertThat(
            parse(
                "PUB a 0\r\n\r\nPUB a b 1\r\nx\r\nHPUB foo 22 24\r\nNATS/1.0\r\nBar: Baz\r\n\r\nhi\r\n"
                    + "HPUB foo re 12 12\r\nNATS/1.0\r\n\r\n\r\n"))
        .containsExactly(
            "MSG a header= payload=",
            "MSG a reply=b header= payload=x",
            "MSG foo header=NATS/1.0\r\nBar: Baz\r\n\r\n payload=hi",
            "MSG foo reply=re header=NATS/1.0\r\n\r\n payload=");
  }

  @Test
  @DisplayName("CORE-100 a repeated control line yields the same message with its own payload")
  void repeatedLine() {
    assertThat(parse("PUB foo.bar 2\r\n01\r\nPUB foo.bar 2\r\n02\r\nPUB foo.baz 2\r\n03\r\n"))
        .containsExactly(
            "MSG foo.bar header= payload=01",
            "MSG foo.bar header= payload=02",
            "MSG foo.baz header= payload=03");
  }

  @Test
  @DisplayName("CORE-027 sizes may have leading zeros")
  void leadingZeros() {
    assertThat(parse("PUB a 002\r\nhi\r\n")).containsExactly("MSG a header= payload=hi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUB a\r\n",
        "PUB \r\n",
        "PUB a b c 1\r\n",
        "PUB a -1\r\n",
        "PUB a +1\r\n",
        "PUB a 1234567890\r\n",
        "PUB a x\r\n",
        "SUB a\r\n",
        "SUB a b c d\r\n",
        "UNSUB \r\n",
        "UNSUB 1 2 3\r\n",
        "HPUB a 5 4\r\nNATS/\r\n",
        "HPUB a 12\r\n",
        "PUB a\rb 1\r\n"
      })
  @DisplayName("CORE-027 CORE-028 bad arguments are argument violations")
  void badArguments(String input) {
    assertThat(parse(input)).containsExactly("VIOLATION ARGUMENTS");
  }

  @Test
  @DisplayName("CORE-028 HPUB without headers is an argument violation")
  void headersNotAllowed() {
    assertThat(parse("HPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n".getBytes(ISO_8859_1), false))
        .containsExactly("VIOLATION ARGUMENTS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        " PING\r\n",
        "FOO\r\n",
        "MSG a 1 1\r\nx\r\n",
        "HMSG a 1 1 1\r\n",
        "RS+ a\r\n",
        "PUBX a 1\r\n",
        "SUB\r\n",
        "PX",
        "X",
        "PUB a 2\r\nhix\r\n",
        "PUB a 2\r\nhi\n\n",
        "PUB a 2\r\nhix",
        "\0",
        "-OK\r\n"
      })
  @DisplayName(
      "CORE-025 CORE-029 CORE-033 unknown verbs and bad payload ends are unknown operations")
  void unknownOperations(String input) {
    assertThat(parse(input)).containsExactly("VIOLATION UNKNOWN_OPERATION");
  }

  @Test
  @DisplayName("CORE-030 a control line is bounded, complete or not; the bound itself is allowed")
  void controlLineBound() {
    String longest = "x".repeat(126);
    assertThat(parse("PUB " + longest + " 1\r\nx\r\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("MSG");
    assertThat(parse("PUB " + longest + "y 1\r\nx\r\n"))
        .containsExactly("VIOLATION CONTROL_LINE_TOO_LONG");
    assertThat(parse("PUB " + "x".repeat(129))).containsExactly("VIOLATION CONTROL_LINE_TOO_LONG");
    assertThat(parse("PUB " + "x".repeat(128))).isEmpty();
    assertThat(parse("CONNECT {" + "x".repeat(128)))
        .containsExactly("VIOLATION CONTROL_LINE_TOO_LONG");
  }

  @Test
  @DisplayName(
      "CORE-031 the payload bound is checked before the payload is there; equal is allowed")
  void payloadBound() {
    assertThat(parse("PUB a 1001\r\n")).containsExactly("VIOLATION PAYLOAD_TOO_LARGE");
    assertThat(parse("PUB a 1000\r\n")).isEmpty();
    assertThat(parse("HPUB a 12 1001\r\n")).containsExactly("VIOLATION PAYLOAD_TOO_LARGE");
  }

  @Test
  @DisplayName("CORE-026 an error from the client is reported with its text")
  void peerError() {
    assertThat(parse("-ERR 'no way'\r\n")).containsExactly("ERR 'no way'");
  }

  @Test
  void missingBytesOfAPayloadAreKnown() {
    ClientParser parser = new ClientParser(128, -1);
    byte[] input = "PUB a 100000\r\nxyz".getBytes(ISO_8859_1);
    int at =
        parser.parse(
            ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN),
            0,
            input.length,
            new RecordedEvents());
    assertThat(at).isZero();
    assertThat(parser.missing()).isEqualTo(100_000 + 2 - 3);
  }

  @Test
  void pausedParserReturnsBehindTheElement() {
    ClientParser parser = new ClientParser(128, -1);
    RecordedEvents recorded = new RecordedEvents();
    byte[] input = "PING\r\nPONG\r\n".getBytes(ISO_8859_1);
    ByteBuffer buffer = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    parser.pause();
    assertThat(parser.parse(buffer, 0, input.length, recorded)).isZero();
    parser.resume();
    assertThat(parser.parse(buffer, 0, input.length, recorded)).isEqualTo(input.length);
    assertThat(recorded.events).containsExactly("PING", "PONG");
  }
}
