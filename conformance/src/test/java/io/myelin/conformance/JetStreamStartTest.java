package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 1 of the streams chapter: how JetStream is switched on, configured and reloaded. */
class JetStreamStartTest {
  private static final String STORE = "store_dir: \"${dir}/store\"\n";

  @RegisterExtension final Servers servers = new Servers();

  private boolean runs(ServerUnderTest server) {
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      return client.info().flag("jetstream");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jetstream: true",
        "jetstream: enabled",
        "jetstream: \"Enable\"",
        "jetstream {}",
        "JetStream { Max_Mem: 1M }",
        "jetstream { enabled: true }"
      })
  @DisplayName("STR-001 CORE-770 what switches JetStream on in the file")
  void on(String block) {
    assertThat(runs(servers.start(STORE + block))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jetstream: false",
        "jetstream: disabled",
        "jetstream { enable: false, max_mem: 1M }"
      })
  @DisplayName("STR-001 CORE-770 what leaves JetStream off")
  void off(String block) {
    ServerUnderTest server = servers.start(STORE + block);
    assertThat(runs(server)).isFalse();
    assertThat(server.file("store")).doesNotExist();
    assertThat(server.log()).doesNotContain("JETSTREAM", "  Node:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jetstream: perhaps | Expected 'enabled' or 'disabled' for string value, got 'perhaps'",
        "jetstream { no_such_key: 1 } | unknown field \"no_such_key\"",
        "jetstream { domain: \"a.b\" } | invalid domain name: may not contain ., * or >",
        "jetstream { domain: \"*\" } | invalid domain name: may not contain ., * or >",
        "jetstream { max_mem: \"1X\" } | sizes defined as strings must end in K, M, G, T",
        "jetstream { cipher: rot13 } | Unknown cipher type: \"rot13\"",
        "jetstream {}; cluster { port: -1 } | jetstream cluster requires `server_name` to be set",
        "jetstream {}; server_name: s; cluster { port: -1 } | jetstream cluster requires `cluster.name` to be set"
      })
  @DisplayName("STR-001 STR-006 STR-008 STR-009 STR-018 configurations that are refused")
  void refused(String config, String reason) {
    refusesToStart(config, reason);
  }

  private static void refusesToStart(String config, String reason) {
    RunResult result = RunResult.of(ServerUnderTest.builder().config(config));
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.stderr()).contains(reason);
  }

  @Test
  @DisplayName("STR-002 STR-003 -js and -sd win over the file; directories are the owner's only")
  void flags() throws IOException {
    ServerUnderTest server =
        servers.start(
            "http: -1\njetstream { enabled: false }", "--jetstream", "-sd", "${dir}/store");
    assertThat(runs(server)).isTrue();
    Path directory = server.file("store").resolve("jetstream");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(
            server
                .monitoring()
                .json("/varz")
                .object("jetstream")
                .object("config")
                .text("store_dir"))
        .isEqualTo(directory.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "jetstream {}, nats/jetstream",
    "'jetstream { max_mem: 1M, max_file: 1M }', jetstream",
    "'jetstream { max_mem: 0, max_file: 1M }', nats/jetstream"
  })
  @DisplayName("STR-003 CORE-771 without a directory a temporary one is used, and said so")
  void temporaryDirectory(String block, String below, @TempDir Path temporary) {
    ServerUnderTest server =
        servers.start(
            builder ->
                builder.config("http: -1\n" + block).environment("TMPDIR", temporary.toString()));
    server.awaitLog(
        "\\[WRN] Temporary storage directory used, data could be lost on system reboot");
    assertThat(
            server
                .monitoring()
                .json("/varz")
                .object("jetstream")
                .object("config")
                .text("store_dir"))
        .isEqualTo(temporary.resolve(below).toString());
  }

  @Test
  @DisplayName("STR-003 a store directory that is a file is refused, exit 1")
  void notADirectory() {
    ServerUnderTest server =
        servers.closing(
            ServerUnderTest.builder()
                .file("store/jetstream", "")
                .config(STORE + "jetstream {}")
                .launch());
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.log())
        .containsPattern("\\[FTL] Can't start JetStream: storage directory is not a directory");
  }

  @Test
  @DisplayName("CORE-880 CORE-912 STR-004 the start lines name limits, directory and domain")
  void startLines() {
    ServerUnderTest server =
        servers.start(
            STORE
                + "server_name: refa\n"
                + "jetstream { max_mem: 100MB, max_file: 10GB, domain: hub, strict: true }");
    for (String line :
        new String[] {
          "  Node:     2YjIpuML$",
          "Starting JetStream$",
          "---------------- JETSTREAM ----------------$",
          "  Strict:          true$",
          "  Max Memory:      100.00 MB$",
          "  Max Storage:     10.00 GB$",
          "  Store Directory: \".*/store/jetstream\"$",
          "  Domain:          hub$",
          "  API Level:       \\d$",
          "Took .*s to start JetStream$",
          "Server is ready$"
        }) {
      server.awaitLog("\\[INF] " + line);
    }
  }

  @Test
  @DisplayName("STR-023 CORE-083 INFO tells of JetStream, its domain and the API level")
  void info() {
    ServerUnderTest server = servers.start(STORE + "jetstream { domain: hub }");
    try (RawClient client = server.connect(RawClient.MODERN)) {
      assertThat(client.info().flag("jetstream")).isTrue();
      assertThat(client.info().text("domain")).isEqualTo("hub");
      assertThat(client.info().number("api_lvl")).isGreaterThanOrEqualTo(4);
      assertThat(client.connectInfo().flag("jetstream")).isTrue();
      assertThat(client.connectInfo().text("domain")).isEqualTo("hub");
    }
    ServerUnderTest without = servers.start(STORE + "jetstream {}");
    try (RawClient client = without.connect(RawClient.PLAIN)) {
      assertThat(client.info().has("domain")).isFalse();
    }
  }

  @Test
  @DisplayName("STR-004 a limit of 0 is honoured: nothing of that kind can be created")
  void zero() {
    ServerUnderTest server = servers.start(STORE + "jetstream { max_mem: 0, max_file: 1G }");
    JetStreamClient client = JetStreamClient.of(server);
    servers.closing(client.connection());
    client.failToCreate(
        "M", "\"storage\":\"memory\"", 500, 10028, "insufficient memory resources available");
    client.create("F", "\"storage\":\"file\"");
  }

  @Test
  @DisplayName("STR-005 without limits there is room for memory and for files")
  void dynamicLimits() {
    ServerUnderTest server = servers.start("http: -1\n" + STORE + "jetstream {}");
    Json config = server.monitoring().json("/varz").object("jetstream").object("config");
    assertThat(config.number("max_memory")).isGreaterThan(16L << 20);
    assertThat(config.number("max_storage")).isGreaterThan(16L << 20);
  }

  @Test
  @BetterThanReference("STR-B07")
  @DisplayName("STR-B07 what streams hold already does not shrink the dynamic limit at a restart")
  void dynamicFileLimitCountsTheStore() throws IOException {
    ServerUnderTest server =
        servers.start(
            builder ->
                builder
                    .file("store/jetstream/myelin.ballast", "x".repeat(8 << 20))
                    .config("http: -1\n" + STORE + "jetstream {}"));
    long usable = Files.getFileStore(server.directory()).getUsableSpace();
    Json config = server.monitoring().json("/varz").object("jetstream").object("config");
    assertThat(config.number("max_storage")).isGreaterThan(usable / 100 * 70);
  }

  @ParameterizedTest
  @CsvSource({"always, true, 120000000000", "30s, false, 30000000000"})
  @DisplayName("STR-007 CORE-774 sync_interval as /varz shows it")
  void syncInterval(String value, boolean always, long nanos) {
    ServerUnderTest server =
        servers.start("http: -1\n" + STORE + "jetstream { sync_interval: \"" + value + "\" }");
    Json config = server.monitoring().json("/varz").object("jetstream").object("config");
    assertThat(config.flag("sync_always")).isEqualTo(always);
    assertThat(config.number("sync_interval")).isEqualTo(nanos);
  }

  @Test
  @DisplayName("STR-011 STR-066 strict unless told otherwise")
  void strict() {
    ServerUnderTest strict = servers.start("http: -1\n" + STORE + "jetstream {}");
    assertThat(
            strict.monitoring().json("/varz").object("jetstream").object("config").flag("strict"))
        .isTrue();
    ServerUnderTest lax = servers.start(STORE + "jetstream { strict: false }");
    JetStreamClient client = JetStreamClient.of(lax);
    servers.closing(client.connection());
    client.create("S", "\"no_such_field\":1");
  }

  @Test
  @DisplayName("STR-016 limits of the server are shown and hold")
  void serverLimits() {
    ServerUnderTest server =
        servers.start(
            "http: -1\n"
                + STORE
                + "jetstream { limits { max_ack_pending: 100, duplicate_window: \"1m\","
                + " max_request_batch: 7 } }");
    Json limits = server.monitoring().json("/varz").object("jetstream").object("limits");
    assertThat(limits.number("max_ack_pending")).isEqualTo(100);
    assertThat(limits.number("max_duplicate_window")).isEqualTo(60_000_000_000L);
    assertThat(limits.number("max_request_batch")).isEqualTo(7);
    JetStreamClient client = JetStreamClient.of(server);
    servers.closing(client.connection());
    assertThat(client.create("S", "").object("config").number("duplicate_window"))
        .isEqualTo(60_000_000_000L);
  }

  @Test
  @DisplayName("STR-019 JetStream for the system account is fatal")
  void systemAccount() {
    refusesToStart(
        "jetstream {}\naccounts { $SYS { users: [ {user: s, password: s} ], jetstream: enabled } }",
        "Not allowed to enable JetStream on the system account");
  }

  @Test
  @DisplayName("STR-019 without a system account JetStream makes one")
  void makesSystemAccount() {
    ServerUnderTest server =
        servers.start("http: -1\nno_system_account: true\n" + STORE + "jetstream {}");
    assertThat(server.monitoring().json("/varz").text("system_account")).isEqualTo("$SYS");
  }

  @Test
  @DisplayName("STR-021 CORE-895 a reload switches JetStream on and off")
  void reloadSwitches() {
    ServerUnderTest server = servers.start("http: -1\n" + STORE);
    server.rewriteConfig("http: -1\n" + STORE + "jetstream: enabled");
    server.signal("HUP");
    server.awaitLog("\\[INF] Reloaded: JetStream$");
    server.awaitLog("\\[INF] Reloaded server configuration");
    assertThat(runs(server)).isTrue();
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      new JetStreamClient(client).create("KEPT", "");
    }
    server.rewriteConfig("http: -1\n" + STORE);
    server.signal("HUP");
    server.awaitLog("\\[INF] JetStream Shutdown$");
    Awaitility.await().until(() -> !runs(server));
    assertThat(server.monitoring().json("/jsz").flag("disabled")).isTrue();
    HttpResponse<String> health = server.monitoring().get("/healthz");
    assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
    server.rewriteConfig("http: -1\n" + STORE + "jetstream: enabled");
    server.signal("HUP");
    Awaitility.await().until(() -> runs(server));
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      assertThat(
              new JetStreamClient(client)
                  .succeed("stream_names_response", "STREAM.NAMES", "")
                  .texts("streams"))
          .containsExactly("KEPT");
    }
  }

  @Test
  @DisplayName("STR-021 CORE-895 a reload raises limits and refuses everything else")
  void reloadLimits() {
    String fixed = "http: -1\n" + STORE + "jetstream { max_mem: 10MB, max_file: 1GB }";
    ServerUnderTest server = servers.start(fixed);
    server.rewriteConfig(fixed.replace("10MB", "20MB"));
    server.signal("HUP");
    server.awaitLog("\\[INF] Reloaded: JetStream max_mem_store = 20.00 MB$");
    server.awaitLog("\\[INF] Reloaded server configuration");
    Json config = server.monitoring().json("/varz").object("jetstream").object("config");
    assertThat(config.number("max_memory")).isEqualTo(20L << 20);
    refuse(server, fixed, "decreasing jetstream max memory and store");
    refuse(
        server,
        fixed.replace("max_mem: 10MB", "strict: true"),
        "jetstream max memory and max store");
    refuse(
        server,
        fixed.replace("10MB", "20MB").replace("/store", "/other"),
        "jetstream storage directory");
  }

  private static void refuse(ServerUnderTest server, String config, String what) {
    server.rewriteConfig(config);
    server.signal("HUP");
    server.awaitLog(
        "\\[ERR] Failed to reload server configuration: config reload not supported for "
            + what
            + "$");
  }

  @Test
  @DisplayName("STR-021 limits that were dynamic stay so")
  void reloadDynamic() {
    ServerUnderTest server = servers.start(STORE + "jetstream {}");
    refuse(server, STORE + "jetstream { max_mem: 10MB }", "jetstream dynamic max memory and store");
  }

  @Test
  @DisplayName("STR-025 OPS-303 SIGTERM writes everything out, exit 0; the streams come back")
  void restart() {
    ServerUnderTest first =
        servers.start(
            builder -> builder.config("debug: false").flags("-js", "-sd", "${dir}/store"));
    try (RawClient client = first.connect(RawClient.PLAIN)) {
      JetStreamClient jetStream = new JetStreamClient(client);
      jetStream.create("S", "\"subjects\":[\"s.>\"]");
      for (int i = 1; i <= 100; i++) {
        assertThat(jetStream.publish("s." + i, "m" + i).number("seq")).isEqualTo(i);
      }
    }
    first.signal("TERM");
    assertThat(first.awaitExit()).isZero();
    assertThat(first.log())
        .containsSubsequence(
            "Initiating Shutdown...",
            "Initiating JetStream Shutdown...",
            "JetStream Shutdown",
            "Server Exiting..");
    ServerUnderTest second =
        servers.start(
            builder ->
                builder
                    .config("debug: false")
                    .in(first.directory())
                    .flags("-js", "-sd", "${dir}/store"));
    try (RawClient client = second.connect(RawClient.PLAIN)) {
      JetStreamClient jetStream = new JetStreamClient(client);
      Json state = jetStream.succeed("stream_info_response", "STREAM.INFO.S", "").object("state");
      assertThat(state.number("messages")).isEqualTo(100);
      assertThat(state.number("last_seq")).isEqualTo(100);
      assertThat(jetStream.publish("s.x", "more").number("seq")).isEqualTo(101);
    }
  }

  @Test
  @DisplayName("OPS-303 lame duck stops JetStream")
  void lameDuck() {
    ServerUnderTest server = servers.start(STORE + "jetstream {}");
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      new JetStreamClient(client).create("S", "");
    }
    server.signal("USR2");
    server.awaitLog("\\[INF] Entering lame duck mode, stop accepting new clients$");
    server.awaitLog("\\[INF] JetStream Shutdown$");
    assertThat(server.awaitExit()).isZero();
  }
}
