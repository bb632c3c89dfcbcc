package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lines of a start, its failures, and the ways in which tools and suites launch the server. */
class StartupTest {
  @RegisterExtension final Servers servers = new Servers();

  private static List<String> messages(String log) {
    return log.lines().map(line -> line.replaceFirst("^\\[\\d+] \\S+ \\S+ ", "")).toList();
  }

  /** Fails unless the patterns match lines of the log in this order. */
  private static void inOrder(String log, String... patterns) {
    List<String> wanted = new ArrayList<>(List.of(patterns));
    for (String line : messages(log)) {
      if (!wanted.isEmpty() && line.matches(wanted.get(0))) {
        wanted.remove(0);
      }
    }
    assertThat(wanted).as("missing, or in another order, in\n%s", log).isEmpty();
  }

  @Test
  @DisplayName("CORE-880 start lines in their order")
  void startLines() {
    ServerUnderTest server =
        servers.start(
            "authorization { user: a, password: b }\ndebug: true", "-m", "-1", "-n", "named");
    server.awaitLog("Server is ready");
    String version = ServerIdentity.required().version().replace(".", "\\.");
    inOrder(
        server.log(),
        "\\[INF] Starting nats-server",
        "\\[INF]   Version:  " + version,
        "\\[INF]   Git:      \\[(not set|[0-9a-f]{7,})]",
        "\\[DBG]   (Go build|Java): .*",
        "\\[INF]   Name:     named",
        "\\[INF]   ID:       N[A-Z2-7]{55}",
        "\\[WRN] Plaintext passwords detected, use nkeys or bcrypt",
        "\\[INF] Using configuration file: .*/server\\.conf \\(sha256:[0-9a-f]{64}\\)",
        "\\[INF] Starting http monitor on 127\\.0\\.0\\.1:" + server.monitoringPort(),
        "\\[INF] Listening for client connections on 127\\.0\\.0\\.1:" + server.clientPort(),
        "\\[INF] Server is ready");
  }

  @Test
  @DisplayName("CORE-880 the id of the start lines is that of INFO; no Node without JetStream")
  void identity() {
    ServerUnderTest server = servers.start("debug: false");
    String id = server.awaitLog("  ID:       (N\\w+)$").group(1);
    try (RawClient client = server.connect()) {
      assertThat(client.info().text("server_id")).isEqualTo(id);
      assertThat(client.info().text("server_name")).isEqualTo(id);
    }
    assertThat(server.log()).doesNotContain("  Node:", "  Cluster:", "Plaintext passwords");
  }

