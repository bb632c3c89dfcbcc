package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 15 of the consumers chapter: what streams and their consumers do to each other. */
class ConsumerStreamTest extends ConsumerConformance {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  ConsumerStreamTest() {
    super(SERVER);
  }

  private void publish(String lastToken, int messages) {
    for (int i = 0; i < messages; i++) {
      client.publish(stream + "." + lastToken, lastToken + i);
    }
  }

  private Json purge(String body) {
    return client.api().succeed("stream_purge_response", "STREAM.PURGE." + stream, body);
  }

  private void remove(long sequence) {
    client
        .api()
        .succeed(
            "stream_msg_delete_response",
            "STREAM.MSG.DELETE." + stream,
            "{\"seq\":" + sequence + "}");
  }

  private void counts(String consumer, long pending, long ackPending) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              Json info = client.info(stream, consumer);
              assertThat(info.number("num_pending")).isEqualTo(pending);
              assertThat(info.number("num_ack_pending")).isEqualTo(ackPending);
            });
  }

  private void floor(String consumer, long consumerSequence, long streamSequence) {
    assertThat(ConsumerClient.pair(client.info(stream, consumer), "ack_floor"))
        .containsExactly(consumerSequence, streamSequence);
  }

  private void messages(long expected) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(client.streamState(stream).number("messages")).isEqualTo(expected));
  }

  @Test
  @DisplayName("CON-520 CON-723 a purge settles what was pending and keeps what was delivered")
  void purged() {
    client.stream(stream, "");
    client.durable(stream, "c", "");
    publish("a", 10);
    client.fetch(stream, "c", 8);
    purge("{\"keep\":5}");
    counts("c", 2, 3);
    floor("c", 5, 5);
    purge("");
    counts("c", 0, 0);
    floor("c", 8, 10);
    Json info = client.info(stream, "c");
    assertThat(info.object("delivered").number("consumer_seq")).isEqualTo(8);
    publish("a", 1);
    Delivery next = client.fetch(stream, "c");
    assertThat(next.consumerSequence()).isEqualTo(9);
    assertThat(next.streamSequence()).isEqualTo(11);
  }

  @Test
  @DisplayName("CON-497 CON-522 CON-495 CON-702 what goes undelivered is not pending any more")
  void undelivered() {
    client.stream(stream, "\"max_msgs\":6");
    client.durable(stream, "all", "");
    client.durable(stream, "b", "\"filter_subject\":\"undelivered.b\"");
    publish("a", 2);
    publish("b", 3);
    counts("all", 5, 0);
    counts("b", 3, 0);
    remove(4);
    counts("all", 4, 0);
    counts("b", 2, 0);
    Delivery first = client.fetch(stream, "all");
    assertThat(first.pending()).isEqualTo(3);
    client.ack(first, "-NAK");
    counts("all", 3, 1);
    client.fetch(stream, "all");
    counts("all", 3, 1);
    remove(1);
    counts("all", 3, 0);
    purge("{\"filter\":\"undelivered.b\"}");
    counts("all", 1, 0);
    counts("b", 0, 0);
    publish("b", 8);
    counts("all", 6, 0);
    counts("b", 6, 0);
    List<Delivery> rest = client.fetch(stream, "all", 6);
    assertThat(rest).extracting(Delivery::pending).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
  }

  @Test
  @DisplayName("CON-524 CON-526 STR-262 a work queue loses what is done, and nothing else")
  void workQueue() {
    client.stream(stream, "\"retention\":\"workqueue\"");
    publish("a", 4);
    publish("b", 1);
    client.durable(stream, "c", "\"filter_subject\":\"workQueue.a\"");
    List<Delivery> all = client.fetch(stream, "c", 4);
    messages(5);
    client.ack(all.get(1));
    messages(4);
    client.ack(all.get(0), "+TERM");
    messages(3);
    client.ack(all.get(2), "-NAK");
    messages(3);
    client.ack(client.fetch(stream, "c"));
    client.ack(all.get(3));
    messages(1);
    assertThat(client.streamState(stream).number("first_seq")).isEqualTo(5);
    client.delete(stream, "c");
    messages(1);
  }

  @Test
  @DisplayName("CON-533 STR-262 work that no consumer takes any more is kept")
  void workLeftOver() {
    client.stream(stream, "\"retention\":\"workqueue\"");
    publish("b", 1);
    publish("a", 1);
    String config = "\"durable_name\":\"c\",\"filter_subject\":\"workLeftOver.%s\"";
    client.create(stream, "c", config.formatted("a"));
    client.ack(client.fetch(stream, "c"));
    messages(1);
    client.create(stream, "c", config.formatted("b"), "update");
    client.durable(stream, "other", "\"filter_subject\":\"workLeftOver.a\"");
    client.delete(stream, "other");
    publish("a", 1);
    messages(2);
    assertThat(client.streamState(stream).number("first_seq")).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-525 CON-526 CON-533 STR-261 with interest a message stays until all are done")
  void interest() {
    client.stream(stream, "\"retention\":\"interest\"");
    publish("a", 1);
    messages(0);
    client.durable(stream, "one", "\"filter_subject\":\"interest.a\"");
    client.durable(stream, "two", "\"filter_subject\":\"interest.>\"");
    client.durable(stream, "none", "\"ack_policy\":\"none\",\"filter_subject\":\"interest.c\"");
    publish("a", 2);
    publish("b", 1);
    publish("z", 0);
    messages(3);
    List<Delivery> one = client.fetch(stream, "one", 2);
    List<Delivery> two = client.fetch(stream, "two", 3);
    client.ack(one.get(0));
    messages(3);
    client.ack(two.get(0));
    messages(2);
    client.ack(two.get(2));
    messages(1);
    client.ack(two.get(1));
    messages(1);
    client.delete(stream, "one");
    messages(0);
    client.delete(stream, "two");
    publish("c", 1);
    messages(1);
    client.fetch(stream, "none");
    messages(0);
  }

  @Test
  @DisplayName("CON-526 CON-527 acknowledging all on a stream with interest")
  void interestAckAll() {
    client.stream(stream, "\"retention\":\"interest\"");
    client.durable(stream, "c", "\"ack_policy\":\"all\"");
    publish("a", 4);
    List<Delivery> all = client.fetch(stream, "c", 4);
    client.ack(all.get(2));
    messages(1);
    assertThat(client.streamState(stream).number("first_seq")).isEqualTo(4);
  }

  @Test
  @DisplayName("CON-523 a deleted stream takes its consumers along")
  void streamDeleted() {
    client.stream(stream, "");
    client.durable(stream, "c", "");
    client.api().succeed("stream_delete_response", "STREAM.DELETE." + stream, "");
    client.stream(stream, "");
    assertThat(client.streamState(stream).number("consumer_count")).isZero();
    client
        .api()
        .fail("consumer_info_response", "CONSUMER.INFO." + stream + ".c", "")
        .with(404, 10014, "consumer not found");
  }

  @Test
  @DisplayName("CON-012 CON-188 a consumer is set back to a sequence")
  void reset() {
    client.stream(stream, "");
    client.durable(stream, "c", "");
    publish("a", 5);
    List<Delivery> all = client.fetch(stream, "c", 5);
    client.ack(all.get(0));
    client.ack(all.get(1));
    Json answer =
        client.api().succeed("consumer_reset_response", "CONSUMER.RESET.reset.c", "{\"seq\":2}");
    assertThat(answer.number("reset_seq")).isEqualTo(2);
    assertThat(answer.number("num_pending")).isEqualTo(4);
    assertThat(answer.number("num_ack_pending")).isZero();
    floor("c", 0, 1);
    assertThat(client.fetch(stream, "c", 4))
        .extracting(Delivery::streamSequence)
        .containsExactly(2L, 3L, 4L, 5L);
    client.durable(stream, "new", "\"deliver_policy\":\"new\"");
    Json refused =
        client
            .api()
            .fail("consumer_reset_response", "CONSUMER.RESET.reset.new", "{\"seq\":2}")
            .answer();
    new JetStreamClient.Failure(refused).with(400, 10204, "invalid reset: not allowed");
    assertThat(refused.number("reset_seq")).isZero();
  }

  @Test
  @DisplayName("CON-289 CON-269 STR-269 what limits remove is settled, and not delivered again")
  void limits() {
    client.stream(stream, "\"max_msgs\":3");
    client.durable(stream, "c", "\"ack_wait\":200000000");
    publish("a", 3);
    client.fetch(stream, "c", 3);
    publish("a", 2);
    List<Delivery> next = client.fetch(stream, "c", 2);
    assertThat(next).extracting(Delivery::streamSequence).contains(4L, 5L);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              client.pull(stream, "c", "{\"batch\":1,\"expires\":5000000000}");
              assertThat(client.next().streamSequence()).isGreaterThanOrEqualTo(3);
            });
    next.forEach(client::ack);
  }
}
