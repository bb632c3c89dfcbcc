package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublishTest {
  private static final String LOUD =
      "{\"verbose\":true,\"pedantic\":false,\"headers\":true,\"protocol\":0}";

  @RegisterExtension static final Servers SERVER = Servers.shared("http_port: -1");
  @RegisterExtension final Servers servers = new Servers();

  private RawClient open(String options) {
    return servers.closing(SERVER.get().connect(options));
  }

  @Test
  @DisplayName("CORE-100 CORE-128 PUB with and without reply and payload")
  void publish() {
    RawClient client = open(RawClient.PLAIN).sendLines("SUB pub.* 1");
    client.send("PUB pub.a 5\r\nhello\r\n").expectBytes("MSG pub.a 1 5\r\nhello\r\n");
    client.send("PUB pub.a re.ply 5\r\nhello\r\n").expectBytes("MSG pub.a 1 re.ply 5\r\nhello\r\n");
    client.send("PUB pub.b 0\r\n\r\n").expectBytes("MSG pub.b 1 0\r\n\r\n");
    client.send("PUB pub.c 4\r\n\r\n\r\n\r\n").expectBytes("MSG pub.c 1 4\r\n\r\n\r\n\r\n");
    client.barrier();
  }

  @Test
  @DisplayName("CORE-100 a payload is any bytes")
  void anyBytes() {
    RawClient client = open(RawClient.PLAIN).sendLines("SUB pub.bytes 1");
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all.append((char) i);
    }
    client.publish("pub.bytes", all.toString());
    client.expectMessage("pub.bytes 1 256", all.toString()).barrier();
  }

  @Test
  @DisplayName("CORE-101 CORE-128 HPUB: header length includes version line and blank line")
  void publishWithHeaders() {
    RawClient client = open(RawClient.MODERN).sendLines("SUB hpub 1");
    String block = "NATS/1.0\r\nBar: Baz\r\n\r\n";
    client.send("HPUB hpub 22 24\r\n" + block + "hi\r\n");
    client.expectBytes("HMSG hpub 1 22 24\r\n" + block + "hi\r\n");
    client.send("HPUB hpub re.ply 22 22\r\n" + block + "\r\n");
    client.expectBytes("HMSG hpub 1 re.ply 22 22\r\n" + block + "\r\n").barrier();
  }

  @Test
  @DisplayName("CORE-102 the header block passes unaltered and unvalidated")
  void headerBlockIsOpaque() {
    RawClient client = open(RawClient.MODERN).sendLines("SUB opaque 1");
    for (String block :
        new String[] {
          "NATS/1.0 503\r\n\r\n",
          "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\n\r\n",
          "NATS/1.0\r\nkEy:  two  spaces \r\nkEy: again\r\nEmpty:\r\n\r\n",
          "NATS/1.0\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00\r\n\r\n",
          "not a header at all",
          "\0\1\2\r\n",
        }) {
      String sizes = block.length() + " " + (block.length() + 3);
      client.send("HPUB opaque " + sizes + "\r\n" + block + "abc\r\n");
      client.expectBytes("HMSG opaque 1 " + sizes + "\r\n" + block + "abc\r\n");
    }
    client.barrier();
  }

  @Test
  @DisplayName("CORE-103 HPUB with header length 0 is a message without headers")
  void noHeaderBytes() {
    RawClient client = open(RawClient.MODERN).sendLines("SUB nohdr 1");
    client.send("HPUB nohdr 0 5\r\nhello\r\n").expectMessage("nohdr 1 5", "hello").barrier();
  }

  @Test
  @DisplayName("CORE-107 CORE-221 pedantic: an invalid publish subject is reported, then delivered")
  void pedanticSubjects() {
    RawClient client = open("{\"verbose\":false,\"pedantic\":true}").sendLines("SUB ped.> 1");
    client.publish("ped.*", "a").expectError("Invalid Publish Subject");
    client.expectMessage("ped.* 1 1", "a");
    client.publish("ped.>", "b").expectError("Invalid Publish Subject");
    client.expectMessage("ped.> 1 1", "b");
    client.publish("ped..x", "c").expectError("Invalid Publish Subject");
    client.publish("ped.x", "d").expectMessage("ped.x 1 1", "d").barrier();
  }

  @Test
  @DisplayName("CORE-107 CORE-363 otherwise wildcards in a published subject are literal text")
  void publishedWildcards() {
    RawClient client =
        open(RawClient.PLAIN)
            .sendLines("SUB lit.* 1", "SUB lit.> 2", "SUB lit.x 3", "SUB lit.*.y 4");
    client.publish("lit.*.y", "a").barrierAfterMessages("lit.*.y 2 1|a", "lit.*.y 4 1|a");
    client.publish("lit.>", "b").barrierAfterMessages("lit.> 1 1|b", "lit.> 2 1|b");
    client.publish("lit.*", "c").barrierAfterMessages("lit.* 1 1|c", "lit.* 2 1|c");
  }

  @Test
  @DisplayName("CORE-107 subjects with an empty token match nothing, not even >")
  void emptyTokens() {
    RawClient client = open(RawClient.PLAIN).sendLines("SUB > 1", "SUB empty.> 2", "SUB *.*.* 3");
    for (String subject : new String[] {".empty", "empty.", "empty..x", ".", ".."}) {
      client.publish(subject, "x");
    }
    client.barrier();
  }

  @Test
  @DisplayName(
      "CORE-104 CORE-216 CORE-217 SEC-132 SEC-134 reserved subjects and replies are refused")
  void reservedSubjects() {
    RawClient client = open(LOUD).sendLines("SUB > 1").expect("+OK");
    client
        .publish("_GR_.a.b.foo", "x")
        .expectError("Permissions Violation for Publish to \"_GR_.a.b.foo\"");
    for (String reply : new String[] {"_R_.abc", "$JS.ACK.s.c.1.1.1.1.0", "_GR_.a.b.foo"}) {
      client
          .sendLines("PUB foo " + reply + " 1", "x")
          .expectError("Permissions Violation for Publish with Reply of \"" + reply + "\"");
    }
    client.publish("foo", "y").expect("+OK").expectMessage("foo 1 1", "y").barrier();
  }

  @Test
  @Since("2.11")
  @DisplayName("CORE-104 SEC-132 $NRG. is refused outside the system account")
  void raftSubjects() {
    open(LOUD)
        .publish("$NRG.V.abc", "x")
        .expectError("Permissions Violation for Publish to \"$NRG.V.abc\"")
        .barrier();
  }

  @Test
  @DisplayName("CORE-105 reply subjects are not validated otherwise")
  void anyReply() {
    RawClient client = open(RawClient.PLAIN).sendLines("SUB anyreply 1");
    for (String reply : new String[] {"*", "a..b", ">", ".x", "$SYS.foo"}) {
      client.sendLines("PUB anyreply " + reply + " 1", "x");
      client.expectMessage("anyreply 1 " + reply + " 1", "x");
    }
    client.barrier();
  }

  @Test
  @DisplayName("CORE-106 inbound counters: every complete publish, headers but not CRLF")
  void counters() {
    RawClient client = open(RawClient.MODERN).sendLines("SUB count.in 1");
    client.publish("count.in", "12345").publish("count.none", "").publish("_GR_.x", "123");
    client.sendLines("HPUB count.in 12 14", "NATS/1.0", "", "hi");
    client.expectMessage("count.in 1 5", "12345");
    client.expectError("Permissions Violation for Publish to \"_GR_.x\"");
    client.expectBytes("HMSG count.in 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n").barrier();
    Json entry = SERVER.get().monitoring().connection(client.info().number("client_id"));
    assertThat(entry.number("in_msgs")).isEqualTo(4);
    assertThat(entry.number("in_bytes")).isEqualTo(5 + 3 + 14);
    assertThat(entry.number("out_msgs")).isEqualTo(2);
    assertThat(entry.number("out_bytes")).isEqualTo(5 + 14);
  }
}
