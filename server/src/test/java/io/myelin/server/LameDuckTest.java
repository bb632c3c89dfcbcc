package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.config.Options;
import io.myelin.config.OptionsBuilder;
import io.myelin.config.ServerKeys;
import io.myelin.core.Accounts;
import io.myelin.core.CloseReason;
import io.myelin.security.ConfiguredAuthenticator;
import io.myelin.security.PasswordWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LameDuckTest {
  private static final String MODERN = "CONNECT {\"verbose\":false,\"protocol\":1}\r\nPING\r\n";

  private final PasswordWorkers passwords = new PasswordWorkers();
  private final RecordingLog log = new RecordingLog();
  private final AtomicInteger shutdowns = new AtomicInteger();
  private ManualLoop loop = new ManualLoop(1);

  @AfterEach
  void close() {
    passwords.close();
  }

  private ServerHost host(Duration duration, Duration grace) {
    Options options =
        new OptionsBuilder()
            .set(ServerKeys.LAME_DUCK_DURATION, duration)
            .set(ServerKeys.LAME_DUCK_GRACE_PERIOD, grace)
            .build();
    return new ServerHost(
        "ID",
        options,
        new Accounts("$SYS"),
        ConfiguredAuthenticator.builder(passwords).build(),
        new ClientRegistry(100),
        log);
  }

  private List<ManualClient> clients(ServerHost host, int count) {
    List<ManualClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(new ManualClient(host, loop));
      clients.getLast().sends(MODERN);
      loop.settle();
      clients.getLast().received();
    }
    return clients;
  }

  private void start(ServerHost host) {
    new LameDuck(host, loop, shutdowns::incrementAndGet).start();
    loop.settle();
  }

  private static long open(List<ManualClient> clients) {
    return clients.stream().filter(client -> !client.closed).count();
  }

  @Test
  @DisplayName("CORE-332 without clients the server ends at once")
  void nobody() {
    start(host(Duration.ofMinutes(2), Duration.ofSeconds(10)));
    assertThat(shutdowns).hasValue(1);
    assertThat(log.lines).isEmpty();
  }

  @Test
  @DisplayName("CORE-332 CORE-333 clients are told, and served until the grace period is over")
  void grace() {
    ServerHost host = host(Duration.ofSeconds(40), Duration.ofSeconds(10));
    List<ManualClient> clients = clients(host, 3);
    ManualClient old = new ManualClient(host, loop);
    old.sends("CONNECT {\"verbose\":false}\r\nPING\r\n");
    loop.settle();
    old.received();
    start(host);
    assertThat(host.isLameDuck()).isTrue();
    for (ManualClient client : clients) {
      assertThat(client.received()).startsWith("INFO {").contains("\"ldm\":true");
    }
    assertThat(old.received()).as("protocol 0 takes no INFO").isEmpty();
    loop.pass(9_999, TimeUnit.MILLISECONDS);
    clients.getFirst().sends("PING\r\n");
    loop.settle();
    assertThat(clients.getFirst().received()).endsWith("PONG\r\n");
    assertThat(open(clients)).isEqualTo(3);
    assertThat(log.lines).isEmpty();
    loop.pass(1, TimeUnit.MILLISECONDS);
    assertThat(log.lines).contains("INF Closing existing clients");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @DisplayName("CORE-334 clients are closed one by one, never more than a second apart")
  void pace(long seed) {
    loop = new ManualLoop(seed);
    ServerHost host = host(Duration.ofSeconds(130), Duration.ofSeconds(10));
    List<ManualClient> clients = clients(host, 4);
    start(host);
    loop.pass(10, TimeUnit.SECONDS);
    for (int left = 3; left > 0; left--) {
      assertThat(open(clients)).isEqualTo(left);
      assertThat(shutdowns).hasValue(0);
      loop.pass(499, TimeUnit.MILLISECONDS);
      assertThat(open(clients)).as("not before half the interval").isEqualTo(left);
      while (open(clients) == left) {
        loop.pass(1, TimeUnit.MILLISECONDS);
      }
    }
    assertThat(loop.nanoTime()).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(13_003));
    assertThat(shutdowns).hasValue(1);
    assertThat(host.registry().closedFor(CloseReason.SERVER_SHUTDOWN)).isEqualTo(4);
  }

  @Test
  @DisplayName("CORE-334 many clients share the time there is")
  void many() {
    ServerHost host = host(Duration.ofSeconds(30), Duration.ofSeconds(10));
    List<ManualClient> clients = clients(host, 200);
    start(host);
    loop.pass(30, TimeUnit.SECONDS);
    assertThat(open(clients)).isZero();
    assertThat(shutdowns).hasValue(1);
  }

  @Test
  @DisplayName("CORE-332 clients that left by themselves hold nothing up")
  void leftAlready() {
    ServerHost host = host(Duration.ofSeconds(30), Duration.ofSeconds(10));
    List<ManualClient> clients = clients(host, 3);
    start(host);
    clients.forEach(client -> client.session().disconnected(CloseReason.CLIENT_CLOSED));
    loop.pass(10, TimeUnit.SECONDS);
    assertThat(shutdowns).hasValue(1);
  }
}
