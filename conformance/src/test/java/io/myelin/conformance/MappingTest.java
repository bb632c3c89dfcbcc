package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Since("2.12")
class MappingTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          mappings {
            "plain": "mapped"
            "swap.*.*": "swapped.$2.$1"
            "wc.*.*": "wc2.{{wildcard(2)}}.{{ Wildcard( 1 ) }}"
            "tail.*.>": "tail2.$1.>"
            "rest.>": "rest2.sub.>"
            "literal.$x": "price.$usd"
            "part.*": "part2.$1.{{partition(10,1)}}"
            "part3.*.*": "p3.$1.$2.{{partition(10,1,2)}}"
            "part0.*": "p0.{{partition(0,1)}}"
            "whole": "whole2.{{partition(5)}}"
            "test.subject": "ts.{{partition(5)}}"
            "split.*": "split2.{{split(1,-)}}"
            "sfl.*": "sfl2.{{splitFromLeft(1,3)}}"
            "sfr.*": "sfr2.{{SplitFromRight(1,3)}}"
            "slfl.*": "slfl2.{{sliceFromLeft(1,3)}}"
            "slfr.*": "slfr2.{{slicefromright(1, 3)}}"
            "rnd": "rnd2.{{random(5)}}"
            "rnd0": "rnd02.{{random(0)}}"
            "map.form": { destination: map.one, weight: 100 }
            "chain.a": "chain.b"
            "chain.b": "chain.c"
            "weighted": [ {destination: w.one, weight: 30%}, {destination: w.two, weight: "70%"} ]
            "remainder": [ {destination: r.one, weight: 50} ]
            "loss": [ {destination: loss, weight: 50%} ]
            "lost": [ {destination: lost, weight: 0} ]
          }
          accounts { $SYS { users: [ {user: s, password: s} ] } }
          """);

  @RegisterExtension final Servers servers = new Servers();

  private RawClient open() {
    return servers.closing(SERVER.get().connect(RawClient.PLAIN)).sendLines("SUB > 1");
  }

  @ParameterizedTest
  @CsvSource({
    "plain, mapped",
    "swap.a.b, swapped.b.a",
    "wc.a.b, wc2.b.a",
    "tail.a.b.c, tail2.a.b.c",
    "rest.x.y.z, rest2.sub.x.y.z",
    "literal.$x, price.$usd",
    "map.form, map.one",
    "chain.a, chain.b",
    "chain.b, chain.c",
    "unmapped, unmapped",
    "swap.a, swap.a",
  })
  @DisplayName(
      "CORE-370 CORE-371 CORE-372 CORE-390 CORE-391 SEC-460 SEC-570 SEC-573 a mapping rewrites the subject, once")
  void rewrites(String published, String delivered) {
    open().publish(published, "x").expectMessage(delivered + " 1 1", "x").barrier();
  }

  @ParameterizedTest
  @CsvSource({
    "part.foo, part2.foo.3",
    "part.baz, part2.baz.0",
    "part.qux, part2.qux.9",
    "part0.foo, p0.0",
    "test.subject, ts.0",
  })
  @DisplayName(
      "CORE-373 CORE-374 CORE-381 partition is FNV-1a over the named tokens or the whole subject")
  void partitions(String published, String delivered) {
    open().publish(published, "x").expectMessage(delivered + " 1 1", "x").barrier();
  }

  @Test
  @DisplayName("CORE-373 several tokens are hashed without separator")
  void partitionOfTokens() {
    RawClient client = open().publish("part3.foo.bar", "x").publish("part.foobar", "x");
    String both = client.expectMatch("MSG p3\\.foo\\.bar\\.(\\d) 1 1").group(1);
    client.expect("x").expectMessage("part2.foobar." + both + " 1 1", "x").barrier();
  }

  @ParameterizedTest
  @CsvSource({
    "sfl.12345, sfl2.123.45",
    "sfr.12345, sfr2.12.345",
    "slfl.1234567890, slfl2.123.456.789.0",
    "slfr.1234567890, slfr2.1.234.567.890",
    "split.-abc-def--ghi-, split2.abc.def.ghi",
    "sfl.123, sfl2.123",
    "sfl.12, sfl2.12",
    "sfr.123, sfr2.123",
    "slfl.123, slfl2.123",
    "slfr.12, slfr2.12",
    "split.abc, split2.abc",
  })
  @DisplayName("CORE-375 CORE-376 CORE-377 CORE-380 split and slice vectors")
  void cuts(String published, String delivered) {
    open().publish(published, "x").expectMessage(delivered + " 1 1", "x").barrier();
  }

  @Test
  @DisplayName("CORE-379 random(n) is 0..n-1, random(0) is 0")
  void random() {
    RawClient client = open();
    boolean[] seen = new boolean[5];
    for (int i = 0; i < 200; i++) {
      client.publish("rnd", "x");
      seen[Integer.parseInt(client.expectMatch("MSG rnd2\\.([0-4]) 1 1").group(1))] = true;
      client.expect("x");
    }
    assertThat(seen).containsOnly(true);
    client.publish("rnd0", "x").expectMessage("rnd02.0 1 1", "x").barrier();
  }

  @Test
  @DisplayName(
      "CORE-391 CORE-128 the reply, headers and the subscriber's view are of the mapped message")
  void reply() {
    RawClient client = servers.closing(SERVER.get().connect(RawClient.MODERN));
    client.sendLines("SUB plain 1", "SUB mapped 2");
    client.send("HPUB plain re.ply 12 13\r\nNATS/1.0\r\n\r\nx\r\n");
    client.expectBytes("HMSG mapped 2 re.ply 12 13\r\nNATS/1.0\r\n\r\nx\r\n").barrier();
  }

  @Test
  @DisplayName("CORE-392 SEC-570 weights share the messages")
  void weights() {
    int messages = 2_000;
    RawClient client = open().send("PUB weighted 0\r\n\r\n".repeat(messages));
    int one = 0;
    for (int i = 0; i < messages; i++) {
      one += client.expectMatch("MSG w\\.(one|two) 1 0").group(1).equals("one") ? 1 : 0;
      client.expect("");
    }
    client.barrier();
    assertThat(one).isBetween(messages / 5, messages * 2 / 5);
  }

  @Test
  @DisplayName("CORE-392 SEC-571 what the weights leave over stays on the source")
  void remainder() {
    int messages = 1_000;
    RawClient client = open().send("PUB remainder 0\r\n\r\n".repeat(messages));
    int mapped = 0;
    for (int i = 0; i < messages; i++) {
      mapped += client.expectMatch("MSG (r\\.one|remainder) 1 0").group(1).equals("r.one") ? 1 : 0;
      client.expect("");
    }
    client.barrier();
    assertThat(mapped).isBetween(messages * 2 / 5, messages * 3 / 5);
  }

  @Test
  @DisplayName("CORE-392 CORE-395 SEC-571 with the source among the destinations the rest is lost")
  void loss() {
    int messages = 1_000;
    RawClient client = open().send("PUB loss 0\r\n\r\n".repeat(messages)).sendLines("PING");
    int received = 0;
    for (String line = client.readLine(); !line.equals("PONG"); line = client.readLine()) {
      assertThat(line).isEqualTo("MSG loss 1 0");
      client.expect("");
      received++;
    }
    assertThat(received).isBetween(messages * 2 / 5, messages * 3 / 5);
    client.publish("lost", "x").barrier();
  }

  @Test
  @DisplayName("CORE-391 CORE-717 mappings of an account are its own")
  void perAccount() {
    ServerUnderTest server =
        servers.start(
            """
            accounts {
              A { users: [ {user: a, password: a} ], mappings { foo: bar } }
              B { users: [ {user: b, password: b} ], maps { foo: baz } }
            }
            """);
    for (String[] row : new String[][] {{"a", "bar"}, {"b", "baz"}}) {
      RawClient client =
          servers.closing(
              server.connect(
                  "{\"verbose\":false,\"user\":\"" + row[0] + "\",\"pass\":\"" + row[0] + "\"}"));
      client.sendLines("SUB > 1").publish("foo", "x").expectMessage(row[1] + " 1 1", "x").barrier();
    }
  }

  @Test
  @DisplayName("CORE-393 destinations of this server's cluster replace the others")
  void clusterScoped() {
    for (String[] row : new String[][] {{"east", "there"}, {"west", "anywhere"}}) {
      ServerUnderTest server =
          servers.start(
              "cluster { name: "
                  + row[0]
                  + ", listen: \"127.0.0.1:-1\" }\n"
                  + "mappings { foo: [ {destination: anywhere, weight: 100},"
                  + " {destination: there, weight: 100, cluster: east} ] }");
      RawClient client = servers.closing(server.connect(RawClient.PLAIN));
      client.sendLines("SUB > 1").publish("foo", "x").expectMessage(row[1] + " 1 1", "x").barrier();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "foo: {destination: bar} | 2:1: Missing weight for mapping destination \"bar\"",
        "foo: {destination: bar, weight: 101} | 2:25: Invalid weight 101 for mapping destination",
        "foo: {destination: bar, weight: 50, colour: red}"
            + " | 2:37: Unknown field \"colour\" for mapping destination",
        "foo: [ {destination: a, weight: 60}, {destination: b, weight: 60} ]"
            + " | 2:1: Error adding mapping for \"foo\" : total weight needs to be <= 100",
        "foo: [ {destination: a, weight: 10}, {destination: a, weight: 10} ]"
            + " | 2:1: Error adding mapping for \"foo\" : duplicate entry for \"a\"",
        "foo: [ {destination: a, weight: 1, cluster: x}, {destination: a, weight: 1} ]"
            + " | 2:1: Error adding mapping for \"foo\" : duplicate entry for \"a\"",
        "\"foo.*\": \"bar.$2\" | 2:2: Error adding mapping for \"foo.*\" to \"bar.$2\" : invalid"
            + " mapping destination: wildcard index out of range in $2: [2]",
        "\"foo.*\": {destination: \"bar.$2\", weight: 5} | 2:2: Error adding mapping for \"foo.*\" :"
            + " invalid mapping destination: wildcard index out of range in $2: [2]",
        "\"foo.*\": \"b.{{nothing(1)}}\" | 2:2: Error adding mapping for \"foo.*\" to"
            + " \"b.{{nothing(1)}}\" : invalid mapping destination: unknown function in"
            + " {{nothing(1)}}",
        "\"foo.*\": \"b.{{wildcard(1,2)}}\" | 2:2: Error adding mapping for \"foo.*\" to"
            + " \"b.{{wildcard(1,2)}}\" : invalid mapping destination: too many arguments passed to"
            + " the function in {{wildcard(1,2)}}",
        "\"foo.*\": \"b.{{splitFromLeft(1)}}\" | 2:2: Error adding mapping for \"foo.*\" to"
            + " \"b.{{splitFromLeft(1)}}\" : invalid mapping destination: not enough arguments passed"
            + " to the function in {{splitFromLeft(1)}}",
        "\"foo..x\": bar | 1:0: Subject \"foo..x\" is not a valid subject",
        "\"foo.>\": bar | 2:2: Error adding mapping for \"foo.>\" to \"bar\" : invalid subject",
        "foo: \"bar.*\" | 2:1: Error adding mapping for \"foo\" to \"bar.*\" : invalid subject",
        "foo: \"b x\" | 2:1: Error adding mapping for \"foo\" to \"b x\" : invalid mapping destination:"
            + " invalid transform",
      })
  @DisplayName("CORE-382 CORE-384 CORE-394 a wrong mapping refuses the start, with its place")
  void wrongMappings(String mapping, String problem) {
    RunResult run =
        RunResult.of(
            ServerUnderTest.builder().config("mappings {\n" + mapping + "\n}").flags("-t"));
    assertThat(run.exitStatus()).as(run.stderr()).isEqualTo(1);
    assertThat(run.stderr())
        .startsWith("nats-server: ")
        .endsWith("/server.conf:" + problem + "\n\n");
  }

  @Test
  @DisplayName("CORE-390 an empty list of destinations leaves the subject alone")
  void noDestinations() {
    ConfigCheck.of("mappings { foo: \"\" }").isValid();
    ServerUnderTest server = servers.start("mappings { bar: [] }");
    RawClient client = servers.closing(server.connect(RawClient.PLAIN));
    client.sendLines("SUB > 1").publish("bar", "x").expectMessage("bar 1 1", "x").barrier();
  }
}
