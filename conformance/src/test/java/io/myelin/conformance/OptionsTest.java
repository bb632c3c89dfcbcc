package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Option keys with their aliases and types, and what the server shows of their values. */
class OptionsTest {
  @RegisterExtension final Servers servers = new Servers();

  @Since("2.14")
  @ParameterizedTest
  @ValueSource(strings = {"network", "logging", "authorization"})
  @DisplayName(
      "CORE-600..628 CORE-640..654 CORE-700..710 CORE-719..721 every key and alias is known to the check")
  void everyKey(String section) throws IOException {
    isValid(section);
  }

  @Since("2.14")
  @ParameterizedTest
  @ValueSource(
      strings = {"accounts", "cluster", "gateway", "leafnodes", "jetstream", "websocket", "mqtt"})
  @DisplayName(
      "CORE-711..718 CORE-740..751 CORE-755..757 CORE-760..766 CORE-770..782 CORE-785..787 CORE-790..792"
          + " every key and alias of the other blocks is known to the check")
  void everyKeyOfBlocks(String section) throws IOException {
    isValid(section);
  }

  private void isValid(String section) throws IOException {
    try (InputStream file = getClass().getResourceAsStream("/options/" + section + ".conf")) {
      ConfigCheck.of(new String(file.readAllBytes(), StandardCharsets.UTF_8)).isValid();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jetstream: enabled",
        "jetstream: disabled",
        "jetstream: false",
        "jetstream { enabled: false }",
        "jetstream { store: a, ek: k, prev_ek: p, sync: \"1m\", cipher: chachapoly }",
        "ws { port: 1 }",
        "leaf { port: 1 }",
        "resolver: MEM\nresolver_preload {}",
        "account_resolver: MEMORY",
        "resolver: URL(\"http://127.0.0.1:1/\")",
        "resolver { type: full, dir: \"${dir}/jwt\", allow_delete: true, hard_delete: true,"
            + " limit: 1, interval: \"1m\", timeout: \"1s\" }",
        "resolver { type: cache, dir: \"${dir}/jwt\", ttl: \"1m\" }",
        "ocsp: false\nocsp_cache: false\nallow_non_tls: true",
      })
  @DisplayName("CORE-680 CORE-681 CORE-724 CORE-725 CORE-760 CORE-770 CORE-785 other forms")
  void otherForms(String config) {
    ConfigCheck.of(config).isValid();
  }

