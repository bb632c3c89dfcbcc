package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check mode and the start say of a configuration that is wrong. */
class ConfigErrorsTest {
  @Test
  @DisplayName("CORE-560 a key without value at the end is reported with its position")
  void keyWithoutValue() {
    ConfigCheck.of("port").failsWith("config is invalid (server.conf:1:4)");
    ConfigCheck.of("debug: true\nfoo").failsWith("config is invalid (server.conf:2:");
  }

  @Test
  @DisplayName("CORE-561 CORE-562 all errors are collected, one a line, with file, line and column")
  void allErrors() {
    ConfigCheck.of("foo: 1\nport: 4222\n  \"bar\": 2\nauthorization {\n\n  baz: 1\n}\n")
        .reports(
            "server.conf:1:0: unknown field \"foo\"",
            "server.conf:3:4: unknown field \"bar\"",
            "server.conf:6:3: unknown field \"baz\"");
  }

  @Test
  @DisplayName("CORE-561 warnings are reported before errors")
  void warningsFirst() {
    assertThat(ConfigCheck.of("foo: 1\nping_interval: 5").problems())
        .satisfiesExactly(
            warning -> assertThat(warning).startsWith("server.conf:2:1: invalid use of field"),
            error -> assertThat(error).startsWith("server.conf:1:0: unknown field \"foo\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "authorization { users [ {user: a, x: 1} ] } | 1:34 | unknown field \"x\"",
        "accounts { A { x: 1 } } | 1:15 | unknown field \"x\"",
        "tls { x: 1 } | 1:6 | error parsing tls config, unknown field \"x\"",
        "accounts { A { limits { x: 1 } } } | 1:24 | Unknown field \"x\" parsing account limits",
        "authorization { permissions { x: 1 } } | 1:30 | Unknown field \"x\" parsing permissions",
        "authorization { permissions { publish { x: 1 } } } | 1:40 |"
            + " Unknown field name \"x\" parsing subject permissions, only 'allow' or 'deny' are permitted",
      })
  @DisplayName("CORE-562 unknown keys at every level, in the words of their block")
  void unknownKeys(String config, String position, String reason) {
    ConfigCheck.of(config).failsWith("server.conf:" + position + ": " + reason);
  }

  @Test
  @DisplayName("CORE-563 a warning names the field and the reason")
  void warning() {
    ConfigCheck.of("ping_interval: 5")
        .reports(
            "server.conf:1:0: invalid use of field \"ping_interval\": "
                + "ping_interval should be converted to a duration");
  }

  @Test
  @DisplayName("CORE-564 an error in an included file is reported with that file")
  void includedFile() {
    ConfigCheck.of("debug: true\ninclude more.conf", b -> b.file("more.conf", "port: 1\n  foo: 2"))
        .reports("more.conf:2:3: unknown field \"foo\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port: abc",
        "debug: 1",
        "max_payload: 1.5",
        "server_name: 5",
        "authorization: yes",
        "lame_duck_duration: 120"
      })
  @DisplayName("CORE-565 a value of the wrong type is reported at its key")
  void wrongType(String config) {
    ConfigCheck.of("logtime: true\n" + config).reportsAt("server.conf:2:1: ");
  }

  @Test
  @DisplayName("CORE-566 CORE-883 an error in the file ends the start with status 1, on stderr")
  void errorAtStart() {
    RunResult run =
        RunResult.of(ServerUnderTest.builder().config("foo: 1\nping_interval: 5\nbar: 2"));
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr())
        .startsWith("nats-server: ")
        .contains(":1:0: unknown field \"foo\"", ":3:1: unknown field \"bar\"");
  }

  @Test
  @DisplayName("CORE-566 a warning is printed and the server starts")
  void warningAtStart() {
    try (ServerUnderTest server =
        ServerUnderTest.builder().config("ping_interval: 5\nhttp: 127.0.0.1:-1").start()) {
      assertThat(server.log()).contains("server.conf:1:0: invalid use of field \"ping_interval\"");
      assertThat(server.monitoring().json("/varz").number("ping_interval"))
          .isEqualTo(5_000_000_000L);
    }
  }

  @Test
  @DisplayName("CORE-566 a file that cannot be read ends the start with status 1")
  void missingFile() {
    for (RunResult run :
        new RunResult[] {
          RunResult.of("-c", "${dir}/nope.conf"), RunResult.of("-t", "-c", "${dir}/nope.conf")
        }) {
      assertThat(run.exitStatus()).isEqualTo(1);
      assertThat(run.stderr()).startsWith("nats-server: ").contains("nope.conf");
    }
  }

  @Test
  @DisplayName("CORE-567 a valid file is named with its digest on stderr, status 0")
  void valid() {
    ConfigCheck.of("port: 4222").isValid();
  }

