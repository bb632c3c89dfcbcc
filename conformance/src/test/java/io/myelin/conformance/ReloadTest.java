package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reload of the configuration: what changes, what is refused, and what clients notice. */
class ReloadTest {
  @RegisterExtension final Servers servers = new Servers();

  private static final String TWO_USERS =
      "authorization { users [ {user: a, password: p}, {user: b, password: p} ] }";

  private static String connect(String user) {
    return "{\"verbose\":false,\"protocol\":1,\"user\":\"" + user + "\",\"pass\":\"p\"}";
  }

  /** The log lines of one reload, up to its end. */
  private static String reload(ServerUnderTest server, String config) {
    int before = server.log().length();
    server.rewriteConfig(config);
    server.signal("HUP");
    return Awaitility.await("reload of " + config)
        .until(
            () -> server.log().substring(before),
            log ->
                log.contains("Reloaded server configuration")
                    || log.contains("Failed to reload server configuration"));
  }

  private static void reloads(ServerUnderTest server, String config) {
    assertThat(reload(server, config)).contains("Reloaded server configuration");
  }

  @Test
  @DisplayName(
      "CORE-890 one line for each change, and the digest at the end, also without a change")
  void lines() {
    ServerUnderTest server = servers.start("max_connections: 10");
    String log = reload(server, "max_connections: 20\ndebug: true");
    assertThat(log).contains("Reloaded: max_connections = 20", "Reloaded: debug = true");
    assertThat(log).containsPattern("Reloaded server configuration \\(sha256:[0-9a-f]{64}\\)\\n");
    log = reload(server, "max_connections: 20\ndebug: true");
    assertThat(log).doesNotContain("max_connections", "debug =");
    assertThat(log).containsPattern("Reloaded server configuration \\(sha256:[0-9a-f]{64}\\)\\n");
  }

  @Test
  @DisplayName("CORE-890 warnings do not stop a reload, errors of the file or between options do")
  void problems() {
    ServerUnderTest server = servers.start("max_payload: 1000", "-m", "-1");
    assertThat(reload(server, "max_payload: 2000\nfoo: 1")).contains("unknown field \"foo\"");
    assertThat(reload(server, "max_payload: 2000\nmax_pending: 1000"))
        .contains("max_payload (2000) cannot be higher than max_pending (1000)");
    assertThat(server.monitoring().json("/varz").number("max_payload")).isEqualTo(1000);
    reloads(server, "ping_interval: 7");
    assertThat(server.monitoring().json("/varz").number("ping_interval")).isEqualTo(7_000_000_000L);
  }

  @Test
  @DisplayName("CORE-891 a reload needs a configuration file")
  void withoutFile() {
    ServerUnderTest server = servers.start(b -> b);
    server.signal("HUP");
    server.awaitLog("can only reload config when a file is provided using -c or --config");
    assertThat(server.isAlive()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_pending: 5000000 | MaxPending: old=67108864, new=5000000",
        "server_name: other | ServerName: old=, new=other",
        "max_subscriptions: 5 | MaxSubs: old=0, new=5",
        "max_sub_tokens: 5 | MaxSubTokens: old=0, new=5",
        "lame_duck_duration: 31s | LameDuckDuration: old=2m0s, new=31s",
        "no_header_support: true | NoHeaderSupport: old=false, new=true",
        "no_system_account: true | NoSystemAccount: old=false, new=true",
        "proxy_protocol: true | ProxyProtocol: old=false, new=true",
      })
  @DisplayName("CORE-892 an option that cannot change is named with its old and new value")
  void refused(String config, String reason) {
    ServerUnderTest server = servers.start("max_payload: 1000", "-m", "-1");
    assertThat(reload(server, "max_payload: 2000\n" + config))
        .contains("config reload not supported for " + reason);
    assertThat(server.monitoring().json("/varz").number("max_payload"))
        .as("nothing is applied")
        .isEqualTo(1000);
  }

  @Test
  @DisplayName("CORE-892 CORE-600 CORE-601 CORE-602 port and host of a file cannot change")
  void listenerRefused() {
    ServerUnderTest server =
        servers.start(
            b ->
                b.onlyTheseFlags().config("port: -1\nhost: 127.0.0.1\nports_file_dir: \"${dir}\""));
    String rest = "\nports_file_dir: \"${dir}\"";
    assertThat(reload(server, "port: 4999\nhost: 127.0.0.1" + rest))
        .contains("config reload not supported for Port: old=", ", new=4999");
    assertThat(reload(server, "port: -1\nhost: 127.0.0.2" + rest))
        .contains("config reload not supported for Host: old=127.0.0.1, new=127.0.0.2");
  }