  @Test
  @DisplayName("CORE-665 insecure is a boolean, for what the server solicits")
  void insecure() {
    ConfigCheck.of("cluster { tls { insecure: true } }").isValid();
    ConfigCheck.of(
            "leafnodes { remotes [ { url: \"tls://127.0.0.1:1\", tls { insecure: true } } ] }")
        .isValid();
    ConfigCheck.of("cluster { tls { insecure: 3 } }").failsWith("insecure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"operator", "operators", "root", "roots", "root_operator", "root_operators"})
  @DisplayName("CORE-722 an operator is a JWT or a file that holds one")
  void operators(String key) {
    ConfigCheck.of(key + ": nothing.jwt")
        .failsWith(
            "server.conf:1:0: error parsing operator JWT: open nothing.jwt: no such file or directory");
    ConfigCheck.of(key + ": [ nothing.jwt ]").failsWith("error parsing operator JWT: ");
  }

  @Test
  @DisplayName("CORE-711 accounts may be a list of names")
  void accountNames() {
    ConfigCheck.of("accounts: [A, B]").isValid();
  }

  @Test
  @DisplayName("CORE-600 listen sets host and port")
  void listen() {
    ServerUnderTest server =
        servers.start(b -> b.onlyTheseFlags().config("listen: \"127.0.0.1:-1\""));
    server.awaitLog("Listening for client connections on 127\\.0\\.0\\.1:\\d+$");
  }

  @Test
  @DisplayName("CORE-601 CORE-602 port and host or net")
  void hostAndPort() {
    for (String host : new String[] {"host", "net"}) {
      servers
          .start(b -> b.onlyTheseFlags().config("port: -1\n" + host + ": 127.0.0.1"))
          .awaitLog("Listening for client connections on 127\\.0\\.0\\.1:\\d+$");
    }
  }

  @Test
  @DisplayName(
      "CORE-603 CORE-604 CORE-606 server_name, client_advertise and max_payload show in INFO")
  void info() {
    ServerUnderTest server =
        servers.start("server_name: s1\nclient_advertise: \"10.9.8.7\"\nmax_payload: 64KB");
    try (RawClient client = server.connect()) {
      Json info = client.info();
      assertThat(info.text("server_name")).isEqualTo("s1");
      assertThat(info.text("host")).isEqualTo("10.9.8.7");
      assertThat(info.number("port")).isEqualTo(server.clientPort());
      assertThat(info.number("max_payload")).isEqualTo(65536);
    }
  }

  @Test
  @DisplayName(
      "CORE-605 CORE-606 CORE-607 CORE-608 CORE-612 CORE-613 CORE-614 CORE-703 defaults in /varz")
  void defaults() {
    ServerUnderTest server = servers.start(b -> b.flags("-m", "-1"));
    Json varz = server.monitoring().json("/varz");
    assertThat(varz.number("max_connections")).isEqualTo(65536);
    assertThat(varz.number("max_payload")).isEqualTo(1048576);
    assertThat(varz.number("max_pending")).isEqualTo(67108864);
    assertThat(varz.number("max_control_line")).isEqualTo(4096);
    assertThat(varz.number("ping_interval")).isEqualTo(120_000_000_000L);
    assertThat(varz.number("ping_max")).isEqualTo(2);
    assertThat(varz.number("write_deadline")).isEqualTo(10_000_000_000L);
    assertThat(varz.number("auth_timeout")).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "CORE-513 CORE-548 CORE-605..609 CORE-612..614 CORE-622 CORE-623 CORE-703 values in /varz")
  void values() {
    ServerUnderTest server =
        servers.start(
            """
            http: "127.0.0.1:-1"
            max_conn: 1k
            max_payload: 1MB, max_pending: 8MiB; max_control_line = 2ki
            max_subs: 10
            ping_interval: "1m30s"
            ping_max 5
            write_deadline
            1.5h
            """
                    .replace("1.5h", "\"1.5h\"")
                + "server_tags: [\"Region:EU \", X]\n"
                + "server_metadata { Key: \"Value\", other: 10s }\n"
                + "authorization { timeout: \"3s\", user: a, pass: b }");
    Json varz = server.monitoring().json("/varz");
    assertThat(varz.number("max_connections")).isEqualTo(1000);
    assertThat(varz.number("max_payload")).isEqualTo(1048576);
    assertThat(varz.number("max_pending")).isEqualTo(8388608);
    assertThat(varz.number("max_control_line")).isEqualTo(2048);
    assertThat(varz.number("max_subscriptions")).isEqualTo(10);
    assertThat(varz.number("ping_interval")).isEqualTo(90_000_000_000L);
    assertThat(varz.number("ping_max")).isEqualTo(5);
    assertThat(varz.number("write_deadline")).isEqualTo(5_400_000_000_000L);
    assertThat(varz.texts("tags")).containsExactly("region:eu", "x");
    assertThat(varz.object("metadata").text("Key")).isEqualTo("Value");
    assertThat(varz.object("metadata").text("other")).isEqualTo("10s");
    assertThat(varz.number("auth_timeout")).isEqualTo(3);
  }

  @Test
  @DisplayName("CORE-548 a bare integer for a duration is seconds")
  void integerDuration() {
    ServerUnderTest server =
        servers.start("ping_interval: 7\nwrite_deadline: 3\nhttp: \"127.0.0.1:-1\"");
    Json varz = server.monitoring().json("/varz");
    assertThat(varz.number("ping_interval")).isEqualTo(7_000_000_000L);
    assertThat(varz.number("write_deadline")).isEqualTo(3_000_000_000L);
  }

  @Test
  @DisplayName("CORE-652 CORE-653 CORE-654 monitoring listeners")
  void monitoring() {
    for (String config :
        new String[] {"http: \"127.0.0.1:-1\"", "http_port: -1", "monitor_port: -1"}) {
      Json varz = servers.start(config).monitoring().json("/varz");
      assertThat(varz.text("http_host")).as(config).isEqualTo("127.0.0.1");
    }
    ServerUnderTest based = servers.start("http: \"127.0.0.1:-1\"\nhttp_base_path: base/");
    assertThat(based.monitoring().json("/base/varz").number("max_payload")).isEqualTo(1048576);
    assertThat(based.monitoring().get("/varz").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("CORE-645 CORE-650 CORE-651 files of the configuration")
  void files() throws IOException {
    ServerUnderTest server =
        servers.start(b -> b.config("log_file: \"${dir}/a.log\"\npid_file: \"${dir}/a.pid\""));
    Awaitility.await()
        .until(() -> Files.readString(server.file("a.log")).contains("Server is ready"));
    assertThat(server.file("a.pid")).hasContent("" + server.pid());
  }

  private static void accepts(ServerUnderTest server, String credentials) {
    try (RawClient client = server.connect()) {
      client.info();
      client.send("CONNECT {\"verbose\":false," + credentials + "}\r\nPING\r\n").expect("PONG");
    }
  }

  private static void refuses(ServerUnderTest server, String credentials) {
    try (RawClient client = server.connect()) {
      assertThat(client.info().flag("auth_required")).isTrue();
      client.send("CONNECT {\"verbose\":false," + credentials + "}\r\nPING\r\n");
      client.expectError("Authorization Violation").expectClosed();
    }
  }

  @Test
  @DisplayName("CORE-700 CORE-701 one user")
  void singleUser() {
    for (String keys : new String[] {"user: a, pass: p", "username: a, password: p"}) {
      ServerUnderTest server = servers.start("authorization { " + keys + " }");
      accepts(server, "\"user\":\"a\",\"pass\":\"p\"");
      refuses(server, "\"user\":\"a\",\"pass\":\"x\"");
    }
  }

  @Test
  @DisplayName("CORE-702 a token")
  void token() {
    ServerUnderTest server = servers.start("authorization { token: t0k3n }");
    accepts(server, "\"auth_token\":\"t0k3n\"");
    refuses(server, "\"auth_token\":\"other\"");
  }

  @Test
  @DisplayName("CORE-703 who says nothing is cut off after the timeout")
  void authorizationTimeout() {
    ServerUnderTest server =
        servers.start("authorization { user: a, pass: p, timeout: \"300ms\" }");
    try (RawClient client = server.connect()) {
      client.info();
      client.expectError("Authentication Timeout").expectClosed();
    }
  }

  @Test
  @DisplayName("CORE-704 CORE-705 CORE-708 users, default permissions and their own")
  void permissions() {
    ServerUnderTest server =
        servers.start(
            """
            authorization {
              default_permissions { publish: "default.>", subscribe: { allow: ">", deny: "secret.*" } }
              users [
                { user: a, pass: p }
                { user: b, pass: p, permissions { pub { allow: [x, y], deny: y }, sub: "q work" } }
              ]
            }
            """);
    try (RawClient a = server.connect("{\"verbose\":false,\"user\":\"a\",\"pass\":\"p\"}");
        RawClient b = server.connect("{\"verbose\":false,\"user\":\"b\",\"pass\":\"p\"}")) {
      a.publish("default.x", "").barrier();
      a.publish("other", "").expectMatch("-ERR 'Permissions Violation for Publish to \"other\"'");
      a.send("SUB secret.x 1\r\n")
          .expectMatch("-ERR 'Permissions Violation for Subscription to \"secret.x\"'");
      b.publish("x", "").barrier();
      b.publish("y", "").expectMatch("-ERR 'Permissions Violation for Publish to \"y\"'");
      b.send("SUB q work 1\r\n").barrier();
      b.send("SUB q 2\r\n").expectMatch("-ERR 'Permissions Violation for Subscription to \"q\"'");
      b.barrier();
    }
  }

  @Test
  @DisplayName("CORE-708 allow_responses lets a replier answer, once by default")
  void allowResponses() {
    ServerUnderTest server =
        servers.start(
            """
            authorization { users [
              { user: asker, pass: p }
              { user: replier, pass: p, permissions { sub: ask, pub { deny: ">" }, allow_responses: true } }
            ] }
            """);
    try (RawClient asker = server.connect("{\"verbose\":false,\"user\":\"asker\",\"pass\":\"p\"}");
        RawClient replier =
            server.connect("{\"verbose\":false,\"user\":\"replier\",\"pass\":\"p\"}")) {
      replier.send("SUB ask 1\r\n").barrier();
      asker.send("SUB inbox.1 1\r\nPUB ask inbox.1 1\r\n?\r\n");
      replier.expectMessage("ask 1 inbox.1 1", "?");
      replier.publish("inbox.1", "!");
      asker.expectMessage("inbox.1 1 1", "!");
      replier
          .publish("inbox.1", "!")
          .expectMatch("-ERR 'Permissions Violation for Publish to \"inbox.1\"'");
    }
  }

  @Test
  @DisplayName("CORE-709 connection types in any case; an unknown one ends the start")
  void connectionTypes() {
    ServerUnderTest server =
        servers.start(
            "authorization { users [ {user: a, pass: p, allowed_connection_types: [standard]},"
                + " {user: b, pass: p, allowed_connection_types: [websocket]} ] }");
    accepts(server, "\"user\":\"a\",\"pass\":\"p\"");
    refuses(server, "\"user\":\"b\",\"pass\":\"p\"");
    RunResult run =
        RunResult.of(
            ServerUnderTest.builder()
                .config(
                    "authorization { users [ {user: a, pass: p, allowed_connection_types: [foo, bar]} ] }"));
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stderr())
        .contains("server.conf:1:43: invalid connection types [\"FOO\" \"BAR\"]");
  }

  @Test
  @DisplayName("CORE-710 no_auth_user is who gives no credentials")
  void noAuthUser() {
    ServerUnderTest server =
        servers.start(
            "no_auth_user: guest\naccounts { A { users [ {user: guest, password: p} ] } }");
    try (RawClient client = server.connect(RawClient.MODERN)) {
      assertThat(client.info().flag("auth_required")).isFalse();
      assertThat(client.connectInfo().text("remote_account")).isEqualTo("A");
    }
  }

  @Test
  @DisplayName("CORE-711 CORE-712 accounts are apart from each other")
  void accounts() {
    ServerUnderTest server =
        servers.start(
            "accounts { A { users [ {user: a, password: p} ] }, B { users [ {user: b, password: p} ] } }");
    try (RawClient a = server.connect("{\"verbose\":false,\"user\":\"a\",\"pass\":\"p\"}");
        RawClient b = server.connect("{\"verbose\":false,\"user\":\"b\",\"pass\":\"p\"}")) {
      a.send("SUB > 1\r\n").barrier();
      b.publish("x", "hidden").barrier();
      a.publish("x", "seen").expectMessage("x 1 4", "seen").barrier();
    }
  }

  @Test
  @DisplayName("CORE-719 mappings of the global account")
  void mappings() {
    for (String key : new String[] {"mappings", "maps"}) {
      ServerUnderTest server = servers.start(key + " { foo: bar, \"a.*\": \"b.$1\" }");
      try (RawClient client = server.connect(RawClient.PLAIN)) {
        client.send("SUB bar 1\r\nSUB b.* 2\r\n").barrier();
        client.publish("foo", "x").expectMessage("bar 1 1", "x");
        client.publish("a.z", "y").expectMessage("b.z 2 1", "y");
      }
    }
  }

  @Test
  @DisplayName("CORE-720 system_account: its users see the server's events")
  void systemAccount() {
    for (String key : new String[] {"system_account", "system"}) {
      ServerUnderTest server =
          servers.start(
              key + ": S\naccounts { S { users [ {user: s, password: p} ] } }\nserver_name: me");
      try (RawClient client =
          server.connect("{\"verbose\":false,\"protocol\":1,\"user\":\"s\",\"pass\":\"p\"}")) {
        assertThat(client.connectInfo().text("remote_account")).isEqualTo("S");
        client.send("SUB inbox 1\r\nPUB $SYS.REQ.SERVER.PING inbox 0\r\n\r\n");
        client.expectMatch("MSG inbox 1 +\\d+");
      }
    }
  }
}
