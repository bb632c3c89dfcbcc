package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The official Java client, used as its own guides show. */
class JavaClientTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension static final Servers SERVER = Servers.shared("http_port: -1");
  @RegisterExtension final Servers servers = new Servers();

  private static Options.Builder options(ServerUnderTest server) {
    return new Options.Builder()
        .server("nats://127.0.0.1:" + server.clientPort())
        .connectionTimeout(SOON)
        .reconnectWait(Duration.ofMillis(50))
        .errorListener(new ErrorListener() {});
  }

  private Connection connect() throws Exception {
    return servers.closing(Nats.connect(options(SERVER.get()).build()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Message message) {
    return new String(message.getData(), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("CORE-128 publish and subscribe, with wildcards and headers")
  void publishSubscribe() throws Exception {
    Connection connection = connect();
    Subscription subscription = connection.subscribe("java.*.eu");
    Headers headers = new Headers().add("Kind", "a", "b");
    connection.publish(
        NatsMessage.builder().subject("java.orders.eu").headers(headers).data("one").build());
    connection.publish("java.orders.us", bytes("two"));
    connection.publish("java.paid.eu", bytes("three"));
    Message first = subscription.nextMessage(SOON);
    assertThat(first.getSubject()).isEqualTo("java.orders.eu");
    assertThat(first.getHeaders().get("Kind")).containsExactly("a", "b");
    assertThat(text(subscription.nextMessage(SOON))).isEqualTo("three");
  }

  @Test
  @DisplayName("CORE-132 CORE-133 a queue group shares the work")
  void queue() throws Exception {
    Connection connection = connect();
    List<AtomicInteger> counts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      AtomicInteger count = new AtomicInteger();
      counts.add(count);
      connection.createDispatcher(m -> count.incrementAndGet()).subscribe("java.work", "workers");
    }
    for (int i = 0; i < 300; i++) {
      connection.publish("java.work", bytes("x"));
    }
    connection.flush(SOON);
    Awaitility.await()
        .atMost(SOON)
        .until(() -> counts.stream().mapToInt(AtomicInteger::get).sum() == 300);
    assertThat(counts).allMatch(count -> count.get() > 30);
  }

  @Test
  @DisplayName("CORE-150 request and reply; without responders the request fails at once")
  void requestReply() throws Exception {
    Connection connection = connect();
    Dispatcher service =
        connection.createDispatcher(
            m -> connection.publish(m.getReplyTo(), bytes("hello " + text(m))));
    service.subscribe("java.greet");
    assertThat(text(connection.request("java.greet", bytes("bob"), SOON))).isEqualTo("hello bob");
    assertThatThrownBy(() -> connection.request("java.nobody", bytes("")).get(10, TimeUnit.SECONDS))
        .isInstanceOfAny(CancellationException.class, ExecutionException.class);
  }

  @Test
  @DisplayName("CORE-126 unsubscribe after a number of messages")
  void unsubscribeAfter() throws Exception {
    Connection connection = connect();
    Subscription subscription = connection.subscribe("java.limited");
    subscription.unsubscribe(3);
    for (int i = 0; i < 10; i++) {
      connection.publish("java.limited", bytes("" + i));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(text(subscription.nextMessage(SOON))).isEqualTo("" + i);
    }
    Awaitility.await().atMost(SOON).until(() -> !subscription.isActive());
  }

  @Test
  @DisplayName("CORE-330 drain delivers everything that was sent before")
  void drain() throws Exception {
    Connection connection = connect();
    AtomicInteger received = new AtomicInteger();
    connection.createDispatcher(m -> received.incrementAndGet()).subscribe("java.drain");
    connection.flush(SOON);
    Connection publisher = connect();
    for (int i = 0; i < 5_000; i++) {
      publisher.publish("java.drain", bytes("x"));
    }
    publisher.flush(SOON);
    assertThat(connection.drain(SOON).get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(received).hasValue(5_000);
    assertThat(connection.getStatus()).isEqualTo(Connection.Status.CLOSED);
  }

  @Test
  @DisplayName("CORE-337 the client reconnects to a restarted server and subscribes again")
  void reconnect() throws Exception {
    ServerUnderTest first = servers.start("");
    int port = first.clientPort();
    BlockingQueue<Events> events = new LinkedBlockingQueue<>();
    Connection connection =
        servers.closing(
            Nats.connect(
                options(first)
                    .maxReconnects(-1)
                    .connectionListener((c, e) -> events.add(e))
                    .build()));
    Subscription subscription = connection.subscribe("java.again");
    connection.flush(SOON);
    first.signal("TERM");
    first.awaitExit();
    servers.start(b -> b.flags("-p", Integer.toString(port)));
    Awaitility.await().atMost(SOON).until(() -> events.contains(Events.RESUBSCRIBED));
    assertThat(events).contains(Events.DISCONNECTED, Events.RECONNECTED);
    connection.publish("java.again", bytes("back"));
    assertThat(text(subscription.nextMessage(SOON))).isEqualTo("back");
  }

  @Test
  @DisplayName(
      "SEC-045 CORE-225 CORE-216 a permission error reaches the error listener, nothing closes")
  void permissionError() throws Exception {
    ServerUnderTest server =
        servers.start(
            "authorization { users: [ {user: u, password: p, permissions { pub: ok } } ] }");
    BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    Connection connection =
        servers.closing(
            Nats.connect(
                options(server)
                    .userInfo("u".toCharArray(), "p".toCharArray())
                    .errorListener(
                        new ErrorListener() {
                          @Override
                          public void errorOccurred(Connection c, String error) {
                            errors.add(error);
                          }
                        })
                    .build()));
    connection.publish("forbidden", bytes("x"));
    assertThat(errors.poll(10, TimeUnit.SECONDS))
        .isEqualTo("Permissions Violation for Publish to \"forbidden\"");
    connection.flush(SOON);
    assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
  }

  @Test
  @DisplayName(
      "CORE-031 CORE-070 the payload limit is known to the client; a message of that size passes")
  void largestMessage() throws Exception {
    Connection connection = connect();
    assertThat(connection.getMaxPayload()).isEqualTo(1_048_576);
    Subscription subscription = connection.subscribe("java.big");
    connection.publish("java.big", new byte[1_048_576]);
    assertThat(subscription.nextMessage(SOON).getData()).hasSize(1_048_576);
  }

  @Test
  @DisplayName("CORE-270 SEC-665 the client connects over TLS")
  void tls() throws Exception {
    Certificates certificates = Certificates.get();
    ServerUnderTest server = servers.start("tls {\n" + certificates.block() + "\n}");
    Connection connection =
        servers.closing(
            Nats.connect(
                options(server)
                    .server("tls://localhost:" + server.clientPort())
                    .sslContext(certificates.client())
                    .build()));
    assertThat(connection.RTT()).isPositive();
  }

  @Test
  @DisplayName("CORE-240 round trip time and server facts as the client sees them")
  void serverInfo() throws Exception {
    Connection connection = connect();
    assertThat(connection.RTT()).isPositive();
    assertThat(connection.getServerInfo().isHeadersSupported()).isTrue();
    assertThat(connection.getServerInfo().getVersion())
        .isEqualTo(ServerIdentity.required().version());
    assertThat(connection.getClientInetAddress().getHostAddress()).isEqualTo("127.0.0.1");
  }
}
