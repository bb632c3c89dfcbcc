package io.myelin.config;

import static io.myelin.config.Configs.load;
import static io.myelin.config.Configs.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.config.PermissionsOptions.ResponseRules;
import io.myelin.protocol.MappingDestination;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationConfigTest {
  private static final String USER_KEY = "UB57IEMPG4KOTPFV5A66QKE2HZ3XBXFHVRCCVMJEWKECMVN2HSH3VTSJ";

  @Test
  @DisplayName("CORE-700 CORE-701 CORE-702 CORE-703 a single user, a token, a timeout")
  void single() {
    AuthorizationOptions user =
        load("authorization { username: u, pass: p, timeout: 0.5 }").get(ServerKeys.AUTHORIZATION);
    assertThat(user.user()).isEqualTo("u");
    assertThat(user.password()).isEqualTo("p");
    assertThat(user.timeout()).contains(Duration.ofMillis(500));
    assertThat(load("authorization { token: t }").get(ServerKeys.AUTHORIZATION).token())
        .isEqualTo("t");
  }

  @Test
  @DisplayName("CORE-703 a high timeout is warned of")
  void highTimeout() {
    assertThat(load("authorization { timeout: 1m }").warnings().getFirst().text())
        .isEqualTo(
            "test.conf:1:16: invalid use of field \"timeout\": timeout of 1000000 (1000000.000000"
                + " seconds) is high, consider keeping it under 60 seconds. possibly caused by"
                + " unquoted duration; use '1m' instead of 1m, for example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user: a, pass: b, token: c|Cannot have a user/pass and token",
        "user: a, users [{user: b}]|Can not have a single user/pass and a users array",
        "token: a, users [{user: b}]|Can not have a token and a users array",
        "users [{user: a},{user: a}]|Duplicate user \"a\" detected",
        "users [{pass: a}]|User entry requires a user",
        "users [{nkey: X}]|Not a valid public nkey for a user",
        "users [{nkey: " + USER_KEY + ", pass: x}]|Nkey users do not take usernames or passwords",
        "users: 3|Expected users field to be an array"
      })
  @DisplayName("CORE-573 CORE-704 contradictions and bad users")
  void contradictions(String block, String reason) {
    assertThat(refusal("authorization { " + block + " }")).contains(": " + reason);
  }

  @Test
  @DisplayName("CORE-704 CORE-705 CORE-709 users with permissions, defaults and connection types")
  void users() {
    List<UserOptions> users =
        load("""
                authorization {
                  default_permissions: { publish: "d.>" }
                  users: [
                    { user: a, password: x, permissions: { publish: ["a", "b"], subscribe: { allow: "c q", deny: ["d"] } } }
                    { user: b, clients: [standard, "MQTT_ws"] }
                    { nkey: %s }
                  ]
                }
                """
                .formatted(USER_KEY))
            .get(ServerKeys.AUTHORIZATION)
            .users();
    assertThat(users).extracting(UserOptions::label).containsExactly("a", "b", USER_KEY);
    PermissionsOptions own = users.getFirst().permissions().orElseThrow();
    assertThat(own.publish().orElseThrow().allow()).contains(List.of("a", "b"));
    assertThat(own.subscribe().orElseThrow().allow()).contains(List.of("c q"));
    assertThat(own.subscribe().orElseThrow().deny()).containsExactly("d");
    assertThat(users.get(1).permissions().orElseThrow().publish().orElseThrow().allow())
        .contains(List.of("d.>"));
    assertThat(users.get(1).connectionTypes())
        .containsExactlyInAnyOrder(ConnectionType.STANDARD, ConnectionType.MQTT_WS);
  }

  @Test
  @DisplayName("CORE-708 allow_responses, which alone allows publishing nothing else")
  void responses() {
    PermissionsOptions simple = permissions("allow_responses: true");
    assertThat(simple.responses()).contains(ResponseRules.DEFAULT);
    assertThat(simple.publish().orElseThrow().allow()).contains(List.of());
    PermissionsOptions full =
        permissions("allow_responses: { max: -1, expires: \"1m\" }, publish: a");
    assertThat(full.responses()).contains(new ResponseRules(-1, Duration.ofMinutes(1)));
    assertThat(full.publish().orElseThrow().allow()).contains(List.of("a"));
    assertThat(permissions("allow_responses: false").responses()).isEmpty();
  }

  private static PermissionsOptions permissions(String text) {
    return load("authorization { permissions: { " + text + " } }")
        .get(ServerKeys.AUTHORIZATION)
        .defaultPermissions()
        .orElseThrow();
  }

  @Test
  @DisplayName("CORE-708 subjects that are none")
  void badSubjects() {
    assertThat(refusal("authorization { permissions: { publish: \"a..b\" } }"))
        .contains("subject \"a..b\" is not a valid subject");
    assertThat(refusal("authorization { permissions: { publish: \"a q\" } }"))
        .contains("subject \"a q\" is not a valid subject");
    assertThat(refusal("authorization { permissions: { subscribe: \"a q.\" } }"))
        .contains("queue \"q.\" is not a valid queue");
  }

  @Test
  @DisplayName("CORE-711 CORE-712 CORE-716 accounts with users and limits")
  void accounts() {
    List<AccountOptions> accounts =
        load("accounts { A { users [{user: a}], limits { max_conn: 5, max_payload: 1k } }, B {} }, "
                + "system_account: B")
            .get(ServerKeys.ACCOUNTS);
    assertThat(accounts).extracting(AccountOptions::name).containsExactly("A", "B");
    assertThat(accounts.getFirst().limits()).isEqualTo(new LimitsOptions(5, -1, 1000, -1));
    assertThat(load("accounts: [A, B]").get(ServerKeys.ACCOUNTS)).hasSize(2);
    assertThat(refusal("accounts: [A, A]")).contains("Duplicate Account Entry: A");
    assertThat(refusal("accounts { $G {} }")).contains("\"$G\" is a Reserved Account");
    assertThat(refusal("accounts { A { users [{user: a}] }, B { users [{user: a}] } }"))
        .contains("Duplicate user \"a\" detected");
    assertThat(refusal("accounts { A { nkey: x } }"))
        .contains("Not a valid public nkey for an account: \"x\"");
    assertThat(refusal("accounts { A { users [{user: a}] } }, authorization { token: t }"))
        .contains("Can not have a token and accounts");
  }

  @Test
  @DisplayName("CORE-390 CORE-394 CORE-719 mappings in file order, and their errors")
  void mappings() {
    assertThat(
            load("mappings { b: c, \"a.*\": [{dest: \"x.$1\", weight: 40%, cluster: e}, {dest: y, weight: \"60\"}] }")
                .get(ServerKeys.MAPPINGS))
        .containsExactly(
            new MappingOptions("b", List.of(new MappingDestination("c", 100, ""))),
            new MappingOptions(
                "a.*",
                List.of(
                    new MappingDestination("x.$1", 40, "e"), new MappingDestination("y", 60, ""))));
    assertThat(refusal("mappings { a: {dest: b} }"))
        .contains("Missing weight for mapping destination \"b\"");
    assertThat(refusal("mappings { a: {dest: b, weight: 101} }"))
        .contains("Invalid weight 101 for mapping destination");
    assertThat(refusal("mappings { a: {dest: b, weigh: 1} }"))
        .contains("Unknown field \"weigh\" for mapping destination");
    assertThat(refusal("mappings { a: [{dest: b, weight: 60}, {dest: c, weight: 50}] }"))
        .contains("Error adding mapping for \"a\" : total weight needs to be <= 100");
    assertThat(refusal("mappings { a: [{dest: b, weight: 10}, {dest: b, weight: 10}] }"))
        .contains("Error adding mapping for \"a\" : duplicate entry for \"b\"");
    assertThat(refusal("mappings { \"a..b\": c }"))
        .contains("Subject \"a..b\" is not a valid subject");
  }

  @Test
  @DisplayName("CORE-660 CORE-661 CORE-666 CORE-667 TLS")
  void tls() {
    String pair =
        """
        cert_file: src/test/resources/reference-configs/certs/cert.pem
        key_file: src/test/resources/reference-configs/certs/key.pem
        """;
    Options options = load("tls {\n" + pair + "verify: true\ntimeout: 3\nhandshake_first: auto }");
    TlsOptions tls = options.find(ServerKeys.TLS).orElseThrow();
    assertThat(tls.certificates()).hasSize(1);
    assertThat(tls.verify()).isTrue();
    assertThat(tls.handshakeFirstFallback()).isEqualTo(Duration.ofMillis(50));
    assertThat(options.authTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(refusal("tls { cert_file: x }"))
        .isEqualTo("test.conf:1:0: missing 'key_file' in TLS configuration\n");
    assertThat(refusal("tls { cert_file: nope, key_file: nope }"))
        .contains("open nope: no such file or directory");
    assertThat(refusal("tls { min_version: \"1.1\" }")).contains("unsupported TLS version: 1.1");
    assertThat(refusal("tls { verify_cert_and_check_known_urls: true }"))
        .contains("verify_cert_and_check_known_urls not supported in this context");
  }
}
