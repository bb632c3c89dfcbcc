package io.myelin.config;

import static io.myelin.config.Configs.parse;
import static io.myelin.config.Configs.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @TempDir private Path dir;

  private String file(String text) throws Exception {
    return Files.writeString(dir.resolve("a.conf"), text).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-p 5222", "--port=5222", "-port 5222", "-p=5222", "--p 0x1466"})
  @DisplayName("CORE-800 CORE-805 dashes, equals signs and words")
  void syntax(String arguments) {
    assertThat(run(arguments.split(" ")).get(ServerKeys.PORT)).isEqualTo(5222);
  }

  @ParameterizedTest
  @CsvSource({
    "-D,true",
    "-D=true,true",
    "-D=1,true",
    "-D=T,true",
    "-D=false,false",
    "-D=0,false",
    "-D=False,false"
  })
  @DisplayName("CORE-800 boolean flags")
  void booleans(String argument, boolean expected) {
    assertThat(run(argument).get(ServerKeys.DEBUG)).isEqualTo(expected);
  }

  @Test
  @DisplayName("CORE-800 the first word ends the flags and must be version or help")
  void words() {
    assertThat(parse("VERSION")).isEqualTo(new StartRequest.ShowText("nats-server: v2.14.5\n"));
    assertThat(parse("help")).isInstanceOf(StartRequest.ShowText.class);
    assertThat(parse("-p", "1", "serve", "-x"))
        .isEqualTo(new StartRequest.Refused("nats-server: unrecognized command: \"serve\"\n", 1));
    assertThat(parse("-p", "1", "--")).isInstanceOf(StartRequest.RunServer.class);
  }

  @Test
  @DisplayName("CORE-801 a flag beats the file, an unset flag does not override it")
  void precedence() throws Exception {
    Options options = run("-c", file("port: 5000\nhost: h\ndebug: true"), "-p", "6000", "-D=false");
    assertThat(options.get(ServerKeys.PORT)).isEqualTo(6000);
    assertThat(options.get(ServerKeys.HOST)).isEqualTo("h");
    assertThat(options.get(ServerKeys.DEBUG)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "-prt=1,'flag provided but not defined: -prt, did you mean -port?'",
    "-x,flag provided but not defined: -x",
    "-p,flag needs an argument: -p",
    "-p=abc,invalid value \"abc\" for flag -p: parse error",
    "-D=maybe,invalid boolean value \"maybe\" for -D: parse error",
    "---x,bad flag syntax: ---x"
  })
  @DisplayName("CORE-802 bad flags are refused with the usage text")
  void badFlags(String argument, String message) {
    assertThat(parse(argument)).isInstanceOf(StartRequest.Refused.class);
    StartRequest.Refused refused = (StartRequest.Refused) parse(argument);
    assertThat(refused.message()).startsWith(message).contains("Usage: nats-server [options]");
    assertThat(refused.exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("CORE-806 CORE-807 CORE-810 host, name and monitoring ports")
  void network() {
    Options options = run("--addr", "127.0.0.1", "-n", "A", "-m", "8222", "-ms", "8443");
    assertThat(options.get(ServerKeys.HOST)).isEqualTo("127.0.0.1");
    assertThat(options.monitoringHost()).isEqualTo("127.0.0.1");
    assertThat(options.get(ServerKeys.SERVER_NAME)).isEqualTo("A");
    assertThat(options.get(ServerKeys.HTTP_PORT)).isEqualTo(8222);
    assertThat(options.get(ServerKeys.HTTPS_PORT)).isEqualTo(8443);
  }

  @Test
  @DisplayName("CORE-808 CORE-560 a file that cannot be read")
  void missingFile() {
    LoadResult result =
        new ConfigLoader().load((StartRequest.RunServer) parse("-c", "/nowhere/a.conf"));
    assertThat(result).isInstanceOf(LoadResult.Failed.class);
    assertThat(((LoadResult.Failed) result).text())
        .isEqualTo("open /nowhere/a.conf: no such file or directory");
  }

  @Test
  @DisplayName("CORE-809 CORE-567 -t checks a file")
  void check() throws Exception {
    String good = file("foo=bar\nserver_name: $foo");
    ConfigLoader.CheckOutcome outcome = check("-t", "-c", good);
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.text())
        .startsWith("nats-server: configuration file " + good + " is valid (sha256:")
        .endsWith(")\n");
    assertThat(parse("-t"))
        .isEqualTo(
            new StartRequest.Refused(
                "nats-server: must specify [-c, --config] option to check configuration file"
                    + " syntax\n",
                1));
  }

  @Test
  @DisplayName("CORE-567 -t fails on warnings unless they are allowed")
  void checkWarnings() throws Exception {
    String doubtful = file("ping_interval: 5");
    ConfigLoader.CheckOutcome outcome = check("-t", "-c", doubtful);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.text())
        .isEqualTo(
            "nats-server: "
                + doubtful
                + ":1:0: invalid use of field \"ping_interval\": ping_interval should be converted"
                + " to a duration\n\n");
    assertThat(check("-t", "-allow_warnings", "-c", doubtful).exitCode()).isZero();
  }

  private static ConfigLoader.CheckOutcome check(String... arguments) {
    return new ConfigLoader().check("nats-server", (StartRequest.CheckConfig) parse(arguments));
  }

  @Test
  @DisplayName("CORE-812 user, password and token")
  void authorization() {
    AuthorizationOptions user = run("-user", "u", "-pass", "p").get(ServerKeys.AUTHORIZATION);
    assertThat(user.user()).isEqualTo("u");
    assertThat(user.password()).isEqualTo("p");
    assertThat(user.isRequired()).isTrue();
    assertThat(user.toString()).doesNotContain("=p");
    assertThat(run("--auth", "t").get(ServerKeys.AUTHORIZATION).token()).isEqualTo("t");
  }

  @Test
  @DisplayName("CORE-813 debug and trace")
  void debugAndTrace() {
    Options all = run("-DVV");
    assertThat(all.get(ServerKeys.DEBUG)).isTrue();
    assertThat(all.get(ServerKeys.TRACE)).isTrue();
    assertThat(all.get(ServerKeys.TRACE_VERBOSE)).isTrue();
    assertThat(run("-DV").get(ServerKeys.TRACE_VERBOSE)).isFalse();
    assertThat(run("-VV").get(ServerKeys.DEBUG)).isFalse();
    assertThat(run("-V").get(ServerKeys.TRACE)).isTrue();
  }

  @Test
  @DisplayName("CORE-814 CORE-815 CORE-816 CORE-817 logging")
  void logging() {
    Options options =
        run(
            "-l",
            "x.log",
            "-log_size_limit",
            "1000",
            "-T=false",
            "-logtime_utc",
            "-s",
            "-r",
            "udp://h:514",
            "-max_traced_msg_len",
            "10");
    assertThat(options.get(ServerKeys.LOG_FILE)).isEqualTo("x.log");
    assertThat(options.get(ServerKeys.LOG_SIZE_LIMIT)).isEqualTo(1000);
    assertThat(options.get(ServerKeys.LOGTIME)).isFalse();
    assertThat(options.get(ServerKeys.LOGTIME_UTC)).isTrue();
    assertThat(options.get(ServerKeys.SYSLOG)).isTrue();
    assertThat(options.get(ServerKeys.REMOTE_SYSLOG)).isEqualTo("udp://h:514");
    assertThat(options.get(ServerKeys.MAX_TRACED_MSG_LEN)).isEqualTo(10);
  }

  @Test
  @DisplayName("CORE-818 pid and ports files")
  void files() {
    Options options = run("-P", "a.pid", "--ports_file_dir", "/tmp");
    assertThat(options.get(ServerKeys.PID_FILE)).isEqualTo("a.pid");
    assertThat(options.get(ServerKeys.PORTS_FILE_DIR)).isEqualTo("/tmp");
  }

  @Test
  @DisplayName("CORE-819 signals")
  void signals() {
    assertThat(parse("-sl", "stop")).isEqualTo(new StartRequest.SendSignal("stop", ""));
    assertThat(parse("--signal", "ldm=123", "-p", "1"))
        .isEqualTo(new StartRequest.SendSignal("ldm", "123"));
    assertThat(parse("--signal", "ldm=1=2")).isInstanceOf(StartRequest.Refused.class);
  }

  @Test
  @DisplayName("CORE-823 TLS flags need a certificate and a key")
  void tls() {
    LoadResult result = new ConfigLoader().load((StartRequest.RunServer) parse("--tls"));
    assertThat(((LoadResult.Failed) result).text())
        .isEqualTo("TLS Server certificate must be present and valid");
    result = new ConfigLoader().load((StartRequest.RunServer) parse("--tlscert", "a.pem"));
    assertThat(((LoadResult.Failed) result).text())
        .isEqualTo("TLS Server private key must be present and valid");
  }

  @Test
  @DisplayName("CORE-825 version, help and TLS help")
  void texts() {
    assertThat(parse("-v")).isEqualTo(new StartRequest.ShowText("nats-server: v2.14.5\n"));
    assertThat(parse("--version", "x")).isInstanceOf(StartRequest.ShowText.class);
    String help = ((StartRequest.ShowText) parse("-h")).text();
    assertThat(help).contains("-p, --port <port>").contains("-DVV").contains("TLS Options:");
    assertThat(((StartRequest.ShowText) parse("--help_tls")).text())
        .contains("    TLS_AES_128_GCM_SHA256\n")
        .contains("    CurveP256\n");
  }
}