  @Test
  @DisplayName("CORE-881 when the server says ready, clients and monitoring are served")
  void ready() {
    ServerUnderTest server =
        servers.start(b -> b.onlyTheseFlags().flags("-a", "127.0.0.1", "-p", "-1", "-m", "-1"));
    int port = Integer.parseInt(server.awaitLog("client connections on .*:(\\d+)$").group(1));
    int http = Integer.parseInt(server.awaitLog("http monitor on .*:(\\d+)$").group(1));
    RawClient.connect(port).open(RawClient.MODERN).barrier().close();
    assertThat(new Monitoring("http://127.0.0.1:" + http).get("/healthz").statusCode())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("CORE-882 CORE-865 CORE-883 a port in use is fatal, status 1")
  void portInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      RunResult run = RunResult.of("-a", "127.0.0.1", "-p", port);
      assertThat(run.exitStatus()).isEqualTo(1);
      assertThat(run.stderr())
          .containsPattern(
              "\\[FTL] Error listening on port: 127\\.0\\.0\\.1:" + port + ", \".*\"\n");
      assertThat(run.stdout()).isEmpty();
    }
  }

  @Test
  @DisplayName("CORE-910 the started process serves: its pid is in the log and the files")
  void pidIsTheProcess() {
    ServerUnderTest server = servers.start("pid_file: \"${dir}/pid\"");
    assertThat(server.file("pid")).hasContent("" + server.pid());
    assertThat(server.file("nats-server_" + server.pid() + ".ports")).exists();
    assertThat(server.log()).startsWith("[" + server.pid() + "] ");
  }

  @Test
  @DisplayName(
      "CORE-911 CORE-849 the way of nats.js: a file of its style, ports file, varz, signals")
  void nodeStyle() {
    ServerUnderTest server =
        servers.start(
            b ->
                b.onlyTheseFlags()
                    .config(
                        """
                        port -1
                        host 127.0.0.1
                        http: 127.0.0.1:-1
                        ports_file_dir: ${dir}
                        authorization {
                          users [
                            {
                              user: a
                              password: p
                              permission {
                                publish [
                                  foo
                                  _INBOX.>
                                ]
                              }
                            }
                          ]
                        }
                        """));
    java.nio.file.Path file = server.file("nats-server_" + server.pid() + ".ports");
    String text =
        Awaitility.await()
            .ignoreExceptions()
            .until(() -> Files.readString(file), ports -> ports.strip().endsWith("}"));
    assertThat(text).startsWith("{\"nats\":[\"nats://").doesNotContain("\n");
    Json ports = Json.parse(text);
    assertThat(new Monitoring(ports.texts("monitoring").get(0)).json("/varz").number("port"))
        .isEqualTo(Integer.parseInt(ports.texts("nats").get(0).replaceAll(".*:", "")));
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  @DisplayName("CORE-912 the way of nats.rs: log file, pid file, address in the log, ldm by pid")
  void rustStyle() throws IOException {
    ServerUnderTest server =
        servers.start(
            b ->
                b.flags("-l", "${dir}/my.log", "-P", "${dir}/my.pid")
                    .config("lame_duck_duration: 30s\nlame_duck_grace_period: 1s"));
    String log =
        Awaitility.await()
            .until(
                () -> Files.readString(server.file("my.log")),
                text -> text.contains("client connections on 127.0.0.1:"));
    assertThat(log).containsPattern("client connections on 127\\.0\\.0\\.1:\\d+\n");
    String pid = Files.readString(server.file("my.pid"));
    try (RawClient client = server.connect(RawClient.MODERN)) {
      assertThat(RunResult.of("--signal", "ldm=" + pid).exitStatus()).isZero();
      assertThat(client.readInfo().flag("ldm")).isTrue();
    }
  }

  @Test
  @DisplayName("CORE-912 CORE-771 with JetStream the store directory is named in the log")
  void storeDirectory() {
    ServerUnderTest server = servers.start("debug: false", "-js", "--store_dir", "${dir}/store");
    assertThat(server.awaitLog("Store Directory: \"(.*)\"").group(1)).endsWith("/store/jetstream");
    server.awaitLog("  Node:     \\w{8}$");
  }

  @Test
  @DisplayName("CORE-913 the way of nats.py: flags only, no [FTL], varz answers")
  void pythonStyle() {
    ServerUnderTest server =
        servers.start("debug: false", "-m", "-1", "--user", "foo", "--pass", "bar", "-DV");
    server.awaitLog("Listening for client connections on 127\\.0\\.0\\.1:\\d+$");
    server.awaitLog("Server is ready$");
    assertThat(server.log()).doesNotContain("[FTL]");
    assertThat(server.monitoring().get("/varz").statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("CORE-914 the way of nats.c: the version has major, minor and patch; SIGINT ends it")
  void cStyle() {
    assertThat(RunResult.of("-v").stdout()).containsPattern(" v\\d+\\.\\d+\\.\\d+");
    ServerUnderTest server = servers.start("debug: false", "-l", "${dir}/my.log");
    server.signal("INT");
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  @DisplayName("CORE-915 the way of nats.java: --config, a connection of its client, SIGTERM")
  void javaStyle() throws Exception {
    ServerUnderTest server =
        servers.start(
            b -> b.file("java.conf", "max_payload: 5000").flags("--config", "${dir}/java.conf"));
    try (Connection connection = Nats.connect("nats://127.0.0.1:" + server.clientPort())) {
      assertThat(connection.getMaxPayload()).isEqualTo(5000);
    }
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  @DisplayName("CORE-916 the way of container images: --config with an absolute path and no more")
  void containerStyle() {
    ServerUnderTest server =
        servers.start(
            b ->
                b.onlyTheseFlags()
                    .file("etc/nats-server.conf", "listen: \"127.0.0.1:-1\"")
                    .flags("--config", "${dir}/etc/nats-server.conf"));
    server.awaitLog("Using configuration file: .*/etc/nats-server\\.conf ");
  }

  @Test
  @DisplayName("CORE-917 the end by SIGTERM is prompt, with clients connected")
  void promptEnd() {
    ServerUnderTest server = servers.start("debug: false");
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      client.barrier();
      long start = System.nanoTime();
      server.signal("TERM");
      assertThat(server.awaitExit()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }
}
