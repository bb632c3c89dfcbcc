package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LimitsTest {
  private static final String LOUD = "{\"verbose\":true,\"pedantic\":false}";

  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          max_payload: 1024
          max_control_line: 256
          max_subscriptions: 3
          max_sub_tokens: 4
          http_port: -1
          """);

  @RegisterExtension final Servers servers = new Servers();

  private RawClient open(String options) {
    return servers.closing(SERVER.get().connect(options));
  }

  @Test
  @DisplayName("CORE-256 CORE-220 SEC-053 one subscription too many is refused, nothing closes")
  void maxSubscriptions() {
    RawClient client = open(LOUD);
    client.sendLines("SUB a 1", "SUB b 2", "SUB c 3").expect("+OK", "+OK", "+OK");
    client.sendLines("SUB d 4").expectError("maximum subscriptions exceeded");
    client.publish("d", "x").expect("+OK").barrier();
    client.sendLines("UNSUB 1", "SUB d 4").expect("+OK", "+OK");
    client.publish("d", "x").expect("+OK").expectMessage("d 4 1", "x").barrier();
  }

  @Test
  @DisplayName("CORE-219 CORE-121 SEC-049 a subject with too many tokens is refused")
  void tooManyTokens() {
    RawClient client = open(LOUD);
    client.sendLines("SUB a.b.c.d 1").expect("+OK");
    client
        .sendLines("SUB a.b.c.d.e 2")
        .expectError("Permissions Violation for Subscription to \"a.b.c.d.e\", too many tokens")
        .barrier();
  }

  @Test
  @DisplayName("CORE-121 order of checks: tokens, number of subscriptions, subject")
  void orderOfChecks() {
    RawClient client = open(RawClient.PLAIN).sendLines("SUB a 1", "SUB b 2", "SUB c 3");
    client
        .sendLines("SUB a..c.d.e 4")
        .expectError("Permissions Violation for Subscription to \"a..c.d.e\", too many tokens");
    client.sendLines("SUB a..c 4").expectError("maximum subscriptions exceeded");
    client.sendLines("UNSUB 1", "SUB a..c 4").expectError("Invalid Subject").barrier();
  }

  @Test
  @DisplayName("CORE-031 max_payload as configured, shown in INFO")
  void maxPayload() {
    RawClient client = open(RawClient.MODERN);
    assertThat(client.info().number("max_payload")).isEqualTo(1024);
    client.publish("p", "x".repeat(1024)).barrier();
    client.sendLines("PUB p 1025").expectError("Maximum Payload Violation").expectClosed();
  }

  @Test
  @DisplayName("CORE-030 max_control_line as configured counts the arguments only")
  void maxControlLine() {
    RawClient client = open(RawClient.PLAIN);
    client.sendLines("PUB " + "s".repeat(254) + " 0", "").barrier();
    client.sendLines("PUB " + "s".repeat(255) + " 0").expectError("maximum control line exceeded");
    client.expectClosed();
  }

  @Test
  @DisplayName("CORE-255 max_connections 0 and negative refuse everybody, after INFO")
  void nobody() {
    ServerUnderTest server = servers.start("max_connections: 0");
    RawClient client = servers.closing(server.connect());
    client.info();
    client.expectError("maximum connections exceeded").expectClosed();
  }

  @Test
  @DisplayName("CORE-207 SEC-052 SEC-465 SEC-466 an account's limits count per account")
  void accountLimits() {
    ServerUnderTest server =
        servers.start(
            """
            http_port: -1
            accounts {
              A { users: [ {user: a, password: a} ], limits { max_connections: 1, max_subscriptions: 1 } }
              B { users: [ {user: b, password: b} ] }
            }
            """);
    String asA = "{\"verbose\":false,\"user\":\"a\",\"pass\":\"a\"}";
    RawClient first = servers.closing(server.connect(asA));
    RawClient second = servers.closing(server.connect());
    second.info();
    second
        .sendLines("CONNECT " + asA)
        .expectError("maximum account active connections exceeded")
        .expectClosed();
    assertThat(server.monitoring().closedReason(second.info().number("client_id")))
        .isEqualTo("Maximum Account Connections Exceeded");
    servers.closing(server.connect("{\"verbose\":false,\"user\":\"b\",\"pass\":\"b\"}")).barrier();
    first.sendLines("SUB x 1", "SUB y 2").expectError("maximum subscriptions exceeded").barrier();
  }

  @Test
  @DisplayName("CORE-206 SEC-051 shown in /varz: the configured limits")
  void configuredLimits() {
    Json varz = SERVER.get().monitoring().json("/varz");
    assertThat(varz.number("max_payload")).isEqualTo(1024);
    assertThat(varz.number("max_control_line")).isEqualTo(256);
    assertThat(varz.number("max_connections")).isEqualTo(65_536);
    assertThat(varz.number("max_pending")).isEqualTo(67_108_864);
  }

  @Test
  @DisplayName("CORE-605 CORE-206 reload: lowering max_connections closes who is too many")
  void loweredMaxConnections() {
    ServerUnderTest server = servers.start("max_connections: 10\nhttp_port: -1");
    for (int i = 0; i < 4; i++) {
      servers.closing(server.connect(RawClient.MODERN));
    }
    server.rewriteConfig("max_connections: 2\nhttp_port: -1");
    server.signal("HUP");
    server.awaitLog("Reloaded server configuration");
    server.monitoring().awaitConnections(2);
    List<Json> closed = server.monitoring().json("/connz?state=closed").objects("connections");
    assertThat(closed).hasSize(2);
    assertThat(closed).allMatch(c -> c.text("reason").equals("Maximum Connections Exceeded"));
  }
}