  @Test
  @DisplayName("CORE-893 who is no longer authorised is told so and cut off, others stay")
  void changedPassword() {
    ServerUnderTest server = servers.start(TWO_USERS);
    try (RawClient stays = server.connect(connect("a"));
        RawClient goes = server.connect(connect("b"))) {
      reloads(server, "authorization { users [ {user: a, password: p}, {user: b, password: q} ] }");
      goes.expectError("Authorization Violation").expectClosed();
      stays.barrier();
    }
  }

  @Test
  @DisplayName("CORE-893 a user that is removed is cut off, others stay")
  void removedUser() {
    ServerUnderTest server = servers.start(TWO_USERS);
    try (RawClient stays = server.connect(connect("a"));
        RawClient goes = server.connect(connect("b"))) {
      reloads(server, "authorization { users [ {user: a, password: p} ] }");
      goes.readToEnd();
      stays.barrier();
    }
  }

  @Test
  @DisplayName("CORE-893 a user that moves to another account is disconnected")
  void movedUser() {
    ServerUnderTest server =
        servers.start("accounts { A { users [ {user: a, password: p} ] }, B {} }");
    try (RawClient client = server.connect(connect("a"))) {
      reloads(server, "accounts { A {}, B { users [ {user: a, password: p} ] } }");
      client.readToEnd();
    }
    try (RawClient again = server.connect(connect("a"))) {
      assertThat(again.connectInfo().text("remote_account")).isEqualTo("B");
    }
  }

  @Test
  @DisplayName("CORE-893 CORE-700 CORE-704 CORE-708 new permissions apply to the connected")
  void permissions() {
    ServerUnderTest server = servers.start(TWO_USERS);
    try (RawClient client = server.connect(connect("a"))) {
      client.send("SUB foo 1\r\nSUB bar 2\r\n").barrier();
      reloads(
          server,
          "authorization { users [ {user: a, password: p,"
              + " permissions: { publish: bar, subscribe: bar } } ] }");
      client.expectMatch("-ERR 'Permissions Violation for Subscription to \"foo\".*'");
      client.publish("foo", "x");
      client.expectMatch("-ERR 'Permissions Violation for Publish to \"foo\".*'");
      client.publish("bar", "y").expectMessage("bar 2 1", "y").barrier();
    }
  }

  @Test
  @DisplayName("CORE-894 a random port and the order of lists are no changes")
  void noChanges() {
    ServerUnderTest server =
        servers.start(
            b ->
                b.onlyTheseFlags()
                    .config("port: -1\nhost: 127.0.0.1\nports_file_dir: \"${dir}\"\n" + TWO_USERS));
    String log =
        reload(
            server,
            "port: -1\nhost: 127.0.0.1\nports_file_dir: \"${dir}\"\n"
                + "authorization { users [ {user: b, password: p}, {user: a, password: p} ] }");
    assertThat(log).contains("Reloaded server configuration").doesNotContain("Failed to reload");
  }

  @Test
  @DisplayName(
      "CORE-890 CORE-605 CORE-612 CORE-613 CORE-614 CORE-622 CORE-623 values that a reload applies")
  void applied() {
    ServerUnderTest server = servers.start("debug: false", "-m", "-1");
    reloads(
        server,
        "max_connections: 77\nping_interval: \"31s\"\nping_max: 7\nwrite_deadline: \"3s\"\n"
            + "max_control_line: 2048\nmax_payload: 3000\nserver_tags: [\"K:V\"]\n"
            + "server_metadata { a: b }");
    Json varz = server.monitoring().json("/varz");
    assertThat(varz.number("max_connections")).isEqualTo(77);
    assertThat(varz.number("ping_interval")).isEqualTo(31_000_000_000L);
    assertThat(varz.number("ping_max")).isEqualTo(7);
    assertThat(varz.number("write_deadline")).isEqualTo(3_000_000_000L);
    assertThat(varz.number("max_control_line")).isEqualTo(2048);
    assertThat(varz.number("max_payload")).isEqualTo(3000);
    assertThat(varz.texts("tags")).containsExactly("k:v");
    assertThat(varz.object("metadata").text("a")).isEqualTo("b");
    reloads(server, "debug: false");
    assertThat(server.monitoring().json("/varz").number("max_connections")).isEqualTo(65536);
  }

  @Test
  @DisplayName("CORE-898 CORE-606 CORE-608 max_payload and max_control_line bind connected clients")
  void limitsOfConnected() {
    ServerUnderTest server = servers.start("debug: false");
    try (RawClient large = server.connect(RawClient.PLAIN);
        RawClient longLine = server.connect(RawClient.PLAIN)) {
      reloads(server, "max_payload: 10\nmax_control_line: 64");
      large.send("PUB foo 11\r\n");
      large.expectError("Maximum Payload Violation").expectClosed();
      longLine.send("PUB " + "x".repeat(100) + " 1\r\n");
      longLine.expectError("maximum control line exceeded").expectClosed();
    }
  }

