package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 15 of the consumers chapter: what purges and deletions do to consumers. */
class ConsumerPurgeTest extends ConsumerConformance {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  ConsumerPurgeTest() {
    super(SERVER);
  }

  @BeforeEach
  void prepare() {
    client.stream(stream, "");
  }

  /** Messages 1, 4, 7, 10 are of a, those behind them of b and c. */
  private void given() {
    for (int i = 0; i < 4; i++) {
      client.publish(stream + ".a", "");
      client.publish(stream + ".b", "");
      client.publish(stream + ".c", "");
    }
    client.durable(stream, "own", "\"filter_subject\":\"" + stream + ".a\"");
    client.durable(stream, "other", "\"filter_subject\":\"" + stream + ".b\"");
    client.durable(stream, "wide", "");
    client.durable(stream, "fresh", "");
    client.fetch(stream, "own", 3);
    client.fetch(stream, "other", 1);
    client.fetch(stream, "wide", 3);
  }

  private void purge(String body) {
    client.api().succeed("stream_purge_response", "STREAM.PURGE." + stream, body);
  }

  /** Delivered and floor, both as pairs, what waits for acknowledgements, what is to come. */
  private void expect(String consumer, Object... numbers) {
    Json info = client.info(stream, consumer);
    List<Long> delivered = ConsumerClient.pair(info, "delivered");
    List<Long> floor = ConsumerClient.pair(info, "ack_floor");
    assertThat(
            List.<Object>of(
                delivered.get(0),
                delivered.get(1),
                floor.get(0),
                floor.get(1),
                info.number("num_ack_pending"),
                info.number("num_pending")))
        .as(consumer)
        .containsExactly(numbers);
  }

  @Test
  @DisplayName("CON-520 CON-521 CON-723 a purged subject: who wants nothing else goes to the end")
  void subject() {
    given();
    purge("{\"filter\":\"subject.a\"}");
    expect("own", 3L, 12L, 3L, 12L, 0L, 0L);
    expect("other", 1L, 2L, 0L, 0L, 1L, 3L);
    expect("wide", 3L, 3L, 1L, 1L, 2L, 6L);
    expect("fresh", 0L, 1L, 0L, 1L, 0L, 8L);
    client.publish("subject.a", "");
    assertThat(client.fetch(stream, "own").reply()).matches(".*\\.own\\.1\\.13\\.4\\.\\d+\\.0");
    assertThat(client.fetch(stream, "fresh").streamSequence()).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-521 STR-457 what is kept of a subject is where its consumers go on")
  void kept() {
    given();
    purge("{\"filter\":\"kept.a\",\"keep\":1}");
    expect("own", 3L, 9L, 3L, 9L, 0L, 1L);
    expect("wide", 3L, 3L, 1L, 1L, 2L, 7L);
    assertThat(client.fetch(stream, "own").streamSequence()).isEqualTo(10);
  }

  @Test
  @DisplayName(
      "CON-520 STR-457 a purge up to a sequence: the floor is below what is still waited for")
  void upTo() {
    given();
    purge("{\"seq\":6}");
    expect("own", 3L, 7L, 2L, 6L, 1L, 1L);
    expect("wide", 3L, 5L, 3L, 5L, 0L, 7L);
    expect("fresh", 0L, 5L, 0L, 5L, 0L, 7L);
    Json floor = client.info(stream, "wide").object("ack_floor");
    assertThat(floor.has("last_active")).as("purged is settled").isTrue();
    assertThat(client.info(stream, "fresh").object("ack_floor").has("last_active")).isFalse();
  }

  @Test
  @DisplayName("CON-520 STR-458 a purge beyond the end takes the consumers along")
  void beyondTheEnd() {
    given();
    purge("{\"seq\":100}");
    expect("own", 3L, 99L, 3L, 99L, 0L, 0L);
    expect("fresh", 0L, 99L, 0L, 99L, 0L, 0L);
    client.publish("beyondTheEnd.a", "");
    assertThat(client.fetch(stream, "own").streamSequence()).isEqualTo(100);
  }

  @Test
  @DisplayName("CON-289 CON-522 a deleted message makes room for the next")
  void room() {
    client.publish("room.a", "1", "2");
    client.durable(stream, "c", "\"max_ack_pending\":1");
    client.fetch(stream, "c");
    client.pull(stream, "c", "{\"batch\":1,\"expires\":5000000000}");
    client.api().succeed("stream_msg_delete_response", "STREAM.MSG.DELETE.room", "{\"seq\":1}");
    assertThat(client.next().streamSequence()).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-491 late acknowledgements and work in progress count as activity")
  void activity() {
    client.publish("activity.a", "1", "2");
    client.durable(stream, "c", "");
    List<Delivery> both = client.fetch(stream, "c", 2);
    String delivered = active("delivered");
    client.ack(both.get(0), "+WPI");
    assertThat(active("delivered")).isNotEqualTo(delivered);
    String inProgress = active("delivered");
    client.ack(both.get(0), "-NAK {\"delay\":60000000000}");
    assertThat(active("delivered")).isNotEqualTo(inProgress);
    assertThat(client.info(stream, "c").object("ack_floor").has("last_active")).isFalse();
    client.ack(both.get(0));
    String acknowledged = active("ack_floor");
    client.ack(both.get(0), "+WPI");
    assertThat(active("ack_floor")).isEqualTo(acknowledged);
    client.ack(both.get(0));
    String again = active("ack_floor");
    assertThat(again).isNotEqualTo(acknowledged);
    client.ack(both.get(0), "+TERM");
    assertThat(active("ack_floor")).isNotEqualTo(again);
  }

  private String active(String position) {
    return client.info(stream, "c").object(position).text("last_active");
  }
}
