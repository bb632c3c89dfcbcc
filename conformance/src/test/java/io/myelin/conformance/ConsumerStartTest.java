package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sections 4 and 5 of the consumers chapter: where a consumer begins, and what it matches. */
class ConsumerStartTest extends ConsumerConformance {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  ConsumerStartTest() {
    super(SERVER);
  }

  @BeforeEach
  void prepare() {
    client.stream(stream, "");
  }

  private void publish(String... lastTokens) {
    for (String token : lastTokens) {
      client.publish(stream + "." + token, token);
    }
  }

  /** The stream sequences that a consumer delivers, which must be all that there are. */
  private List<Long> all(String consumer, int count) {
    List<Long> sequences =
        client.fetch(stream, consumer, count).stream().map(Delivery::streamSequence).toList();
    client.expectNothing(stream, consumer);
    return sequences;
  }

  private Json create(String consumer, String policy, String more) {
    String config = "\"deliver_policy\":\"" + policy + "\"";
    return client.create(stream, consumer, more.isEmpty() ? config : config + "," + more);
  }

  private void floors(Json info, long pending, long stream) {
    assertThat(info.number("num_pending")).isEqualTo(pending);
    assertThat(ConsumerClient.pair(info, "delivered")).containsExactly(0L, stream);
    assertThat(ConsumerClient.pair(info, "ack_floor")).containsExactly(0L, stream);
  }

  @Test
  @DisplayName("CON-180 CON-182 CON-186 all of it, or only what comes")
  void allAndNew() {
    floors(create("early", "new", ""), 0, 0);
    publish("a", "b", "c");
    client
        .api()
        .succeed("stream_msg_delete_response", "STREAM.MSG.DELETE.allAndNew", "{\"seq\":1}");
    floors(create("all", "all", ""), 2, 1);
    floors(create("new", "new", ""), 0, 3);
    publish("d");
    assertThat(all("all", 3)).containsExactly(2L, 3L, 4L);
    assertThat(all("new", 1)).containsExactly(4L);
    assertThat(all("early", 3)).containsExactly(2L, 3L, 4L);
  }

  @Test
  @DisplayName("CON-181 the last one, or the last that matches")
  void last() {
    publish("a", "b", "a", "b", "c");
    floors(create("last", "last", ""), 1, 4);
    assertThat(all("last", 1)).containsExactly(5L);
    create("filtered", "last", "\"filter_subjects\":[\"last.a\",\"last.b\"]");
    assertThat(all("filtered", 1)).containsExactly(4L);
    create("none", "last", "\"filter_subject\":\"last.z\"");
    client.expectNothing(stream, "none");
    publish("z", "b");
    assertThat(all("none", 1)).containsExactly(6L);
    assertThat(all("filtered", 1)).containsExactly(7L);
  }

  @Test
  @DisplayName("CON-183 CON-186 from a sequence, which may be gone or to come")
  void sequence() {
    publish("a", "b", "c", "d");
    client.api().succeed("stream_purge_response", "STREAM.PURGE.sequence", "{\"seq\":3}");
    floors(create("gone", "by_start_sequence", "\"opt_start_seq\":1"), 2, 2);
    floors(create("there", "by_start_sequence", "\"opt_start_seq\":4"), 1, 3);
    floors(create("later", "by_start_sequence", "\"opt_start_seq\":6"), 0, 5);
    assertThat(all("gone", 2)).containsExactly(3L, 4L);
    assertThat(all("there", 1)).containsExactly(4L);
    publish("e", "f");
    assertThat(all("later", 1)).containsExactly(6L);
  }

  @Test
  @DisplayName("CON-184 from a time, which may be before everything or after")
  void time() {
    publish("a", "b", "a");
    String second =
        client
            .api()
            .succeed("stream_msg_get_response", "STREAM.MSG.GET.time", "{\"seq\":2}")
            .object("message")
            .text("time");
    create("second", "by_start_time", "\"opt_start_time\":\"" + second + "\"");
    create("past", "by_start_time", "\"opt_start_time\":\"2020-01-01T00:00:00Z\"");
    floors(create("future", "by_start_time", "\"opt_start_time\":\"2200-01-01T00:00:00Z\""), 0, 3);
    create(
        "both",
        "by_start_time",
        "\"filter_subject\":\"time.a\",\"opt_start_time\":\"" + second + "\"");
    assertThat(all("second", 2)).containsExactly(2L, 3L);
    assertThat(all("past", 3)).containsExactly(1L, 2L, 3L);
    assertThat(all("both", 1)).containsExactly(3L);
    publish("c");
    assertThat(all("future", 1)).containsExactly(4L);
  }

  @Test
  @DisplayName("CON-185 the last message of every subject, then everything new")
  void lastPerSubject() {
    publish("a", "b", "a", "c", "b");
    floors(create("none", "last_per_subject", "\"filter_subject\":\"nothing\""), 0, 4);
    Json created = create("each", "last_per_subject", "\"filter_subject\":\"lastPerSubject.>\"");
    assertThat(created.number("num_pending")).isEqualTo(3);
    publish("a", "d");
    List<Delivery> messages = client.fetch(stream, "each", 5);
    assertThat(messages).extracting(Delivery::streamSequence).containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(messages).extracting(Delivery::pending).containsExactly(4L, 3L, 2L, 1L, 0L);
    create("some", "last_per_subject", "\"filter_subject\":\"lastPerSubject.b\"");
    assertThat(all("some", 1)).containsExactly(5L);
  }

  @Test
  @DisplayName("CON-200 CON-202 CON-495 CON-496 filters: what matches is counted, once")
  void filters() {
    publish("a.x", "b.x", "a.y", "b.y");
    Json one = create("one", "all", "\"filter_subject\":\"filters.a.*\"");
    assertThat(one.number("num_pending")).isEqualTo(2);
    List<Delivery> messages = client.fetch(stream, "one", 2);
    assertThat(messages).extracting(Delivery::streamSequence).containsExactly(1L, 3L);
    assertThat(messages).extracting(Delivery::consumerSequence).containsExactly(1L, 2L);
    assertThat(messages).extracting(Delivery::pending).containsExactly(1L, 0L);
    client.expectNothing(stream, "one");
    assertThat(ConsumerClient.pair(client.info(stream, "one"), "delivered"))
        .containsExactly(2L, 3L);
    create("two", "all", "\"filter_subjects\":[\"filters.a.*\",\"filters.*.y\"]");
    assertThat(all("two", 3)).containsExactly(1L, 3L, 4L);
    create("never", "all", "\"filter_subject\":\"elsewhere.>\"");
    client.expectNothing(stream, "never");
    create("literal", "all", "\"filter_subject\":\"filters.b.x\"");
    assertThat(all("literal", 1)).containsExactly(2L);
  }
}
