package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownTest {
  private static final String QUICK_LAME_DUCK =
      """
      http_port: -1
      lame_duck_duration: "30s"
      lame_duck_grace_period: "400ms"
      accounts { $SYS { users: [ {user: s, password: s} ] } }
      """;
  private static final String SYSTEM = "{\"verbose\":false,\"user\":\"s\",\"pass\":\"s\"}";

  @RegisterExtension final Servers servers = new Servers();

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  @Since("2.11")
  @DisplayName(
      "CORE-337 CORE-840 CORE-841 CORE-224 orderly shutdown closes everybody without -ERR, exit 0")
  void shutdown(String signal) throws Exception {
    ServerUnderTest server = servers.start("");
    RawClient client = servers.closing(server.connect(RawClient.MODERN));
    RawClient fresh = servers.closing(server.connect());
    fresh.info();
    try (Stream<?> ports =
        Files.list(server.directory()).filter(f -> f.toString().endsWith(".ports"))) {
      assertThat(ports).hasSize(1);
    }
    server.signal(signal);
    client.expectClosed();
    fresh.expectClosed();
    assertThat(server.awaitExit()).isZero();
    server.awaitLog("Initiating Shutdown\\.\\.\\.");
    server.awaitLog("Server Exiting\\.\\.");
    try (Stream<?> ports =
        Files.list(server.directory()).filter(f -> f.toString().endsWith(".ports"))) {
      assertThat(ports).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "CORE-332 CORE-333 CORE-334 CORE-078 CORE-092 lame duck: INFO with ldm, then closes, exit 0")
  void lameDuck() {
    ServerUnderTest server = servers.start(QUICK_LAME_DUCK);
    RawClient system = servers.closing(server.connect(SYSTEM));
    system.sendLines("SUB $SYS.SERVER.*.LAMEDUCK 1").barrier();
    RawClient modern = servers.closing(server.connect(RawClient.MODERN));
    RawClient old = servers.closing(server.connect(RawClient.PLAIN));
    server.signal("USR2");
    Json ldm = modern.readInfo();
    assertThat(ldm.get("ldm")).isEqualTo(true);
    assertThat(ldm.has("connect_urls")).isFalse();
    assertThat(ldm.has("nonce")).isFalse();
    assertThat(ldm.names()).contains("server_id", "version", "max_payload", "client_id");
    modern.publish("still.served", "x").barrier();
    assertThat(system.readLine())
        .startsWith("MSG $SYS.SERVER." + ldm.text("server_id") + ".LAMEDUCK 1 ");
    modern.expectClosed();
    old.expectClosed();
    assertThat(server.awaitExit()).isZero();
    server.awaitLog("Entering lame duck mode, stop accepting new clients");
    server.awaitLog("Closing existing clients");
    server.awaitLog("Initiating Shutdown\\.\\.\\.");
  }

  @Test
  @DisplayName("CORE-332 without clients lame duck shuts down at once")
  void lameDuckWithoutClients() {
    ServerUnderTest server = servers.start("lame_duck_duration: \"60s\"");
    server.signal("USR2");
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  @DisplayName("CORE-332 OPS-164 in lame duck nobody new is accepted and health turns bad")
  void lameDuckRefusesNewClients() {
    ServerUnderTest server =
        servers.start(
            "http_port: -1\nlame_duck_duration: \"60s\"\nlame_duck_grace_period: \"10s\"");
    RawClient client = servers.closing(server.connect(RawClient.MODERN));
    server.signal("USR2");
    assertThat(client.readInfo().get("ldm")).isEqualTo(true);
    assertThat(server.acceptsConnections()).isFalse();
    assertThat(server.monitoring().get("/healthz").statusCode()).isEqualTo(500);
  }

  @Test
  @DisplayName("CORE-335 in lame duck SIGTERM is ignored, SIGINT shuts down at once")
  void signalsInLameDuck() {
    ServerUnderTest server =
        servers.start("lame_duck_duration: \"60s\"\nlame_duck_grace_period: \"10s\"");
    RawClient client = servers.closing(server.connect(RawClient.MODERN));
    server.signal("USR2");
    client.readInfo();
    server.signal("TERM");
    client.expectSilence(Duration.ofMillis(500)).barrier();
    server.signal("INT");
    client.expectClosed();
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  @DisplayName("CORE-331 OPS-231 a kick closes the connection without -ERR")
  void kick() {
    ServerUnderTest server = servers.start(QUICK_LAME_DUCK);
    RawClient system = servers.closing(server.connect(SYSTEM)).sendLines("SUB reply 1");
    RawClient victim = servers.closing(server.connect(RawClient.MODERN));
    long cid = victim.info().number("client_id");
    String subject = "$SYS.REQ.SERVER." + victim.info().text("server_id") + ".KICK";
    String body = "{\"cid\":" + cid + "}";
    system.sendLines("PUB " + subject + " reply " + body.length(), body);
    victim.expectClosed();
    assertThat(server.monitoring().closedReason(cid)).isEqualTo("Kicked");
    assertThat(system.readMessage("reply").has("error")).isFalse();
    system.sendLines("PUB " + subject + " reply 14", "{\"cid\":987654}");
    Json error = system.readMessage("reply").object("error");
    assertThat(error.number("code")).isEqualTo(500);
    assertThat(error.text("description")).isEqualTo("no such client or leafnode id");
  }

  @Test
  @DisplayName("CORE-336 OPS-232 LDM for one client sends it INFO with ldm, nothing closes")
  void lameDuckForOne() {
    ServerUnderTest server = servers.start(QUICK_LAME_DUCK);
    RawClient system = servers.closing(server.connect(SYSTEM)).sendLines("SUB reply 1");
    RawClient client = servers.closing(server.connect(RawClient.MODERN));
    RawClient old = servers.closing(server.connect(RawClient.PLAIN));
    String subject = "$SYS.REQ.SERVER." + client.info().text("server_id") + ".LDM";
    String body = "{\"cid\":" + client.info().number("client_id") + "}";
    system.sendLines("PUB " + subject + " reply " + body.length(), body);
    assertThat(client.readInfo().get("ldm")).isEqualTo(true);
    client.barrier();
    assertThat(system.readMessage("reply").has("error")).isFalse();
    String oldBody = "{\"cid\":" + old.info().number("client_id") + "}";
    system.sendLines("PUB " + subject + " reply " + oldBody.length(), oldBody);
    assertThat(system.readMessage("reply").object("error").text("description"))
        .isEqualTo(
            "client does not support Lame Duck Mode or is not ready to receive the notification");
    system.sendLines("PUB " + subject + " reply 14", "{\"cid\":987654}");
    assertThat(system.readMessage("reply").object("error").text("description"))
        .isEqualTo("no such client id");
  }
}
