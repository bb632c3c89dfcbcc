package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpeningTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          max_connections: 20
          http_port: -1
          """,
          "-D");

  @RegisterExtension final Servers servers = new Servers();

  private RawClient connect() {
    return servers.closing(SERVER.get().connect());
  }

  @Test
  @DisplayName("CORE-001 INFO is the first line, sent at once without being asked")
  void infoFirst() {
    RawClient client = connect();
    assertThat(client.readLine()).startsWith("INFO {\"server_id\":\"N");
    client.expectSilence(Duration.ofMillis(200));
  }

  @Test
  @DisplayName("CORE-002 CONNECT and PING are answered by PONG and the connect INFO")
  void openingDialogue() {
    RawClient client = connect();
    client.info();
    client.send("CONNECT " + RawClient.MODERN + "\r\nPING\r\n").expect("PONG");
    Json info = client.readInfo();
    assertThat(info.flag("connect_info")).isTrue();
    assertThat(info.text("remote_account")).isEqualTo("$G");
    client.barrier();
  }

  @Test
  @DisplayName("CORE-002 verbose: +OK before PONG; the connect INFO comes for the first PING only")
  void openingDialogueVerbose() {
    RawClient client = connect();
    client.info();
    client.sendLines("CONNECT {\"protocol\":1}", "PING").expect("+OK", "PONG");
    assertThat(client.readInfo().flag("connect_info")).isTrue();
    client.barrier().barrier();
  }

  @Test
  @DisplayName("CORE-002 protocol 0 gets no connect INFO")
  void noConnectInfoForProtocolZero() {
    connect().open("{\"verbose\":false,\"protocol\":0}").barrier();
    connect().open("{\"verbose\":false}").barrier();
  }

  @Test
  @DisplayName("CORE-003 nothing is sent between CONNECT and the first PONG")
  void silenceBeforeFirstPong() {
    RawClient client = connect();
    client.info();
    client.sendLines("CONNECT " + RawClient.MODERN).expectSilence(Duration.ofMillis(700));
    client.barrier();
    assertThat(client.readInfo().flag("connect_info")).isTrue();
  }

  @Test
  @DisplayName(
      "CORE-004 CORE-206 CORE-255 a connection too many gets INFO, the error and the close")
  void tooManyConnections() {
    ServerUnderTest server = servers.start("max_connections: 2\nhttp_port: -1");
    RawClient first = servers.closing(server.connect(RawClient.MODERN));
    servers.closing(server.connect(RawClient.MODERN));
    RawClient third = servers.closing(server.connect());
    long cid = third.info().number("client_id");
    third.expectError("maximum connections exceeded").expectClosed();
    assertThat(server.monitoring().closedReason(cid)).isEqualTo("Maximum Connections Exceeded");
    first.barrier();
    first.close();
    server.monitoring().awaitConnections(1);
    servers.closing(server.connect(RawClient.MODERN)).barrier();
  }

  @Test
  @DisplayName(
      "CORE-005 CORE-202 CORE-703 SEC-012 SEC-041 SEC-092 no CONNECT in time: Authentication Timeout and close")
  void authenticationTimeout() {
    ServerUnderTest server =
        servers.start("authorization { token: s3cr3t, timeout: 0.4 }\nhttp_port: -1");
    RawClient silent = servers.closing(server.connect());
    long cid = silent.info().number("client_id");
    RawClient prompt = servers.closing(server.connect());
    prompt.info();
    prompt.sendLines("CONNECT {\"verbose\":false,\"auth_token\":\"s3cr3t\"}");
    silent.expectError("Authentication Timeout").expectClosed();
    assertThat(server.monitoring().closedReason(cid)).isEqualTo("Authentication Timeout");
    prompt.expectSilence(Duration.ofMillis(500)).barrier();
  }

  @Test
  @DisplayName("CORE-005 the timeout is 2 s by default; no timeout when nothing is required")
  void defaultAuthenticationTimeout() {
    assertThat(SERVER.get().monitoring().json("/varz").get("auth_timeout")).isIn(2L, 2.0);
  }

  @Test
  @DisplayName("CORE-006 SEC-011 authentication required: the first byte must be C")
  void firstByteWhenAuthenticationIsRequired() {
    ServerUnderTest server = servers.start("authorization { token: s3cr3t }");
    for (String line : new String[] {"PING", "SUB foo 1", "PUB foo 0", "x", "INFO {}"}) {
      RawClient client = servers.closing(server.connect());
      client.info();
      client.sendLines(line).expectError("Authorization Violation").expectClosed();
    }
    RawClient lowerCase = servers.closing(server.connect());
    lowerCase.info();
    lowerCase.sendLines("connect {\"auth_token\":\"s3cr3t\"}").expect("+OK");
  }

  @Test
  @DisplayName("CORE-006 CORE-054 before CONNECT an open server serves a verbose telnet user")
  void beforeConnect() {
    RawClient client = connect();
    client.info();
    client.sendLines("PING").expect("PONG");
    client.sendLines("SUB foo 1").expect("+OK");
    client.publish("foo", "hello").expect("+OK").expectMessage("foo 1 5", "hello");
    client.sendLines("UNSUB 1").expect("+OK").barrier();
    client.sendLines("HPUB foo 12 12").expectClosed();
  }

  @Test
  @DisplayName("CORE-007 SEC-172 with no_auth_user the first verb may be any other")
  void firstVerbWithNoAuthUser() {
    ServerUnderTest server =
        servers.start(
            """
            accounts { A { users: [ {user: a, password: a} ] } }
            no_auth_user: a
            """);
    RawClient client = servers.closing(server.connect());
    assertThat(client.info().flag("auth_required")).isFalse();
    client.sendLines("SUB foo 1").expect("+OK");
    RawClient other =
        servers.closing(server.connect("{\"verbose\":false,\"user\":\"a\",\"pass\":\"a\"}"));
    other.publish("foo", "x");
    client.expectMessage("foo 1 1", "x");
  }

  @Test
  @Since("2.14")
  @DisplayName(
      "CORE-008 SEC-010 a second CONNECT keeps what it does not name and drops subscriptions")
  void secondConnect() {
    RawClient client = connect().open("{\"verbose\":true,\"protocol\":1}");
    client.sendLines("SUB foo 1").expect("+OK");
    client.sendLines("CONNECT {\"pedantic\":false}").expect("+OK");
    client.barrier();
    client.publish("foo", "gone").expect("+OK").barrier();
    client.sendLines("CONNECT {\"verbose\":false}").barrier();
  }

  @Test
  @DisplayName("CORE-009 CORE-072 client ids increase and are never reused")
  void clientIds() {
    RawClient first = connect();
    long firstId = first.info().number("client_id");
    assertThat(firstId).isPositive();
    first.close();
    RawClient second = connect();
    assertThat(second.info().number("client_id")).isGreaterThan(firstId);
  }

  @Test
  @Since("2.12")
  @DisplayName("CORE-010 CORE-865 log lines carry address, kind, id, client and user")
  void connectionNameInLog() {
    RawClient client =
        connect().open("{\"verbose\":false,\"version\":\"1.2\",\"lang\":\"raw\",\"name\":\"n\"}");
    String prefix =
        "\\[DBG\\] 127\\.0\\.0\\.1:%d - cid:%d - "
            .formatted(client.localPort(), client.info().number("client_id"));
    client.close();
    SERVER.get().awaitLog(prefix + "Client connection created$");
    SERVER.get().awaitLog(prefix + "\"v1\\.2:raw:n\" .*Client connection closed: Client Closed");
  }
}
