package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sections 3 and 11 of the consumers chapter: push delivery, and how long a consumer lives. */
class ConsumerPushTest extends ConsumerConformance {
  private static final int LARGE = 700_000;

  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          jetstream { store_dir: "${dir}/store" }
          accounts {
            A {
              users: [ {user: a, password: a} ], jetstream: enabled
              exports: [ {stream: "away.>"} ]
            }
            B {
              users: [ {user: b, password: b} ]
              imports: [ {stream: {account: A, subject: "away.>"}} ]
            }
          }
          no_auth_user: a
          """);

  private RawClient raw;

  ConsumerPushTest() {
    super(SERVER);
  }

  @BeforeEach
  void prepare() {
    raw = client.receiver();
    client.stream(stream, "");
  }

  private void create(String deliver, String more) {
    String config = "\"deliver_subject\":\"" + deliver + "\"";
    client.durable(stream, "c", more.isEmpty() ? config : config + "," + more);
  }

  @Test
  @DisplayName("CON-490 the answer to a creation tells whether somebody listens")
  void boundFromTheBeginning() {
    raw.sendLines("SUB to.listener 1").barrier();
    String deliver = "\"deliver_subject\":\"to.%s\"";
    assertThat(client.create(stream, "c", deliver.formatted("listener")).flag("push_bound"))
        .isTrue();
    assertThat(client.create(stream, "d", deliver.formatted("nobody")).has("push_bound")).isFalse();
  }

  private void bound(boolean expected) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(client.info(stream, "c").flag("push_bound")).isEqualTo(expected));
  }

  private void silence() {
    client.info(stream, "c");
    raw.expectSilence(Duration.ofMillis(60));
  }

  @Test
  @DisplayName("CON-400 CON-402 CON-404 CON-700 CON-670 only a literal subscription starts it")
  void interest() {
    client.publish("interest.a", "1", "2");
    create("to.here", "");
    raw.sendLines("SUB to.* 1", "SUB to.> 2", "SUB to.here group 3").barrier();
    bound(false);
    silence();
    raw.sendLines("UNSUB 1", "UNSUB 2", "UNSUB 3", "SUB to.here 4");
    assertThat(client.next(2)).extracting(Delivery::payload).containsExactly("1", "2");
    bound(true);
    raw.sendLines("UNSUB 4").barrier();
    bound(false);
    client.publish("interest.a", "3");
    silence();
    raw.sendLines("SUB to.here 5");
    Delivery third = client.next();
    assertThat(third.payload()).isEqualTo("3");
    assertThat(third.sid()).isEqualTo("5");
    assertThat(third.subject()).isEqualTo("interest.a");
    assertThat(client.info(stream, "c").number("num_ack_pending")).isEqualTo(3);
  }

  @Test
  @DisplayName("CON-400 CON-403 CON-083 a queue group, and only that")
  void group() {
    client.publish("group.a", "1", "2");
    create("to.group", "\"deliver_group\":\"g\"");
    raw.sendLines("SUB to.group 1", "SUB to.group other 2").barrier();
    bound(false);
    raw.sendLines("UNSUB 1", "UNSUB 2", "SUB to.group g 3", "SUB to.group g 4");
    List<Delivery> messages = client.next(2);
    assertThat(messages).extracting(Delivery::payload).containsExactly("1", "2");
    bound(true);
    silence();
  }

  @Test
  @DisplayName("CON-403 every plain subscription gets every message, pending once")
  void everybody() {
    create("to.all", "");
    raw.sendLines("SUB to.all 1", "SUB to.all 2").barrier();
    client.publish("everybody.a", "1");
    assertThat(client.next(2)).extracting(Delivery::sid).containsExactlyInAnyOrder("1", "2");
    assertThat(client.info(stream, "c").number("num_ack_pending")).isEqualTo(1);
  }

  @Test
  @Tag("pending")
  @DisplayName("CON-401 a subscription through an account's import counts")
  void imported() {
    RawClient other = servers.closing(SERVER.get().connect(RawClient.as("b", "b")));
    other.sendLines("SUB away.c 1").barrier();
    create("away.c", "");
    bound(true);
    client.publish("imported.a", "1");
    assertThat(Delivery.next(other).payload()).isEqualTo("1");
    other.sendLines("UNSUB 1").barrier();
    bound(false);
  }

  @Test
  @DisplayName("CON-078 CON-426 headers only, and how large the rest was")
  void headersOnly() {
    StreamPublisher publisher = StreamPublisher.of(SERVER.get());
    servers.closing(publisher.api().connection());
    publisher.store("headersOnly.a", "12345");
    publisher.store("headersOnly.a", "123", "Mine: 1");
    raw.sendLines("SUB to.headers 1").barrier();
    create("to.headers", "\"headers_only\":true");
    Delivery first = client.next();
    assertThat(first.header()).isEqualTo("NATS/1.0\r\nNats-Msg-Size: 5\r\n\r\n");
    assertThat(first.payload()).isEmpty();
    assertThat(client.next().headers()).isEqualTo("Mine: 1|Nats-Msg-Size: 3");
  }

  @Test
  @DisplayName("CON-084 CON-420..422 CON-720 CON-642 CON-680 CON-690 heartbeats, paused as well")
  void heartbeats() {
    raw.sendLines("SUB to.idle 1").barrier();
    client.publish("heartbeats.b", "other", "other");
    client.publish("heartbeats.a", "1");
    create("to.idle", "\"idle_heartbeat\":150000000,\"filter_subject\":\"heartbeats.a\"");
    assertThat(client.next().consumerSequence()).isEqualTo(1);
    long begun = System.nanoTime();
    Delivery beat = client.next();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(50), Duration.ofMillis(900));
    assertThat(beat.header())
        .isEqualTo(
            "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 3\r\n\r\n");
    assertThat(beat.subject()).isEqualTo("to.idle");
    assertThat(beat.reply()).isEmpty();
    client
        .api()
        .succeed(
            "consumer_pause_response",
            "CONSUMER.PAUSE.heartbeats.c",
            "{\"pause_until\":\"2999-01-01T00:00:00Z\"}");
    client.publish("heartbeats.a", "2");
    assertThat(client.next(2)).extracting(Delivery::status).containsOnly("100 Idle Heartbeat");
  }

  @Test
  @DisplayName(
      "CON-077 CON-410..413 CON-625 CON-646 CON-719 flow control: asked, stalled, answered")
  void flowControl() {
    raw.sendLines("SUB to.flow 1").barrier();
    create("to.flow", "\"flow_control\":true,\"idle_heartbeat\":250000000");
    String large = "x".repeat(LARGE);
    client.publish("flowControl.a", large, large, large, large, large, large);
    Delivery request = client.next();
    int messages = 0;
    while (request.status().isEmpty()) {
      assertThat(request.payload()).hasSize(LARGE);
      messages++;
      request = client.next();
    }
    assertThat(messages).isEqualTo(2);
    assertThat(request.status()).isEqualTo("100 FlowControl Request");
    assertThat(request.headers()).isEmpty();
    assertThat(request.reply()).matches("\\$JS\\.FC\\.flowControl\\.c\\.[0-9A-Za-z]{4}");
    Delivery beat = client.next();
    while (beat.status().isEmpty()) {
      messages++;
      beat = client.next();
    }
    assertThat(messages).isEqualTo(3);
    assertThat(beat.headers())
        .isEqualTo(
            "Nats-Last-Consumer: 3|Nats-Last-Stream: 3|Nats-Consumer-Stalled: " + request.reply());
    raw.publish("$JS.FC.flowControl.c.nope", "");
    assertThat(client.next().header("Nats-Consumer-Stalled")).isEqualTo(request.reply());
    raw.publish(request.reply(), "");
    Delivery next = client.next();
    while (!next.status().isEmpty()) {
      next = client.next();
    }
    assertThat(next.streamSequence()).isEqualTo(4);
  }

  // ---- how long a consumer lives

  private void gone(String consumer) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .api()
                            .ask("CONSUMER.INFO." + stream + "." + consumer, "")
                            .has("error"))
                    .isTrue());
  }

  @Test
  @DisplayName("CON-085 CON-163 CON-164 CON-166 without anybody listening it goes after a while")
  void pushInactivity() {
    RawClient listener = servers.closing(SERVER.get().connect(RawClient.MODERN));
    listener.sendLines("SUB $JS.EVENT.ADVISORY.CONSUMER.DELETED.pushInactivity.* 1").barrier();
    raw.sendLines("SUB to.short 1").barrier();
    String config = "\"deliver_subject\":\"to.short\",\"inactive_threshold\":200000000";
    client.create(stream, "short", config);
    raw.expectSilence(Duration.ofMillis(350));
    assertThat(client.info(stream, "short").flag("push_bound")).isTrue();
    raw.sendLines("UNSUB 1").barrier();
    Json event = listener.readMessage("$JS.EVENT.ADVISORY.CONSUMER.DELETED.pushInactivity.short");
    assertThat(event.text("action")).isEqualTo("delete");
    gone("short");
    client.durable(stream, "lasting", "\"deliver_subject\":\"to.nowhere\"");
  }

  @Test
  @DisplayName(
      "CON-085 CON-163 CON-165 CON-166 without requests it goes, with one waiting it stays")
  void pullInactivity() {
    client.create(stream, "short", "\"inactive_threshold\":200000000");
    client.create(stream, "held", "\"inactive_threshold\":200000000");
    client.durable(stream, "durable", "");
    client.pull(stream, "held", "{\"batch\":1,\"expires\":20000000000}");
    gone("short");
    client.info(stream, "held");
    client.info(stream, "durable");
    String reply = client.pull(stream, "short", "");
    client.status(reply, "503", "Nats-Subject: $JS.API.CONSUMER.MSG.NEXT.pullInactivity.short");
  }
}