  @Test
  @DisplayName("CORE-605 lowering max_connections closes the excess")
  void fewerConnections() {
    ServerUnderTest server = servers.start("max_connections: 3", "-m", "-1");
    try (RawClient a = server.connect(RawClient.PLAIN);
        RawClient b = server.connect(RawClient.PLAIN);
        RawClient c = server.connect(RawClient.PLAIN)) {
      a.barrier();
      b.barrier();
      c.barrier();
      reloads(server, "max_connections: 1");
      Awaitility.await().until(() -> server.monitoring().json("/varz").number("connections") == 1);
    }
  }

  @Test
  @DisplayName("CORE-893 SEC-052 SEC-466 lowering an account's connections closes the excess")
  void fewerConnectionsOfAnAccount() {
    ServerUnderTest server = servers.start(accountOfAtMost(3));
    for (int i = 0; i < 3; i++) {
      servers.closing(server.connect(RawClient.as("a", "a"))).barrier();
    }
    reloads(server, accountOfAtMost(1));
    server.monitoring().awaitConnections(1);
    assertThat(server.monitoring().json("/connz?state=closed").objects("connections"))
        .hasSize(2)
        .allSatisfy(
            closed ->
                assertThat(closed.text("reason"))
                    .isEqualTo("Maximum Account Connections Exceeded"));
  }

  private static String accountOfAtMost(int connections) {
    return """
        http_port: -1
        accounts { A { users: [ {user: a, password: a} ], limits { max_connections: %d } } }
        """
        .formatted(connections);
  }

  @Test
  @DisplayName("CORE-890 CORE-640 CORE-645 CORE-650 logging and pid file change by reload")
  void logging() {
    ServerUnderTest server = servers.start("debug: false");
    reloads(server, "trace: true\npid_file: \"${dir}/new.pid\"");
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      client.publish("traced", "x").barrier();
    }
    server.awaitLog("<<- \\[PUB traced 1]");
    assertThat(server.file("new.pid")).hasContent("" + server.pid());
    server.rewriteConfig("logfile: \"${dir}/new.log\"");
    server.signal("HUP");
    Awaitility.await()
        .ignoreExceptions()
        .until(
            () ->
                Files.readString(server.file("new.log")).contains("Reloaded server configuration"));
  }

  @Test
  @DisplayName("CORE-899 flags stay in force")
  void flagsStay() {
    ServerUnderTest server =
        servers.start(
            "port: 1\nhost: 10.0.0.1\nhttp: 1\nclient_advertise: \"a:1\"",
            "-m",
            "-1",
            "--user",
            "a",
            "--pass",
            "p",
            "-D",
            "--client_advertise",
            "b:2");
    int monitoring = server.monitoringPort();
    reloads(server, "port: 2\nhost: 10.0.0.2\nhttp: 2\nclient_advertise: \"c:3\"\nmax_payload: 99");
    try (RawClient client = server.connect()) {
      assertThat(client.info().text("host")).isEqualTo("b");
      assertThat(client.info().number("max_payload")).isEqualTo(99);
      client.open(connect("a")).barrier();
    }
    assertThat(server.monitoringPort()).isEqualTo(monitoring);
    assertThat(server.log().substring(server.log().indexOf("Reloaded server"))).contains("[DBG]");
  }

  @Test
  @BetterThanReference("CORE Do better: make every flag survive reload")
  @DisplayName("CORE-899 the server name given by flag stays in force")
  void nameFlagStays() {
    ServerUnderTest server = servers.start("debug: false", "-n", "named", "--logtime_utc");
    reloads(server, "debug: true");
    try (RawClient client = server.connect()) {
      assertThat(client.info().text("server_name")).isEqualTo("named");
    }
  }

  @Test
  @DisplayName("CORE-849 CORE-651 a changed ports_file_dir moves the ports file")
  void portsFileMoves() {
    ServerUnderTest server =
        servers.start(
            b ->
                b.onlyTheseFlags()
                    .config("port: -1\nhost: 127.0.0.1\nports_file_dir: \"${dir}\"")
                    .file("other/empty", ""));
    String name = "nats-server_" + server.pid() + ".ports";
    Awaitility.await().until(() -> Files.exists(server.file(name)));
    reloads(server, "port: -1\nhost: 127.0.0.1\nports_file_dir: \"${dir}/other\"");
    Awaitility.await().until(() -> Files.exists(server.file("other/" + name)));
    assertThat(server.file(name)).doesNotExist();
  }
}
