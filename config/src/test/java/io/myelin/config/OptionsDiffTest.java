package io.myelin.config;

import static io.myelin.config.Configs.load;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsDiffTest {

  private static List<String> lines(String running, String next) {
    OptionsDiff diff = OptionsDiff.between(load(running), load(next));
    assertThat(diff).isInstanceOf(OptionsDiff.Changes.class);
    return ((OptionsDiff.Changes) diff).changes().stream().map(OptionsDiff.Change::line).toList();
  }

  private static String refused(String running, String next) {
    OptionsDiff diff = OptionsDiff.between(load(running), load(next));
    assertThat(diff).isInstanceOf(OptionsDiff.Refused.class);
    return ((OptionsDiff.Refused) diff).text();
  }

  @Test
  @DisplayName("CORE-890 nothing changed, one line for each change")
  void changes() {
    assertThat(lines("port: 1, debug: true", "debug: true, port: 1")).isEmpty();
    assertThat(
            lines(
                "a: 1, port: $a",
                "max_payload: 1k, a: 1, port: $a, ping_interval: \"30s\", debug: on"))
        .containsExactly(
            "Reloaded: max_payload = 1000",
            "Reloaded: ping_interval = 30s",
            "Reloaded: debug = true");
    assertThat(lines("port: 1", "port: 1, server_tags: [a]")).containsExactly("Reloaded: tags");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 4222|port: 4333|Port: old=4222, new=4333",
        "host: a|host: b|Host: old=a, new=b",
        "server_name: a|server_name: b|ServerName: old=a, new=b",
        "max_pending: 2MB|max_pending: 3MB|MaxPending: old=2097152, new=3145728",
        "http: 8222|http: 8223|HTTPPort: old=8222, new=8223",
        "system_account: A|system_account: B|SystemAccount: old=A, new=B"
      })
  @DisplayName("CORE-892 changes that refuse the reload")
  void refusals(String running, String next, String text) {
    assertThat(refused(running, next)).isEqualTo("config reload not supported for " + text);
  }

  @Test
  @DisplayName("CORE-892 a refusal leaves out everything, whatever else changed")
  void allOrNothing() {
    assertThat(refused("port: 1", "port: 2, debug: true")).contains("Port");
  }

  @Test
  @DisplayName("CORE-893 authorization and accounts")
  void authorization() {
    assertThat(lines("authorization { user: a, pass: b }", "authorization { user: c, pass: d }"))
        .containsExactly("Reloaded: authorization username", "Reloaded: authorization password");
    assertThat(lines("authorization { token: a }", "authorization { token: b, timeout: 5 }"))
        .containsExactly("Reloaded: authorization token", "Reloaded: authorization timeout = 5");
    assertThat(lines("authorization { users [{user: a}] }", "authorization { users [{user: b}] }"))
        .containsExactly("Reloaded: authorization users");
    assertThat(lines("accounts { A {} }", "accounts { A {}, B {} }"))
        .containsExactly("Reloaded: accounts");
  }

  @Test
  @DisplayName("CORE-894 a random port and the order of lists are no change")
  void noChange() {
    assertThat(lines("port: 4222", "port: -1")).isEmpty();
    assertThat(
            lines(
                "authorization { users [{user: a}, {user: b}] }, server_tags: [a, b]",
                "server_tags: [b, a], authorization { users [{user: b}, {user: a}] }"))
        .isEmpty();
    assertThat(lines("mappings { a: b, c: d }", "mappings { c: d, a: b }"))
        .containsExactly("Reloaded: mappings");
  }

  @Test
  @DisplayName("CORE-895 JetStream: on, off, and limits upwards only")
  void jetStream() {
    assertThat(lines("port: 1", "port: 1, jetstream: true")).containsExactly("Reloaded: JetStream");
    assertThat(lines("jetstream { max_file: 10 }", "jetstream { max_file: 3000 }"))
        .containsExactly("Reloaded: JetStream max_file_store = 2.93 KB");
    assertThat(lines("jetstream { max_mem: 10 }", "jetstream { max_mem: 1023 }"))
        .containsExactly("Reloaded: JetStream max_mem_store = 1023 B");
    assertThat(refused("jetstream { max_file: 10 }", "jetstream { max_file: 5 }"))
        .isEqualTo("config reload not supported for decreasing jetstream max memory and store");
    assertThat(refused("jetstream {}", "jetstream { max_mem: 5 }"))
        .isEqualTo("config reload not supported for jetstream dynamic max memory and store");
    assertThat(refused("jetstream { max_mem: 5 }", "jetstream {}"))
        .isEqualTo("config reload not supported for jetstream max memory and max store");
    assertThat(refused("jetstream { store_dir: a }", "jetstream { store_dir: b }"))
        .isEqualTo("config reload not supported for jetstream storage directory");
  }

  @Test
  @DisplayName("CORE-896 moving to a resolver")
  void resolver() {
    assertThat(refused("port: 1", "port: 1, resolver: MEM"))
        .isEqualTo("config reload does not support moving to or from an account resolver");
  }

  @Test
  @DisplayName("CORE-741 cluster address, routes and the rest of a cluster")
  void cluster() {
    assertThat(refused("cluster { port: 1 }", "cluster { port: 2 }"))
        .isEqualTo("config reload not supported for cluster port: old=1, new=2");
    assertThat(lines("cluster { port: 1 }", "cluster { port: 1, routes: [a], pool_size: 5 }"))
        .containsExactly("Reloaded: cluster", "Reloaded: cluster routes");
  }

  @Test
  @DisplayName("CORE-710 no_auth_user goes only together with its user")
  void noAuthUser() {
    String with = "no_auth_user: a, authorization { users [{user: a}, {user: b}] }";
    assertThat(refused(with, "authorization { users [{user: a}] }"))
        .isEqualTo("config reload not supported for NoAuthUser: old=a, new=");
    assertThat(lines(with, "authorization { users [{user: b}] }"))
        .contains("Reloaded: authorization users");
  }

  @Test
  @DisplayName("CORE-891 CORE-899 flags stay in force across a reload; without file there is none")
  void flagsStay(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("a.conf"), "port: 5000");
    Options running =
        Configs.run(
            "-c",
            file.toString(),
            "-p",
            "6000",
            "-server_name",
            "A",
            "-m",
            "8222",
            "-user",
            "u",
            "-pass",
            "p");
    Files.writeString(file, "port: 7000, debug: true, server_name: B");
    LoadResult result = new ConfigLoader().reload(running);
    Options next = ((LoadResult.Loaded) result).options();
    assertThat(next.get(ServerKeys.PORT)).isEqualTo(6000);
    OptionsDiff diff = OptionsDiff.between(running, next);
    assertThat(((OptionsDiff.Changes) diff).changes())
        .containsExactly(new OptionsDiff.Change(ServerKeys.DEBUG, "Reloaded: debug = true"));
    assertThat(((LoadResult.Failed) new ConfigLoader().reload(Configs.run("-D"))).text())
        .isEqualTo("can only reload config when a file is provided using -c or --config");
  }

  @Test
  @DisplayName("CORE-892 secrets do not show in a refusal")
  void secrets() {
    assertThat(refused("jetstream { key: aaa }", "jetstream { key: bbb }"))
        .isEqualTo("config reload not supported for JetStreamKey: old=[REDACTED], new=[REDACTED]");
  }
}
