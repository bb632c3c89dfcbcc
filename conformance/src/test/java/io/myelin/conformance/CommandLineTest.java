package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags: their forms, what they do, and that they beat the configuration file. */
class CommandLineTest {
  @RegisterExtension final Servers servers = new Servers();

  private Json info(String config, String... flags) {
    try (RawClient client = servers.start(config, flags).connect()) {
      return client.info();
    }
  }

  private Json varz(String config, String... flags) {
    return servers
        .start(b -> b.config(config).flags("-m", "-1").flags(flags))
        .monitoring()
        .json("/varz");
  }

  private static void refuses(String message, String... arguments) {
    RunResult run = RunResult.of(arguments);
    assertThat(run.stderr()).contains("nats-server: " + message);
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-n x", "--n x", "-n=x", "--name=x", "-server_name x", "--name x"})
  @DisplayName("CORE-800 CORE-807 -x and --x, value after = or as the next word")
  void flagForms(String flags) {
    assertThat(info("debug: false", flags.split(" ")).text("server_name")).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({"-D, true", "-D=true, true", "--debug=1, true", "-D=f, false", "-debug=FALSE, false"})
  @DisplayName("CORE-800 CORE-813 boolean flags take their value after = only")
  void booleanForms(String flag, boolean debug) {
    ServerUnderTest server = servers.start("port: 1", flag);
    server.awaitLog("Server is ready");
    assertThat(server.log().contains("[DBG]")).isEqualTo(debug);
  }

  @Test
  @DisplayName("CORE-800 a word that is no flag ends the start; parsing stops there and at --")
  void words() {
    refuses("unrecognized command: \"serve\"\n", "serve");
    refuses("unrecognized command: \"serve\"\n", "-D", "serve", "-nope");
    refuses("unrecognized command: \"-v\"\n", "--", "-v");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v", "--version", "version", "VERSION", "-version"})
  @DisplayName("CORE-800 CORE-825 the version on stdout, status 0")
  void version(String word) {
    RunResult run = RunResult.of(word);
    assertThat(run.stdout())
        .isEqualTo("nats-server: v" + ServerIdentity.required().version() + "\n");
    assertThat(run.exitStatus()).isZero();
    assertThat(run.stderr()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help", "help", "Help"})
  @DisplayName("CORE-800 CORE-825 usage on stdout, status 0")
  void help(String word) {
    RunResult run = RunResult.of(word);
    assertThat(run.stdout().strip())
        .startsWith("Usage: nats-server [options]")
        .contains("--port", "--config", "--http_port", "--signal");
    assertThat(run.exitStatus()).isZero();
    assertThat(run.stderr()).isEmpty();
  }

  @Test
  @DisplayName("CORE-825 -help_tls names ciphers and curves")
  void helpTls() {
    RunResult run = RunResult.of("--help_tls");
    assertThat(run.stdout()).contains("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "X25519");
    assertThat(run.exitStatus()).isZero();
  }

  @Test
  @DisplayName("CORE-801 version, help and unknown words come before the configuration file")
  void order() {
    assertThat(RunResult.of("-c", "nope.conf", "-v").exitStatus()).isZero();
    refuses("unrecognized command: \"serve\"\n", "-c", "nope.conf", "serve");
  }

  @Test
  @DisplayName("CORE-801 a flag beats the file, a flag that is not given changes nothing")
  void flagBeatsFile() {
    Json info = info("server_name: file\nport: 1\nmax_payload: 1000", "-n", "flag");
    assertThat(info.text("server_name")).isEqualTo("flag");
    assertThat(info.number("max_payload")).isEqualTo(1000);
    assertThat(info.number("port")).isNotEqualTo(1);
    assertThat(info("server_name: file").text("server_name")).isEqualTo("file");
  }

  @Test
  @DisplayName("CORE-801 a boolean flag given as false switches off what the file switches on")
  void falseBeatsFile() {
    assertThat(servers.start("debug: true").log()).contains("[DBG]");
    assertThat(servers.start("debug: true", "-D=false").log()).doesNotContain("[DBG]");
  }

  @ParameterizedTest
  @CsvSource({
    "-nope, flag provided but not defined: -nope",
    "--nope=1, flag provided but not defined: -nope",
    "-p=abc, invalid value \"abc\" for flag -p",
    "-p, flag needs an argument: -p",
    "-DV=maybe, invalid boolean value \"maybe\" for -DV",
  })
  @DisplayName("CORE-802 unknown flags and bad values are named on stderr")
  void badFlags(String flag, String message) {
    RunResult run = RunResult.of(flag);
    assertThat(run.stderr()).contains(message);
    assertThat(run.stdout() + run.stderr()).contains("Usage: nats-server [options]");
  }

  @Test
  @BetterThanReference("CORE Do better: exit non-zero on unknown flags, with usage on stderr")
  @DisplayName("CORE-802 an unknown flag is an error of the caller")
  void unknownFlagStatus() {
    assertThat(RunResult.of("-nope").exitStatus()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-p", "-port", "--port"})
  @DisplayName("CORE-805 the client port; -1 lets the system choose")
  void port(String flag) {
    ServerUnderTest server =
        servers.start(
            b -> b.onlyTheseFlags().flags("-a", "127.0.0.1", flag, "-1").config("port: 1"));
    int port = Integer.parseInt(server.awaitLog("client connections on .*:(\\d+)").group(1));
    assertThat(port).isGreaterThan(1);
    RawClient.connect(port).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", "-addr", "--net"})
  @DisplayName("CORE-806 the listen host")
  void host(String flag) {
    ServerUnderTest server =
        servers.start(b -> b.onlyTheseFlags().flags(flag, "127.0.0.1", "-p", "-1"));
    server.awaitLog("Listening for client connections on 127\\.0\\.0\\.1:\\d+$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c", "--config"})
  @DisplayName("CORE-808 the configuration file, a relative path from the working directory")
  void configFile(String flag) {
    ServerUnderTest server =
        servers.start(b -> b.file("my.conf", "server_name: mine").flags(flag, "my.conf"));
    try (RawClient client = server.connect()) {
      assertThat(client.info().text("server_name")).isEqualTo("mine");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-m", "--http_port"})
  @DisplayName("CORE-810 the monitoring port")
  void monitoringPort(String flag) {
    assertThat(
            servers
                .start(b -> b.flags(flag, "-1"))
                .monitoring()
                .json("/varz")
                .number("max_payload"))
        .isEqualTo(1048576);
  }

  @Test
  @DisplayName("CORE-812 -user and -pass are one user, -auth a token")
  void credentials() {
    ServerUnderTest user = servers.start("debug: false", "--user", "ada", "--pass", "s3cr3t");
    try (RawClient client = user.connect();
        RawClient other = user.connect()) {
      assertThat(client.info().flag("auth_required")).isTrue();
      client
          .send("CONNECT {\"verbose\":false,\"user\":\"ada\",\"pass\":\"s3cr3t\"}\r\nPING\r\n")
          .expect("PONG");
      other.info();
      other.send("CONNECT {\"user\":\"ada\",\"pass\":\"no\"}\r\n");
      other.expectError("Authorization Violation").expectClosed();
    }
    ServerUnderTest token = servers.start("debug: false", "--auth", "t0k3n");
    try (RawClient client = token.connect()) {
      client.info();
      client
          .send("CONNECT {\"verbose\":false,\"auth_token\":\"t0k3n\"}\r\nPING\r\n")
          .expect("PONG");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-D, true, false",
    "-V, false, true",
    "--trace, false, true",
    "-VV, false, true",
    "-DV, true, true",
    "-DVV, true, true"
  })
  @DisplayName("CORE-813 debug and trace flags")
  void debugAndTrace(String flag, boolean debug, boolean trace) {
    ServerUnderTest server = servers.start("max_payload: 1000", flag);
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      client.barrier();
      server.awaitLog("Server is ready");
      if (trace) {
        server.awaitLog("\\[TRC\\] .*<<- \\[PING\\]");
      }
      assertThat(server.log().contains("[DBG]")).isEqualTo(debug);
      assertThat(server.log().contains("[TRC]")).isEqualTo(trace);
    }
  }

  @Test
  @DisplayName("CORE-815 -T=false leaves the time out of log lines")
  void logTime() {
    ServerUnderTest server = servers.start("debug: false", "-T=false");
    server.awaitLog("^\\[" + server.pid() + "\\] \\[INF\\] Server is ready");
  }

  @Test
  @DisplayName("CORE-817 -max_traced_msg_len cuts traced payloads")
  void maxTracedMessageLength() {
    ServerUnderTest server = servers.start("debug: false", "-V", "--max_traced_msg_len", "3");
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      client.publish("a", "abcdef").barrier();
      server.awaitLog("<<- MSG_PAYLOAD: \\[\"abc\\.\\.\\.\"\\]");
    }
  }

  @Test
  @DisplayName("CORE-820 -cluster opens a cluster listener, an empty value closes that of the file")
  @Tag("pending")
  void cluster() {
    ServerUnderTest server =
        servers.start("debug: false", "--cluster", "nats://127.0.0.1:-1", "--cluster_name", "C");
    assertThat(server.port("cluster")).isPositive();
    try (RawClient client = server.connect()) {
      assertThat(client.info().text("cluster")).isEqualTo("C");
    }
    assertThat(
            servers
                .start("cluster { name: C, listen: \"127.0.0.1:-1\" }", "--cluster", "")
                .ports()
                .names())
        .containsExactly("nats");
  }

  @Test
  @DisplayName("CORE-820 a user in the cluster URL needs a password")
  void clusterPassword() {
    refuses(
        "expected cluster password to be set", "-p", "-1", "--cluster", "nats://a@127.0.0.1:-1");
  }

  @Test
  @DisplayName("CORE-821 routes need a cluster listener")
  void routes() {
    refuses(
        "solicited routes require cluster capabilities, e.g. --cluster",
        "-p",
        "-1",
        "--routes",
        "nats://127.0.0.1:1");
  }

  @Test
  @DisplayName("CORE-822 -client_advertise shows in INFO")
  void clientAdvertise() {
    Json info = info("debug: false", "--client_advertise", "10.1.2.3:99");
    assertThat(info.text("host")).isEqualTo("10.1.2.3");
    assertThat(info.number("port")).isEqualTo(99);
  }

  @Test
  @DisplayName("CORE-823 -tls needs certificate and key, -tls=false removes the TLS of the file")
  void tls() {
    refuses("TLS Server certificate must be present and valid\n", "-p", "-1", "--tls");
    refuses(
        "TLS Server private key must be present and valid\n",
        "-p",
        "-1",
        "--tls",
        "--tlscert",
        "x");
    refuses("", "-p", "-1", "--tls", "--tlscert", "x.pem", "--tlskey", "y.pem");
  }

  @Test
  @DisplayName("CORE-830 credentials given by flags are not shown by the server")
  void credentialsHidden() {
    ServerUnderTest server =
        servers.start("debug: true", "-m", "-1", "--user", "ada", "--pass", "s3cr3t");
    assertThat(server.log()).doesNotContain("s3cr3t");
    assertThat(server.monitoring().get("/varz").body()).doesNotContain("s3cr3t");
  }

  @Test
  @DisplayName("CORE-811 -js and -sd switch JetStream on in that directory")
  void jetStream() {
    Json varz = varz("debug: false", "-js", "-sd", "${dir}/store");
    assertThat(varz.object("jetstream").object("config").text("store_dir"))
        .endsWith("/store/jetstream");
  }
}
