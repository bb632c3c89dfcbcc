package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 6 to 9 of the consumers chapter: deliveries, acknowledgements, redelivery, floors. */
class ConsumerAckTest extends ConsumerConformance {
  private static final String ADVISORY = "$JS.EVENT.ADVISORY.CONSUMER.";
  private static final String DELAY_NANOS = "300000000";
  private static final Duration DELAY = Duration.ofMillis(300);

  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  private RawClient listener;

  ConsumerAckTest() {
    super(SERVER);
  }

  @BeforeEach
  void prepare() {
    listener = servers.closing(SERVER.get().connect(RawClient.MODERN));
    client.stream(stream, "");
  }

  /** A stream with so many messages and a durable consumer named c. */
  private void given(int messages, String config) {
    client.durable(stream, "c", config);
    for (int i = 1; i <= messages; i++) {
      client.publish(stream + ".a", "m" + i);
    }
  }

  private Json info() {
    return client.info(stream, "c");
  }

  private void floor(long consumer, long streamSequence) {
    assertThat(ConsumerClient.pair(info(), "ack_floor")).containsExactly(consumer, streamSequence);
  }

  private void pending(long count) {
    assertThat(info().number("num_ack_pending")).isEqualTo(count);
  }

  private void listen(String advisory) {
    listener.sendLines("SUB " + ADVISORY + advisory + "." + stream + ".c 1").barrier();
  }

  private Json advisory(String name, String type) {
    Json event = listener.readMessage(ADVISORY + name + "." + stream + ".c");
    assertThat(event.text("type")).isEqualTo("io.nats.jetstream.advisory.v1." + type);
    assertThat(event.text("stream")).isEqualTo(stream);
    assertThat(event.text("consumer")).isEqualTo("c");
    return event;
  }

  @Test
  @DisplayName("CON-215 CON-216 CON-218 CON-219 CON-701 what a message looks like, and again")
  void delivered() {
    given(1, "");
    StreamPublisher publisher = StreamPublisher.of(SERVER.get());
    servers.closing(publisher.api().connection());
    publisher.store("delivered.b", "two", "Mine: 1");
    Delivery first = client.fetch(stream, "c");
    assertThat(first.subject()).isEqualTo("delivered.a");
    assertThat(first.sid()).isEqualTo("in");
    assertThat(first.header()).isEmpty();
    assertThat(first.reply()).matches("\\$JS\\.ACK\\.delivered\\.c\\.1\\.1\\.1\\.\\d{19}\\.1");
    Delivery second = client.fetch(stream, "c");
    assertThat(second.header()).isEqualTo("NATS/1.0\r\nMine: 1\r\n\r\n");
    assertThat(second.reply()).matches("\\$JS\\.ACK\\.delivered\\.c\\.1\\.2\\.2\\.\\d{19}\\.0");
    client.ack(first, "-NAK");
    Delivery again = client.fetch(stream, "c");
    assertThat(again.reply()).matches("\\$JS\\.ACK\\.delivered\\.c\\.2\\.1\\.3\\.\\d{19}\\.0");
    client.receiver().sendLines("SUB odd 2", "PUB " + again.reply() + ".more odd 4", "+ACK");
    assertThat(client.next().status()).isEqualTo("503");
    pending(2);
  }

  @Test
  @DisplayName("CON-250 CON-257..260 CON-716 CON-256 acknowledged once, twice, with headers")
  void acknowledged() {
    given(5, "");
    List<Delivery> all = client.fetch(stream, "c", 5);
    pending(5);
    client.ack(all.get(0), "");
    client.ack(all.get(1), "+ACK");
    client.ack(all.get(2), "+OK");
    pending(2);
    client.ack(all.get(0), "+ACK");
    client.ack(all.get(3), "something else");
    pending(2);
    String header = "NATS/1.0\r\nMine: 1\r\n\r\n";
    client
        .receiver()
        .sendLines(
            "SUB done 2",
            "HPUB %s done %d %d"
                .formatted(all.get(3).reply(), header.length(), header.length() + 4),
            header + "+ACK");
    assertThat(client.next()).isEqualTo(new Delivery("done", "2", "", "", ""));
    pending(1);
    client
        .receiver()
        .sendLines("PUB $JS.ACK.acknowledged.c.1.99.99.1700000000000000000.0 done 4", "+ACK")
        .barrier();
    client.receiver().expectSilence(Duration.ofMillis(100));
    floor(4, 4);
  }

