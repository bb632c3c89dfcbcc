package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {
  private static final int MAX_CONTROL_LINE_BYTES = 4096;
  private static final int MAX_PAYLOAD_BYTES = 1_048_576;

  @RegisterExtension static final Servers SERVER = Servers.shared("http_port: -1");
  @RegisterExtension final Servers servers = new Servers();

  private RawClient open(String options) {
    return servers.closing(SERVER.get().connect(options));
  }

  @Test
  @DisplayName("CORE-020 an element may be split anywhere, and several may come at once")
  void anySplit() {
    RawClient client = open(RawClient.MODERN);
    String input =
        "SUB foo  q 1\r\nPUB foo bar 5\r\nhello\r\nHPUB foo 12 14\r\nNATS/1.0\r\n\r\nhi\r\n"
            + "UNSUB 1\r\nPING\r\n";
    String output =
        "MSG foo 1 bar 5\r\nhello\r\nHMSG foo 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPONG\r\n";
    for (int cut = 0; cut <= input.length(); cut++) {
      client.send(input.substring(0, cut)).send(input.substring(cut)).expectBytes(output);
    }
    for (int i = 0; i < input.length(); i++) {
      client.send(input.substring(i, i + 1));
    }
    client.expectBytes(output);
    client.send(input.repeat(50)).expectBytes(output.repeat(50)).barrier();
  }

  @Test
  @DisplayName("CORE-021 verbs are case-insensitive")
  void verbCase() {
    RawClient client = servers.closing(SERVER.get().connect());
    client.info();
    client.sendLines("cOnNeCt {\"verbose\":false,\"headers\":true}", "ping").expect("PONG");
    client.sendLines("sub foo 1", "pUb foo 1", "x", "hPub foo 12 13", "NATS/1.0", "", "y");
    client.sendLines("Unsub 1", "Pub foo 1", "z", "PiNg", "pOnG");
    client.expectMessage("foo 1 1", "x");
    client.expectBytes("HMSG foo 1 12 13\r\nNATS/1.0\r\n\r\ny\r\n").expect("PONG").barrier();
  }

  @Test
  @DisplayName("CORE-022 CORE-023 runs of spaces and tabs separate; trailing ones are ignored")
  void whitespace() {
    RawClient client = open(RawClient.PLAIN);
    client.send("SUB \t foo\t\t1 \t\r\n");
    client.send("PUB\tfoo \t reply  2  \r\nhi\r\n").expectMessage("foo 1 reply 2", "hi");
    client.send("UNSUB\t 1 \r\n").barrier();
  }

  @Test
  @DisplayName("CORE-022 CONNECT{...} and INFO{...} need no space")
  void noSpaceBeforeJson() {
    RawClient client = servers.closing(SERVER.get().connect());
    client.info();
    client.sendLines("CONNECT{\"verbose\":true}").expect("+OK");
    client.sendLines("INFO{}").barrier();
  }

  @Test
  @DisplayName("CORE-024 a line ends at LF, the CR is optional")
  void lineFeedOnly() {
    RawClient client = open(RawClient.PLAIN);
    client.send("SUB foo 1\nPUB foo 2\nhi\r\nPING\n").expectMessage("foo 1 2", "hi").expect("PONG");
  }

  @Test
  @DisplayName("CORE-025 CORE-200 the payload must be followed by CRLF")
  void payloadTerminator() {
    for (String input : new String[] {"PUB foo 2\r\nhello\r\n", "PUB foo 2\r\nhi\n\r\n"}) {
      open(RawClient.PLAIN).send(input).expectError("Unknown Protocol Operation").expectClosed();
    }
  }

  @Test
  @DisplayName("CORE-026 text after PING and PONG, +OK and a valid INFO are ignored")
  void ignoredInput() {
    RawClient client = open(RawClient.PLAIN);
    client.sendLines("PING now").expect("PONG");
    client.sendLines("PONG whatever", "+OK", "+OK thanks", "INFO {\"server_id\":\"x\"}").barrier();
  }

  @Test
  @DisplayName("CORE-026 -ERR and an invalid INFO from a client close without -ERR")
  void errorFromClient() {
    open(RawClient.PLAIN).sendLines("-ERR 'boom'").expectClosed();
    SERVER.get().awaitLog("Client Error 'boom'");
    open(RawClient.PLAIN).sendLines("INFO {\"server_id").expectClosed();
  }

  @Test
  @DisplayName("CORE-027 sizes have at most nine digits, leading zeros are accepted")
  void sizes() {
    RawClient client = open(RawClient.PLAIN);
    client.sendLines("SUB foo 1", "PUB foo 005", "hello");
    client.expectMatch("MSG foo 1 0*5");
    client.expect("hello").barrier();
    client.sendLines("PUB foo 000000002", "hi").expectMatch("MSG foo 1 0*2");
    client.expect("hi").sendLines("PUB foo 0000000002").expectClosed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUB foo",
        "PUB foo bar baz 2",
        "PUB foo x",
        "PUB foo -1",
        "PUB foo +1",
        "PUB foo 2x",
        "PUB foo 1234567890",
        "SUB foo",
        "SUB a b c d",
        "UNSUB 1 2 3",
        "HPUB foo 12",
        "HPUB foo 13 12",
        "HPUB foo bar baz 12 12",
        "HPUB foo x 12",
        "HPUB foo 12 x",
        "HPUB foo -1 2",
        "CONNECT {\"verbose\"",
        "CONNECT {\"verbose\":\"yes\"}",
        "CONNECT {\"protocol\":true}",
        "CONNECT []",
        "CONNECT x",
        "CONNECT {\"name\":1}"
      })
  @DisplayName("CORE-028 CORE-224 bad arguments close without -ERR")
  void badArguments(String line) {
    RawClient client = open(RawClient.MODERN);
    long cid = client.info().number("client_id");
    client.sendLines(line).expectClosed();
    assertThat(SERVER.get().monitoring().closedReason(cid)).isEqualTo("Protocol Violation");
  }

  @Test
  @DisplayName("CORE-028 CORE-043 HPUB without headers support closes without -ERR")
  void headersNotAgreed() {
    open(RawClient.PLAIN).sendLines("HPUB foo 12 12").expectClosed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FOO bar", "", " PING", "\tPING", "MSG foo 1 2", "RMSG $G foo 2", "A+ foo", "A- foo",
            "LS+ foo",
        "LS- foo", "RS+ $G foo", "RS- $G foo", "PINX", "CONNEC", "-OK", "+ERR", "PU foo 1",
            "SUBS foo 1"
      })
  @DisplayName("CORE-029 CORE-200 unknown verbs are an error and close")
  void unknownVerbs(String line) {
    RawClient client = open(RawClient.MODERN);
    long cid = client.info().number("client_id");
    client.sendLines(line).expectError("Unknown Protocol Operation").expectClosed();
    assertThat(SERVER.get().monitoring().closedReason(cid)).isEqualTo("Protocol Violation");
  }

  @Test
  @DisplayName("CORE-029 the log shows where the parser stopped")
  void parserErrorInLog() {
    open(RawClient.PLAIN).sendLines("WRONG verb").expectError("Unknown Protocol Operation");
    SERVER
        .get()
        .awaitLog(
            "\\[ERR\\].*Client parser ERROR, state=\\d+, i=\\d+: proto='\"WRONG verb.*\"\\.\\.\\.'");
  }

  @Test
  @DisplayName("CORE-030 CORE-209 the arguments of a line may have max_control_line bytes")
  void controlLine() {
    String arguments = "a".repeat(MAX_CONTROL_LINE_BYTES - 2) + " 1";
    open(RawClient.PLAIN).send("SUB    " + arguments + "\r\n").barrier();
    RawClient client = open(RawClient.PLAIN);
    long cid = client.info().number("client_id");
    client
        .send("SUB a" + arguments + "\r\n")
        .expectError("maximum control line exceeded")
        .expectClosed();
    assertThat(SERVER.get().monitoring().closedReason(cid))
        .isEqualTo("Maximum Control Line Exceeded");
  }

  @Test
  @DisplayName("CORE-030 a line that is too long is refused before it ends; CONNECT too")
  void endlessLine() {
    String endless = "a".repeat(MAX_CONTROL_LINE_BYTES + 100);
    for (String verb : new String[] {"SUB ", "PUB ", "CONNECT {\"name\":\""}) {
      open(RawClient.PLAIN).send(verb + endless).expectError("maximum control line exceeded");
    }
    RawClient slow = open(RawClient.PLAIN).send("SUB ");
    slow.send("a".repeat(MAX_CONTROL_LINE_BYTES - 10)).send("b".repeat(200));
    slow.expectError("maximum control line exceeded");
  }

  @Test
  @DisplayName("CORE-031 CORE-208 SEC-054 max_payload is checked before the payload is sent")
  void payloadLimit() {
    RawClient client = open(RawClient.MODERN);
    long cid = client.info().number("client_id");
    client
        .sendLines("PUB foo " + (MAX_PAYLOAD_BYTES + 1))
        .expectError("Maximum Payload Violation")
        .expectClosed();
    assertThat(SERVER.get().monitoring().closedReason(cid))
        .isEqualTo("Maximum Message Payload Exceeded");
    open(RawClient.MODERN)
        .sendLines("HPUB foo 12 " + (MAX_PAYLOAD_BYTES + 1))
        .expectError("Maximum Payload Violation")
        .expectClosed();
  }

  @Test
  @DisplayName("CORE-031 CORE-032 a payload of exactly max_payload arrives whole")
  void largestPayload() {
    RawClient client = open(RawClient.MODERN);
    String payload = "0123456789abcdef".repeat(MAX_PAYLOAD_BYTES / 16);
    client.sendLines("SUB foo 1").publish("foo", payload);
    client.expectMessage("foo 1 " + MAX_PAYLOAD_BYTES, payload).barrier();
    String withHeader = "NATS/1.0\r\n\r\n" + payload.substring(12);
    client.send("HPUB foo 12 " + MAX_PAYLOAD_BYTES + "\r\n" + withHeader + "\r\n");
    client.expectBytes("HMSG foo 1 12 " + MAX_PAYLOAD_BYTES + "\r\n" + withHeader + "\r\n");
    client.barrier();
  }

  @Test
  @BetterThanReference("CORE-033 and 'Reject HMSG from clients'")
  @DisplayName("CORE-033 HMSG from a client is refused like any unknown verb")
  void headerMessageFromClient() {
    open(RawClient.MODERN)
        .sendLines("HMSG foo 1 12 12", "NATS/1.0", "", "")
        .expectError("Unknown Protocol Operation")
        .expectClosed();
  }
}
