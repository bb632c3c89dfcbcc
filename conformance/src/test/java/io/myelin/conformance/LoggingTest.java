package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where log lines go and what they look like. */
class LoggingTest {
  private static final String TIME = "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}";

  @RegisterExtension final Servers servers = new Servers();

  @Test
  @DisplayName("CORE-860 CORE-861 every line has pid, time and level, without colours, on stderr")
  void lines() {
    ServerUnderTest server = servers.start("debug: true");
    server.awaitLog("Server is ready");
    assertThat(server.log().lines())
        .isNotEmpty()
        .allMatch(
            line -> line.matches("\\[" + server.pid() + "] " + TIME + " \\[(INF|DBG|WRN)] .*"));
    assertThat(server.stdout()).isEmpty();
  }

  @Test
  @DisplayName("CORE-860 CORE-643 without logtime a line has no date and time")
  void withoutTime() {
    ServerUnderTest server = servers.start("logtime: false");
    server.awaitLog("^\\[" + server.pid() + "] \\[INF] Server is ready$");
  }

  @Test
  @DisplayName("CORE-860 CORE-644 CORE-815 logtime_utc shows UTC")
  void utc() {
    for (boolean flag : new boolean[] {true, false}) {
      ServerUnderTest server =
          servers.start(
              b ->
                  b.config(flag ? "debug: false" : "logtime_utc: true")
                      .flags(flag ? new String[] {"--logtime_utc"} : new String[0])
                      .environment("TZ", "Asia/Tokyo"));
      String time = server.awaitLog("(" + TIME + ") \\[INF] Server is ready").group(1);
      LocalDateTime logged =
          LocalDateTime.parse(time, DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS"));
      assertThat(Duration.between(logged, LocalDateTime.now(ZoneOffset.UTC)).abs())
          .isLessThan(Duration.ofHours(1));
    }
  }

  @Test
  @DisplayName("CORE-862 CORE-645 CORE-814 a log file takes the place of stderr and is appended to")
  void logFile() throws IOException {
    for (String config : List.of("logfile: \"${dir}/my.log\"", "log_file: \"${dir}/my.log\"")) {
      ServerUnderTest server = servers.start(b -> b.config(config).file("my.log", "kept\n"));
      String text = awaitFile(server.file("my.log"), "Server is ready");
      assertThat(text).startsWith("kept\n[" + server.pid() + "] ");
      assertThat(server.log()).isEmpty();
    }
    for (String flag : List.of("-l", "--log")) {
      ServerUnderTest server = servers.start("debug: false", flag, "${dir}/my.log");
      awaitFile(server.file("my.log"), "Server is ready");
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(server.file("my.log"))))
          .isEqualTo("rw-r-----");
    }
  }

  private static String awaitFile(Path file, String text) {
    return Awaitility.await(file + " to contain " + text)
        .ignoreExceptions()
        .until(() -> Files.readString(file), content -> content.contains(text));
  }

  @Test
  @DisplayName("CORE-863 CORE-646 a log file over its limit is rotated")
  void rotation() {
    ServerUnderTest server =
        servers.start(
            "logfile: \"${dir}/my.log\"\nlogfile_size_limit: 2000\nlogfile_max_num: 3\n"
                + "debug: true\ntrace: true");
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      for (int i = 0; i < 200; i++) {
        client.publish("rotate", "0123456789").barrier();
      }
    }
    awaitFile(server.file("my.log"), "[INF] Rotated log, backup saved as \"");
    Awaitility.await()
        .untilAsserted(
            () -> {
              try (Stream<Path> files = Files.list(server.directory())) {
                List<String> names =
                    files
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith("my.log"))
                        .toList();
                assertThat(names).hasSize(3);
                assertThat(names)
                    .filteredOn(name -> !name.equals("my.log"))
                    .allMatch(n -> n.matches("my\\.log\\.\\d{4}(\\.\\d\\d){5}\\.\\d{9}"));
              }
            });
  }

  @Test
  @DisplayName("CORE-864 CORE-648 CORE-816 remote syslog carries level, tag and the bare message")
  void remoteSyslog() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(10_000);
      servers.start("debug: false", "--remote_syslog", "udp://127.0.0.1:" + socket.getLocalPort());
      DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
      socket.receive(packet);
      String text =
          new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).strip();
      assertThat(text).startsWith("<5>").contains(" nats-server[").endsWith("Starting nats-server");
    }
  }

  @Test
  @DisplayName("CORE-864 a remote syslog of an unknown kind ends the start")
  void unknownSyslog() {
    RunResult run =
        RunResult.of(ServerUnderTest.builder().flags("--remote_syslog", "foo://127.0.0.1:514"));
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stderr()).contains("invalid network type: \"foo");
  }

  @Test
  @DisplayName("CORE-865 lines about a client start with address, cid and what it calls itself")
  void clientLines() {
    ServerUnderTest server = servers.start("debug: true");
    try (RawClient client =
        server.connect(
            "{\"verbose\":false,\"lang\":\"raw\",\"version\":\"1.0.0\",\"name\":\"app\"}")) {
      server.awaitLog(
          "\\[DBG] 127\\.0\\.0\\.1:"
              + client.localPort()
              + " - cid:\\d+ - Client connection created");
      client.localPort();
    }
    server.awaitLog("\\[DBG] 127\\.0\\.0\\.1:\\d+ - cid:\\d+ - \"v1\\.0\\.0:raw:app\" - ");
  }

  @Test
  @DisplayName("CORE-866 CORE-640 trace lines")
  void traceLines() {
    ServerUnderTest server = servers.start("trace: true");
    try (RawClient client =
        server.connect("{\"verbose\":false,\"name\":\"app\",\"pass\":\"s3cr3t\"}")) {
      client.send("SUB foo 1\r\nPUB foo 5\r\nhello\r\nPUB foo 0\r\n\r\nPING\r\n");
      client.expectMessage("foo 1 5", "hello").expectMessage("foo 1 0", "").expect("PONG");
      client.send("UNSUB 1\r\n").barrier();
    }
    server.awaitLog("\\[TRC] .* - <<- \\[CONNECT \\{.*\"name\":\"app\".*\\}]$");
    server.awaitLog("<<- \\[SUB foo 1]$");
    server.awaitLog("<<- \\[PUB foo 5]$");
    server.awaitLog("<<- MSG_PAYLOAD: \\[\"hello\"]$");
    server.awaitLog("->> \\[MSG foo 1 5]$");
    server.awaitLog("<<- \\[PING]$");
    server.awaitLog("->> \\[PONG]$");
    server.awaitLog("<<- \\[UNSUB 1]$");
    assertThat(server.log()).doesNotContain("MSG_PAYLOAD: [\"\"]", "s3cr3t").contains("[REDACTED]");
  }

  @Test
  @DisplayName("CORE-866 CORE-649 max_traced_msg_len cuts payloads")
  void cutPayloads() {
    ServerUnderTest server = servers.start("trace: true\nmax_traced_msg_len: 4");
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      client.publish("a", "abcd").publish("a", "abcde").barrier();
    }
    server.awaitLog("<<- MSG_PAYLOAD: \\[\"abcd\"]$");
    server.awaitLog("<<- MSG_PAYLOAD: \\[\"abcd\\.\\.\\.\"]$");
  }

  @Test
  @DisplayName("CORE-867 CORE-641 CORE-813 the server's own events are traced only when verbose")
  void systemAccount() {
    for (String option : List.of("trace: true", "trace_verbose: true")) {
      ServerUnderTest server = servers.start(option);
      try (RawClient client = server.connect(RawClient.PLAIN)) {
        client.publish("from.client", "x").barrier();
      }
      server.awaitLog("<<- \\[PUB from\\.client 1]");
      if (option.equals("trace_verbose: true")) {
        server.awaitLog("\\[TRC] SYSTEM - ");
      } else {
        assertThat(server.log()).doesNotContain("[TRC] SYSTEM");
      }
    }
  }
}
