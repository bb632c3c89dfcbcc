package io.myelin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MyelinServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  @DisplayName("a client publishes and subscribes")
  void publishAndSubscribe() throws Exception {
    try (MyelinServer server = MyelinServer.start();
        Connection nats = Nats.connect(server.url())) {
      Subscription orders = nats.subscribe("orders.*");
      nats.publish("orders.new", "hello".getBytes(StandardCharsets.UTF_8));
      Message received = orders.nextMessage(PATIENCE);
      assertThat(received.getSubject()).isEqualTo("orders.new");
      assertThat(received.getData()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("servers side by side share nothing")
  void sideBySide() throws Exception {
    try (MyelinServer one = MyelinServer.start();
        MyelinServer two = MyelinServer.start();
        Connection first = Nats.connect(one.url());
        Connection second = Nats.connect(two.url())) {
      assertThat(one.port()).isNotEqualTo(two.port());
      Subscription here = first.subscribe("x");
      Subscription there = second.subscribe("x");
      second.flush(PATIENCE);
      first.publish("x", new byte[0]);
      assertThat(here.nextMessage(PATIENCE)).isNotNull();
      second.flush(PATIENCE);
      assertThat(there.getPendingMessageCount()).isZero();
    }
  }

  @Test
  @DisplayName("the configuration holds, and nobody connects past it")
  void configured() throws Exception {
    String config = "authorization { user: alice, password: wonderland }\nmax_payload: 1KB";
    try (MyelinServer server = MyelinServer.builder().config(config).start()) {
      assertThatThrownBy(() -> Nats.connect(server.url())).isInstanceOf(IOException.class);
      Options options =
          Options.builder().server(server.url()).userInfo("alice", "wonderland").build();
      try (Connection nats = Nats.connect(options)) {
        assertThat(nats.getMaxPayload()).isEqualTo(1024);
      }
    }
  }

  @Test
  @DisplayName("a wrong configuration is refused with its reason")
  void wrongConfiguration() {
    assertThatThrownBy(() -> MyelinServer.builder().config("no_such_option: 1").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no_such_option");
    assertThatThrownBy(() -> MyelinServer.builder().port(70_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("a port that is taken is refused with its reason; a closed server gives it back")
  void takenPort() throws Exception {
    MyelinServer first = MyelinServer.start();
    int port = first.port();
    MyelinServer.Builder same = MyelinServer.builder().port(port);
    assertThatThrownBy(same::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Integer.toString(port));
    first.close();
    first.close();
    try (MyelinServer second = same.start();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), second.port())) {
      assertThat(second.port()).isEqualTo(port);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  @DisplayName("how long a start takes in a warm JVM (a figure, not a limit)")
  void startTime() {
    long[] startMicros = new long[21];
    for (int i = 0; i < startMicros.length; i++) {
      long begin = System.nanoTime();
      try (MyelinServer server = MyelinServer.start()) {
        startMicros[i] = (System.nanoTime() - begin) / 1000;
        assertThat(server.port()).isPositive();
      }
    }
    long first = startMicros[0];
    Arrays.sort(startMicros);
    System.out.printf(
        "embedded start: first of this test %d us, median of %d: %d us, slowest %d us%n",
        first, startMicros.length, startMicros[10], startMicros[20]);
  }
}
