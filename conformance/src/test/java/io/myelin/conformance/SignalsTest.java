package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals, the {@code --signal} flag, pid file and ports file. Only own processes are named. */
class SignalsTest {
  @RegisterExtension final Servers servers = new Servers();

  private static RunResult signal(String parameters) {
    return RunResult.of("--signal", parameters);
  }

  private static void signalFails(String parameters, String message) {
    RunResult run = signal(parameters);
    assertThat(run.stderr()).contains(message);
    assertThat(run.exitStatus()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"INT, interrupt", "TERM, terminated"})
  @DisplayName(
      "CORE-840 CORE-841 CORE-846 CORE-883 SIGINT and SIGTERM end the server orderly, status 0")
  void orderlyEnd(String signal, String name) {
    ServerUnderTest server = servers.start("debug: false");
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      server.signal(signal);
      assertThat(server.awaitExit()).isZero();
      assertThat(client.readToEnd()).doesNotContain("-ERR 'Stale");
    }
    assertThat(server.log()).contains("Trapped \"" + name + "\" signal", "Server Exiting..");
    assertThat(server.stdout()).isEmpty();
  }

  @Test
  @DisplayName("CORE-842 CORE-846 SIGHUP reloads; a failure is logged and changes nothing")
  void hangup() {
    ServerUnderTest server = servers.start("max_payload: 1000");
    server.rewriteConfig("max_payload: 2000");
    server.signal("HUP");
    server.awaitLog("Trapped \"hangup\" signal");
    server.awaitLog("Reloaded server configuration");
    server.rewriteConfig("max_payload: 3000\nfoo: 1");
    server.signal("HUP");
    server.awaitLog("\\[ERR\\] Failed to reload server configuration: .*unknown field \"foo\"");
    try (RawClient client = server.connect()) {
      assertThat(client.info().number("max_payload")).isEqualTo(2000);
    }
  }

  @Test
  @DisplayName("CORE-843 CORE-846 SIGUSR1 opens the log file again after it was moved")
  void reopenLog() throws IOException {
    ServerUnderTest server = servers.start("logfile: \"${dir}/my.log\"");
    Path log = server.file("my.log");
    Files.move(log, server.file("old.log"));
    server.signal("USR1");
    Awaitility.await()
        .until(() -> Files.exists(log) && Files.readString(log).contains("File log re-opened"));
    assertThat(Files.readString(server.file("old.log"))).contains("Server is ready");
  }

  @Test
  @DisplayName("CORE-843 without a log file SIGUSR1 is answered so")
  void reopenWithoutFile() {
    ServerUnderTest server = servers.start("debug: false");
    server.signal("USR1");
    server.awaitLog("Trapped \"user defined signal 1\" signal");
    server.awaitLog("File log re-open ignored, not a file logger");
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  @DisplayName("CORE-844 CORE-846 SIGUSR2 starts lame duck mode: clients are told")
  void lameDuck() {
    ServerUnderTest server = servers.start("lame_duck_duration: \"30s\"");
    try (RawClient client = server.connect(RawClient.MODERN)) {
      server.signal("USR2");
      server.awaitLog("Trapped \"user defined signal 2\" signal");
      assertThat(client.readInfo().flag("ldm")).isTrue();
    }
  }

  @Test
  @DisplayName("CORE-847 --signal quit, term and stop with a pid")
  void signalByPid() {
    for (String command : new String[] {"quit", "term", "stop"}) {
      ServerUnderTest server = servers.start("debug: false");
      RunResult run = signal(command + "=" + server.pid());
      assertThat(run.exitStatus()).as(run.stderr()).isZero();
      assertThat(server.awaitExit()).as(command).isEqualTo(command.equals("stop") ? 137 : 0);
    }
  }

  @Test
  @DisplayName("CORE-840..845 --signal reload, reopen and ldm reach the server as their signals")
  void signalWords() {
    ServerUnderTest server = servers.start("lame_duck_duration: \"30s\"");
    try (RawClient client = server.connect(RawClient.MODERN)) {
      client.barrier();
      assertThat(signal("reload=" + server.pid()).exitStatus()).isZero();
      server.awaitLog("Trapped \"hangup\" signal");
      assertThat(signal("reopen=" + server.pid()).exitStatus()).isZero();
      server.awaitLog("Trapped \"user defined signal 1\" signal");
      assertThat(signal("ldm=" + server.pid()).exitStatus()).isZero();
      server.awaitLog("Trapped \"user defined signal 2\" signal");
    }
  }

  @Test
  @DisplayName("CORE-847 the pid may be given by the path of a pid file")
  void signalByPidFile() {
    ServerUnderTest server = servers.start("pid_file: \"${dir}/server.pid\"");
    RunResult run = signal("quit=" + server.file("server.pid"));
    assertThat(run.exitStatus()).as(run.stderr()).isZero();
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  @DisplayName("CORE-847 --signal is done before the configuration is read")
  void signalBeforeConfiguration() {
    ServerUnderTest server = servers.start("debug: false");
    RunResult run = RunResult.of("-c", "nope.conf", "-sl", "quit=" + server.pid());
    assertThat(run.exitStatus()).as(run.stderr()).isZero();
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  @DisplayName("CORE-847 signals that cannot be sent")
  void signalErrors() {
    signalFails("foo=1", "nats-server: unknown signal \"foo\"\n");
    signalFails("reload=abc", "nats-server: invalid pid: abc\n");
    signalFails("a=b=c", "nats-server: invalid signal parameters: [c]\n");
    signalFails("quit=99999999", "\nsignal \"quit\" 99999999: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-P", "--pid"})
  @DisplayName("CORE-848 CORE-818 the pid file holds the decimal pid without newline, and stays")
  void pidFile(String flag) throws IOException {
    ServerUnderTest server =
        servers.start(b -> b.file("server.pid", "99999999 old").flags(flag, "${dir}/server.pid"));
    Path file = server.file("server.pid");
    assertThat(Files.readString(file)).isEqualTo("" + server.pid());
    server.signal("TERM");
    server.awaitExit();
  }

  @Test
  @DisplayName("CORE-848 CORE-650 a new pid file is readable by its owner only")
  void pidFileMode() throws IOException {
    ServerUnderTest server = servers.start("pidfile: \"${dir}/server.pid\"");
    Path file = server.file("server.pid");
    assertThat(Files.readString(file)).isEqualTo("" + server.pid());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName("CORE-848 a pid file that cannot be written ends the start")
  void pidFileFails() {
    RunResult run =
        RunResult.of(ServerUnderTest.builder().flags("--pid", "${dir}/no/such/server.pid"));
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stderr()).contains("Could not write pidfile: ");
  }

  @Test
  @DisplayName(
      "CORE-849 CORE-651 CORE-818 the ports file names the listeners and goes with the server")
  void portsFile() {
    ServerUnderTest server =
        servers.start("http: \"127.0.0.1:-1\"\nports_file_dir: \"${dir}/no/such/directory\"");
    Path file = server.file("nats-server_" + server.pid() + ".ports");
    assertThat(file).exists();
    assertThat(server.ports().names()).containsExactlyInAnyOrder("nats", "monitoring");
    assertThat(server.ports().texts("nats"))
        .singleElement()
        .asString()
        .matches("nats://127\\.0\\.0\\.1:\\d+");
    assertThat(server.ports().texts("monitoring"))
        .singleElement()
        .asString()
        .matches("http://127\\.0\\.0\\.1:\\d+");
    server.signal("TERM");
    server.awaitExit();
    assertThat(file).doesNotExist();
  }

  @Test
  @DisplayName("CORE-849 the ports file names the cluster listener")
  @Tag("pending")
  void portsFileOfCluster() {
    ServerUnderTest server = servers.start("debug: false", "--cluster", "nats://127.0.0.1:-1");
    assertThat(server.ports().texts("cluster"))
        .singleElement()
        .asString()
        .matches("nats://127\\.0\\.0\\.1:\\d+");
  }

  @Test
  @DisplayName("CORE-849 a listener on all addresses lists a URL for each")
  void portsOfAllAddresses() {
    ServerUnderTest server = servers.start("debug: false", "-a", "0.0.0.0");
    assertThat(server.ports().texts("nats"))
        .isNotEmpty()
        .allMatch(url -> url.matches("nats://(\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-f:]+\\]):\\d+"))
        .noneMatch(url -> url.contains("0.0.0.0"));
  }
}