  @Test
  @DisplayName("CON-269 an acknowledgement without a reply subject")
  void quietly() {
    given(2, "");
    for (Delivery message : client.fetch(stream, "c", 2)) {
      client.receiver().publish(message.reply(), "+ACK");
    }
    Awaitility.await().untilAsserted(() -> floor(2, 2));
    client.receiver().barrier();
  }

  @Test
  @DisplayName("CON-251 CON-265 CON-267 CON-283 CON-493 refused messages come again, in that order")
  void negative() {
    given(3, "");
    listen("MSG_NAKED");
    List<Delivery> all = client.fetch(stream, "c", 3);
    client.ack(all.get(2), "-NAK");
    Json event = advisory("MSG_NAKED", "nak");
    assertThat(event.number("stream_seq")).isEqualTo(3);
    assertThat(event.number("consumer_seq")).isEqualTo(3);
    assertThat(event.number("deliveries")).isEqualTo(1);
    client.ack(all.get(0), "-NAK");
    List<Delivery> again = client.fetch(stream, "c", 2);
    assertThat(again).extracting(Delivery::streamSequence).containsExactly(3L, 1L);
    assertThat(again).extracting(Delivery::consumerSequence).containsExactly(4L, 5L);
    assertThat(again).extracting(Delivery::deliveries).containsExactly(2L, 2L);
    assertThat(again).extracting(Delivery::pending).containsExactly(0L, 0L);
    assertThat(info().number("num_redelivered")).isEqualTo(2);
    pending(3);
    client.ack(again.get(0));
    client.ack(again.get(0), "-NAK");
    client.expectNothing(stream, "c");
    pending(2);
    assertThat(info().number("num_redelivered")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-NAK {\"delay\":" + DELAY_NANOS + "}", "-NAK 300ms", "-NAK  300ms "})
  @DisplayName("CON-252 CON-266 refused for a while")
  void delayed(String body) {
    client.durable(stream, "c", "");
    client.publish("delayed.a", "x");
    Delivery message = client.fetch(stream, "c");
    long begun = System.nanoTime();
    client.ack(message, body);
    client.expectNothing(stream, "c");
    assertThat(client.fetch(stream, "c").deliveries()).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(DELAY.minusMillis(20), DELAY.plusSeconds(2));
    client.api().succeed("stream_delete_response", "STREAM.DELETE.delayed", "");
  }

  @Test
  @DisplayName("CON-253 CON-280 CON-291 progress keeps a message; without it comes again")
  void inProgress() {
    given(1, "\"ack_wait\":400000000");
    Delivery message = client.fetch(stream, "c");
    client.pull(stream, "c", "{\"expires\":10000000000}");
    for (int i = 0; i < 5; i++) {
      client.ack(message, "+WPI");
      client.receiver().expectSilence(Duration.ofMillis(120));
    }
    Delivery again = client.next();
    assertThat(again.streamSequence()).isEqualTo(1);
    assertThat(again.deliveries()).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-255 CON-267 a terminated message does not come again")
  void terminated() {
    given(3, "\"ack_wait\":200000000");
    listen("MSG_TERMINATED");
    List<Delivery> all = client.fetch(stream, "c", 3);
    client.ack(all.get(0), "+TERM");
    assertThat(advisory("MSG_TERMINATED", "terminated").has("reason")).isFalse();
    client.ack(all.get(1), "+TERM  cannot be read ");
    Json event = advisory("MSG_TERMINATED", "terminated");
    assertThat(event.text("reason")).isEqualTo("cannot be read");
    assertThat(event.number("stream_seq")).isEqualTo(2);
    client.ack(all.get(1), "+TERM");
    advisory("MSG_TERMINATED", "terminated");
    assertThat(client.fetch(stream, "c").streamSequence()).isEqualTo(3);
    floor(2, 2);
  }

  @Test
  @DisplayName("CON-261 CON-300 CON-491 CON-492 floors and counts as messages are settled")
  void floors() {
    given(3, "");
    List<Delivery> all = client.fetch(stream, "c", 3);
    assertThat(ConsumerClient.pair(info(), "delivered")).containsExactly(3L, 3L);
    assertThat(info().object("delivered").has("last_active")).isTrue();
    floor(0, 0);
    pending(3);
    client.ack(all.get(0));
    client.ack(all.get(2));
    floor(1, 1);
    pending(1);
    client.ack(all.get(1));
    floor(3, 3);
    pending(0);
    assertThat(info().object("ack_floor").has("last_active")).isTrue();
  }

  @Test
  @DisplayName("CON-261 CON-260 CON-715 floors after a redelivery; CON-301 of filtered streams")
  void floorsAfterRedelivery() {
    given(11, "");
    List<Delivery> all = client.fetch(stream, "c", 11);
    client.ack(all.get(10), "-NAK");
    Delivery again = client.fetch(stream, "c");
    assertThat(again.consumerSequence()).isEqualTo(12);
    for (Delivery message : all.subList(0, 10)) {
      client.ack(message);
    }
    floor(10, 10);
    client.ack(again);
    floor(12, 11);
    assertThat(ConsumerClient.pair(info(), "delivered")).containsExactly(12L, 11L);
    client.publish("floorsAfterRedelivery.b", "other");
    client.publish("floorsAfterRedelivery.a", "last");
    client.durable(
        stream,
        "filtered",
        "\"filter_subject\":\"floorsAfterRedelivery.a\",\"deliver_policy\":\"by_start_sequence\","
            + "\"opt_start_seq\":11");
    List<Delivery> two = client.fetch(stream, "filtered", 2);
    client.ack(two.get(0));
    assertThat(ConsumerClient.pair(client.info(stream, "filtered"), "ack_floor"))
        .containsExactly(1L, 12L);
  }

  @Test
  @DisplayName("CON-262 one acknowledgement for everything before")
  void ackAll() {
    given(5, "\"ack_policy\":\"all\"");
    List<Delivery> all = client.fetch(stream, "c", 5);
    client.ack(all.get(2));
    floor(3, 3);
    pending(2);
    client.ack(all.get(0));
    floor(3, 3);
    client.ack(all.get(3), "-NAK");
    assertThat(client.fetch(stream, "c").streamSequence()).isEqualTo(4);
    client.ack(all.get(4), "+TERM");
    floor(5, 5);
    pending(0);
  }

  @Test
  @DisplayName("CON-263 CON-221 CON-492 nothing to acknowledge")
  void ackNone() {
    given(2, "\"ack_policy\":\"none\"");
    List<Delivery> both = client.fetch(stream, "c", 2);
    floor(2, 2);
    pending(0);
    client.receiver().sendLines("SUB odd 2", "PUB " + both.get(0).reply() + " odd 0", "");
    assertThat(client.next().status()).isEqualTo("503");
  }

  @Test
  @DisplayName("CON-280 CON-281 CON-283 CON-495 after ack_wait all come again, in stream order")
  void expiry() {
    given(4, "\"ack_wait\":250000000");
    client.fetch(stream, "c", 3);
    assertThat(info().number("num_pending")).isEqualTo(1);
    List<Delivery> first = client.fetch(stream, "c", 1);
    assertThat(first.get(0).streamSequence()).isEqualTo(4);
    client.ack(first.get(0));
    List<Delivery> again = client.fetch(stream, "c", 3);
    assertThat(again).extracting(Delivery::streamSequence).containsExactly(1L, 2L, 3L);
    assertThat(again).extracting(Delivery::deliveries).containsExactly(2L, 2L, 2L);
    assertThat(again).extracting(Delivery::consumerSequence).containsExactly(5L, 6L, 7L);
    assertThat(info().number("num_redelivered")).isEqualTo(3);
    assertThat(info().number("num_pending")).isZero();
  }

  @Test
  @DisplayName("CON-282 CON-284 CON-711 at max_ack_pending only what was refused is delivered")
  void maxAckPending() {
    given(4, "\"max_ack_pending\":2");
    List<Delivery> both = client.fetch(stream, "c", 2);
    client.pull(stream, "c", "{\"batch\":3,\"expires\":10000000000}");
    client.receiver().expectSilence(Duration.ofMillis(100));
    client.ack(both.get(1), "-NAK");
    Delivery again = client.next();
    assertThat(again.streamSequence()).isEqualTo(2);
    client.receiver().expectSilence(Duration.ofMillis(50));
    client.ack(again);
    assertThat(client.next().streamSequence()).isEqualTo(3);
    client.ack(both.get(0));
    assertThat(client.next().streamSequence()).isEqualTo(4);
    pending(2);
  }

  @Test
  @DisplayName("CON-285 CON-551 after max_deliver a message is given up, and that is told")
  void maxDeliver() {
    given(1, "\"max_deliver\":2");
    listen("MAX_DELIVERIES");
    client.ack(client.fetch(stream, "c"), "-NAK");
    Delivery second = client.fetch(stream, "c");
    assertThat(second.deliveries()).isEqualTo(2);
    client.ack(second, "-NAK");
    client.expectNothing(stream, "c");
    Json event = advisory("MAX_DELIVERIES", "max_deliver");
    assertThat(event.number("stream_seq")).isEqualTo(1);
    assertThat(event.number("deliveries")).isEqualTo(2);
    pending(0);
    client.publish("maxDeliver.a", "next");
    assertThat(client.fetch(stream, "c").payload()).isEqualTo("next");
  }

  @Test
  @DisplayName("CON-288 CON-363 a request that nobody listens to any more costs no delivery")
  void nobodyThere() {
    client.durable(stream, "c", "");
    client.receiver().sendLines("SUB left 4");
    client
        .receiver()
        .sendLines("PUB $JS.API.CONSUMER.MSG.NEXT.nobodyThere.c left 11", "{\"batch\":9}")
        .sendLines("UNSUB 4")
        .barrier();
    client.publish("nobodyThere.a", "x");
    Delivery message = client.fetch(stream, "c");
    assertThat(message.deliveries()).isEqualTo(1);
    assertThat(message.consumerSequence()).isEqualTo(1);
    assertThat(info().number("num_waiting")).isZero();
  }

  @Test
  @DisplayName("CON-289 CON-522 a message that is deleted while it is pending is settled")
  void deletedWhilePending() {
    given(2, "");
    listen("MSG_TERMINATED");
    client.fetch(stream, "c", 2);
    client
        .api()
        .succeed(
            "stream_msg_delete_response", "STREAM.MSG.DELETE.deletedWhilePending", "{\"seq\":1}");
    Json event = advisory("MSG_TERMINATED", "terminated");
    assertThat(event.text("reason")).isEqualTo("Unacknowledged message was deleted");
    assertThat(event.number("stream_seq")).isEqualTo(1);
    Awaitility.await().untilAsserted(() -> pending(1));
    floor(1, 1);
  }

  @Test
  @DisplayName("CON-289 so is one that goes by a limit")
  void limitedWhilePending() {
    client
        .api()
        .succeed(
            "stream_update_response",
            "STREAM.UPDATE." + stream,
            "{\"name\":\"limitedWhilePending\",\"storage\":\"memory\",\"max_msgs\":2,"
                + "\"subjects\":[\"limitedWhilePending.>\"]}");
    given(2, "");
    listen("MSG_TERMINATED");
    client.fetch(stream, "c", 2);
    client.publish(stream + ".a", "m3");
    Json event = advisory("MSG_TERMINATED", "terminated");
    assertThat(event.text("reason")).isEqualTo("Unacknowledged message was deleted");
    assertThat(event.number("stream_seq")).isEqualTo(1);
    Awaitility.await().untilAsserted(() -> pending(1));
  }
}
