package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that contradict each other. */
class CrossOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lame_duck_duration: 30s; lame_duck_grace_period: 30s |"
            + " lame duck grace period (30s) should be strictly lower than lame duck duration (30s)",
        "max_payload: 2000; max_pending: 1000 |"
            + " max_payload (2000) cannot be higher than max_pending (1000)",
        "no_auth_user: a | no_auth_user: \"a\" present, but users/nkeys are not defined",
        "no_auth_user: a; authorization { users: [ {user: b, password: p} ] } |"
            + " no_auth_user: \"a\" not present as user or nkey in authorization block"
            + " or account configuration",
      })
  @DisplayName("CORE-570 CORE-571 contradictions end the start with status 1")
  void atStart(String config, String reason) {
    RunResult run = RunResult.of(ServerUnderTest.builder().config(config));
    assertThat(run.exitStatus()).as(run.stderr()).isEqualTo(1);
    assertThat(run.stderr()).contains(reason);
  }

  @Test
  @DisplayName("CORE-572 HTTP and HTTPS monitoring together end the start")
  void bothMonitoringPorts() {
    RunResult run =
        RunResult.of(
            ServerUnderTest.builder().config("http: \"127.0.0.1:-1\"\nhttps: \"127.0.0.1:-1\""));
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stderr())
        .contains(
            "[FTL] Can't start monitoring: can't specify both HTTP (-1) and HTTPs (-1) ports");
  }

  @Test
  @DisplayName("CORE-570 flags take part in the checks")
  void serverNameFlag() {
    RunResult run = RunResult.of("-p", "-1", "-n", "a b");
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stderr()).contains("nats-server: server name cannot contain spaces");
  }

  @Test
  @DisplayName("CORE-603 a server name with spaces is refused where it stands")
  void serverNameInFile() {
    ConfigCheck.of("debug: false\nserver_name: \"a b\"")
        .failsWith("server.conf:2:1: server name cannot contain spaces");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_payload: 2000; max_pending: 1000",
        "lame_duck_duration: 30s; lame_duck_grace_period: 30s",
        "no_auth_user: a",
        "http: 1; https: 2",
        "websocket { port: 1 }",
      })
  @DisplayName("CORE-567 the check mode does not compare options with each other")
  void checkModeComparesNothing(String config) {
    ConfigCheck.of(config).isValid();
  }

  @Test
  @DisplayName("CORE-567 the check mode does not need the network or look at other options")
  void checkModeParsesOnly() {
    ConfigCheck.of("port: 1\nhost: 10.255.255.1").isValid();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "authorization { user: a, pass: p, token: t } | Cannot have a user/pass and token",
        "authorization { user: a, pass: p, users [ {user: b, pass: p} ] } |"
            + " Can not have a single user/pass and a users array",
        "authorization { token: t, users [ {user: b, pass: p} ] } |"
            + " Can not have a token and a users array",
        "authorization { users [ {user: b, pass: p}, {user: b, pass: q} ] } |"
            + " Duplicate user \"b\" detected",
        "authorization { users [ {pass: p} ] } | User entry requires a user",
        "authorization { users [ {nkey: abc} ] } | Not a valid public nkey for a user",
        "accounts { \"$G\" {} } | \"$G\" is a Reserved Account",
        "accounts: [ A, A ] | Duplicate Account Entry: A",
        "accounts { A { nkey: abc } } | Not a valid public nkey for an account: \"abc\"",
      })
  @DisplayName("CORE-573 CORE-704 CORE-711 CORE-712 blocks that contradict themselves")
  void blocks(String config, String reason) {
    ConfigCheck.of(config).failsWith(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "jetstream { x: 1 } | server.conf:1:12: unknown field \"x\"",
        "cluster { authorization { users [ {user: b, pass: p} ] } } |"
            + " Cluster authorization does not allow multiple users",
        "cluster { authorization { token: t } } | Cluster authorization does not support tokens",
        "cluster { name: \"a b\" } | cluster name cannot contain spaces",
        "jetstream { cipher: foo, key: abc } | Unknown cipher type: \"foo\"",
      })
  @DisplayName("CORE-562 CORE-740 CORE-743 CORE-775 cluster and JetStream blocks that are wrong")
  void laterBlocks(String config, String reason) {
    ConfigCheck.of(config).failsWith(reason);
  }
}
