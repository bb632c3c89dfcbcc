package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.config.ConfigLoader;
import io.myelin.config.LoadResult;
import io.myelin.config.Options;
import io.myelin.config.OptionsDiff;
import io.myelin.config.ServerKeys;
import io.myelin.config.StartRequest;
import io.myelin.core.Accounts;
import io.myelin.core.CloseReason;
import io.myelin.security.Authenticator;
import io.myelin.security.ConfiguredAuthenticator;
import io.myelin.security.PasswordWorkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
  private static final String USERS =
      "authorization { users: [ {user: a, password: x}, {user: b, password: y} ] }\n";

  @TempDir Path directory;
  private final PasswordWorkers passwords = new PasswordWorkers();
  private final RecordingLog log = new RecordingLog();
  private final ManualLoop loop = new ManualLoop(1);
  private int applied;

  @AfterEach
  void close() {
    passwords.close();
  }

  private void write(String config) throws IOException {
    Files.writeString(directory.resolve("server.conf"), config);
  }

  private ServerHost host(String config) throws IOException {
    write(config);
    LoadResult result =
        new ConfigLoader()
            .load(directory.resolve("server.conf").toString(), StartRequest.Arguments.NONE);
    Options options = ((LoadResult.Loaded) result).options();
    Accounts accounts = new Accounts(AccountSetup.systemAccount(options));
    AccountSetup.apply(options, accounts);
    return new ServerHost(
        "ID",
        options,
        accounts,
        ConfiguredAuthenticator.builder(passwords).options(options).build(),
        new ClientRegistry(100),
        log);
  }

  private Reload reload(ServerHost host) {
    return new Reload(
        host,
        passwords,
        new Reload.Surroundings() {
          @Override
          public Runnable prepare(Options options) {
            return () -> applied++;
          }

          @Override
          public void applied() {}

          @Override
          public ServerLog log(Options options, OptionsDiff.Changes changes) {
            return log;
          }
        });
  }

  private ManualClient client(ServerHost host, String user, String password) {
    ManualClient client = new ManualClient(host, loop);
    client.sends(
        "CONNECT {\"verbose\":false,\"protocol\":1,\"user\":\"%s\",\"pass\":\"%s\"}\r\nPING\r\n"
            .formatted(user, password));
    loop.settle();
    assertThat(client.received()).contains("PONG\r\n");
    return client;
  }

  @Test
  @DisplayName("CORE-890 what changed is applied and named, the digest comes last")
  void applied() throws Exception {
    ServerHost host = host("max_payload: 1000\n");
    write("max_payload: 2000\nmax_control_line: 2048\n");
    reload(host).run();
    assertThat(host.settings().maxPayloadBytes()).isEqualTo(2000);
    assertThat(host.settings().maxControlLineBytes()).isEqualTo(2048);
    assertThat(applied).isEqualTo(1);
    assertThat(log.lines)
        .contains("INF Reloaded: max_payload = 2000", "INF Reloaded: max_control_line = 2048");
    assertThat(log.lines.getLast())
        .isEqualTo("INF Reloaded server configuration (" + host.options().digest() + ")");
  }

  @Test
  @DisplayName("CORE-890 CORE-892 one change that cannot be applied stops all the others")
  void refused() throws Exception {
    ServerHost host = host("max_payload: 1000\n" + USERS);
    Options before = host.options();
    Authenticator gate = host.authenticator();
    ManualClient client = client(host, "a", "x");
    write("max_payload: 2000\nmax_pending: 5000000\n");
    assertThatThrownBy(() -> reload(host).run())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("MaxPending");
    loop.settle();
    assertThat(host.options()).isSameAs(before);
    assertThat(host.authenticator()).isSameAs(gate);
    assertThat(host.settings().maxPayloadBytes()).isEqualTo(1000);
    assertThat(client.closed).isFalse();
    assertThat(client.received()).isEmpty();
    assertThat(applied).isZero();
    assertThat(log.lines).isEmpty();
  }

  @Test
  @DisplayName("CORE-890 a file with an error changes nothing")
  void unreadable() throws Exception {
    ServerHost host = host("max_payload: 1000\n");
    Options before = host.options();
    write("max_payload: 2000\nmax_control_line: {\n");
    assertThatThrownBy(() -> reload(host).run()).isInstanceOf(StartupException.class);
    assertThat(host.options()).isSameAs(before);
    assertThat(applied).isZero();
  }

  @Test
  @DisplayName("CORE-890 what cannot be prepared, such as a certificate, changes nothing")
  void notPrepared() throws Exception {
    ServerHost host = host("max_payload: 1000\n");
    Options before = host.options();
    write("max_payload: 2000\n");
    Reload reload =
        new Reload(
            host,
            passwords,
            new Reload.Surroundings() {
              @Override
              public Runnable prepare(Options options) throws StartupException {
                throw new StartupException("no such certificate");
              }

              @Override
              public void applied() {}

              @Override
              public ServerLog log(Options options, OptionsDiff.Changes changes) {
                throw new AssertionError("the log comes last");
              }
            });
    assertThatThrownBy(reload::run).hasMessage("no such certificate");
    assertThat(host.options()).isSameAs(before);
    assertThat(host.settings().maxPayloadBytes()).isEqualTo(1000);
  }

  @Test
  @DisplayName("CORE-890 a log that cannot be opened changes nothing")
  void noLog() throws Exception {
    ServerHost host = host("max_payload: 1000\n");
    write("max_payload: 2000\n");
    Reload reload =
        new Reload(
            host,
            passwords,
            new Reload.Surroundings() {
              @Override
              public Runnable prepare(Options options) {
                return () -> applied++;
              }

              @Override
              public void applied() {}

              @Override
              public ServerLog log(Options options, OptionsDiff.Changes changes)
                  throws StartupException {
                throw new StartupException("read-only");
              }
            });
    assertThatThrownBy(reload::run).hasMessage("read-only");
    assertThat(applied).isZero();
    assertThat(host.settings().maxPayloadBytes()).isEqualTo(1000);
  }

  @Test
  @DisplayName("CORE-893 who is not known any more is cut off, others stay")
  void users() throws Exception {
    ServerHost host = host(USERS);
    ManualClient gone = client(host, "a", "x");
    ManualClient stays = client(host, "b", "y");
    write("authorization { users: [ {user: b, password: y} ] }\n");
    reload(host).run();
    loop.settle();
    assertThat(gone.received()).isEqualTo("-ERR 'Authorization Violation'\r\n");
    assertThat(gone.closed).isTrue();
    assertThat(stays.closed).isFalse();
  }

  @Test
  @DisplayName("CORE-893 CORE-135 new denies hold for subscriptions that stay")
  void permissions() throws Exception {
    String users = "authorization { users: [ {user: a, password: x%s} ] }\n";
    ServerHost host = host(users.formatted(""));
    ManualClient client = client(host, "a", "x");
    client.sends("SUB > 1\r\nSUB secret 2\r\nPUB secret.x 1\r\n1\r\n");
    loop.settle();
    assertThat(client.received()).isEqualTo("MSG secret.x 1 1\r\n1\r\n");
    write(users.formatted(", permissions: { subscribe: { deny: [\"secret\", \"secret.>\"] } }"));
    reload(host).run();
    loop.settle();
    assertThat(client.received()).contains("Permissions Violation for Subscription to \"secret\"");
    client.sends("PUB secret.x 1\r\n2\r\nPUB public 1\r\n3\r\n");
    loop.settle();
    assertThat(client.received()).isEqualTo("MSG public 1 1\r\n3\r\n");
  }

  @Test
  @DisplayName("CORE-605 fewer connections than are open: the excess is closed")
  void fewerConnections() throws Exception {
    ServerHost host = host("max_connections: 10\n");
    for (int i = 0; i < 5; i++) {
      client(host, "", "");
    }
    write("max_connections: 2\n");
    reload(host).run();
    loop.settle();
    assertThat(host.registry().count()).isEqualTo(2);
    assertThat(host.registry().closedFor(CloseReason.MAX_CONNECTIONS_EXCEEDED)).isEqualTo(3);
    assertThat(host.options().get(ServerKeys.MAX_CONNECTIONS)).isEqualTo(2);
  }
}