  @Test
  @DisplayName("CORE-567 the check needs a file")
  void checkWithoutFile() {
    RunResult run = RunResult.of("-t");
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr())
        .isEqualTo(
            "nats-server: must specify [-c, --config] option to check configuration file syntax\n");
  }

  @Test
  @DisplayName("CORE-567 the check loads the certificates that the file names")
  void checkLoadsCertificates() {
    ConfigCheck.of("tls { cert_file: nope.pem, key_file: nope.key }").failsWith("nope.pem");
  }

  @Since("2.11")
  @Test
  @DisplayName("CORE-568 the digest is that of the parsed values as sorted, compact JSON")
  void digests() {
    digest("port=4222", "{\"port\":4222}");
    digest("PORT: 4222", "{\"PORT\":4222}");
    digest("port: -1\ndebug: yes", "{\"debug\":true,\"port\":-1}");
    digest("authorization { timeout: 1.5 }", "{\"authorization\":{\"timeout\":1.5}}");
    digest("authorization { timeout: 2.0 }", "{\"authorization\":{\"timeout\":2}}");
    digest(
        "server_tags: [b, a]\nmax_payload: 4KB",
        "{\"max_payload\":4096,\"server_tags\":[\"b\",\"a\"]}");
    digest("P: 64\nmax_payload: $P", "{\"P\":64,\"max_payload\":64}");
    digest(
        "server_metadata { z: \"<a&b>\", y: \"\\t\\\"\\\\\", x: \"\u00e9\u2028\" }",
        "{\"server_metadata\":{\"x\":\"\u00e9\\u2028\",\"y\":\"\\t\\\"\\\\\","
            + "\"z\":\"\\u003ca\\u0026b\\u003e\"}}");
    digest("accounts {}\nserver_tags []", "{\"accounts\":{},\"server_tags\":[]}");
  }

  private static void digest(String config, String json) {
    assertThat(ConfigCheck.of(config).digest()).as(config).isEqualTo(sha256(json + "\n"));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("CORE-549 JetStream sizes as strings end in K, M, G or T")
  void jetStreamSizes() {
    ConfigCheck.of("jetstream { max_mem: \"10G\", max_file: \"5T\" }").isValid();
    ConfigCheck.of("jetstream { max_mem: 10G, max_file: 64MB }").isValid();
    ConfigCheck.of("jetstream { max_mem: \"10X\" }")
        .failsWith("sizes defined as strings must end in K, M, G, T");
  }

  @Test
  @DisplayName("CORE-550 listen takes a port, or host:port")
  void listen() {
    for (String listen :
        new String[] {"4222", "-1", "\"127.0.0.1:-1\"", "\":4222\"", "\"[::1]:4222\""}) {
      ConfigCheck.of("listen: " + listen).isValid();
    }
    ConfigCheck.of("listen: foo")
        .reports("server.conf:1:0: could not parse address string \"foo\"");
    ConfigCheck.of("listen: \"a:b\"").reports("server.conf:1:0: could not parse port \"b\"");
    ConfigCheck.of("listen: true").reports("server.conf:1:0: expected port or host:port, got ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_payload: 3000000000 | max_payload value is too big",
        "max_control_line: 3000000000 | max_control_line value is too big",
        "max_sub_tokens: 256 | max_sub_tokens value is too big",
        "max_sub_tokens: -1 | max_sub_tokens value can not be negative",
        "lame_duck_duration: 10s | invalid lame_duck_duration of 10s, minimum is 30 seconds",
        "lame_duck_grace_period: \"-1s\" | invalid lame_duck_grace_period, needs to be positive",
        "tls { cert_file: x } | missing 'key_file' in TLS configuration",
        "tls { key_file: x } | missing 'cert_file' in TLS configuration",
      })
  @DisplayName("CORE-606 CORE-608 CORE-610 CORE-620 CORE-621 CORE-660 values out of limits")
  void limits(String config, String reason) {
    ConfigCheck.of(config).reports("server.conf:1:0: " + reason);
  }

  @Test
  @DisplayName("CORE-603 a server name has no spaces")
  void serverNameWithSpaces() {
    ConfigCheck.of("server_name: \"a b\"").failsWith("server name cannot contain spaces");
  }

  @Test
  @DisplayName("CORE-703 an authentication timeout over a minute is warned of")
  void highTimeout() {
    ConfigCheck.of("authorization { timeout: 1m }")
        .reports(
            "server.conf:1:16: invalid use of field \"timeout\": timeout of 1000000 "
                + "(1000000.000000 seconds) is high, consider keeping it under 60 seconds. "
                + "possibly caused by unquoted duration; use '1m' instead of 1m, for example");
  }

  @Test
  @DisplayName("CORE-771 store_dir given at two places is an error")
  void duplicateStoreDirectory() {
    ConfigCheck.of("store_dir: a\njetstream { store_dir: b }")
        .failsWith("Duplicate 'store_dir' configuration");
  }
}
