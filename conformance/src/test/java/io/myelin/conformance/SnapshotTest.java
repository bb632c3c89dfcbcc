package io.myelin.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 16 of the streams chapter: a stream is taken away whole, and brought back. */
class SnapshotTest {
  private static final int CHUNK_BYTES = 1024;

  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();
  private StreamPublisher publisher;
  private RawClient raw;

  @BeforeEach
  void connect() {
    publisher = StreamPublisher.of(SERVER.get());
    servers.closing(publisher.api().connection());
    raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    raw.sendLines("SUB chunks 7").barrier();
  }

  /** Receives the chunks of a snapshot as a client does, until the empty message. */
  private List<String> receive(String stream) {
    List<String> chunks = new ArrayList<>();
    for (Delivery next = Delivery.next(raw); ; next = Delivery.next(raw)) {
      if (next.payload().isEmpty()) {
        assertThat(next.status()).isEqualTo("204");
        return chunks;
      }
      chunks.add(next.payload());
      if (!next.reply().isEmpty()) {
        assertThat(next.payload()).hasSize(CHUNK_BYTES);
        assertThat(next.reply())
            .matches("\\$JS\\.SNAPSHOT\\.ACK\\." + stream + "\\.\\S+\\.1024\\." + chunks.size());
        raw.publish(next.reply(), "");
      }
    }
  }

  @Test
  @DisplayName("STR-110 STR-111 STR-500..505 STR-T21 a snapshot is taken, and restored elsewhere")
  void roundTrip() {
    JetStreamClient api = publisher.api();
    api.create("BACK", "\"subjects\":[\"back.*\"],\"storage\":\"file\"");
    byte[] noise = new byte[3000];
    new Random(7).nextBytes(noise);
    String payload = new String(noise, ISO_8859_1);
    publisher.store("back.a", payload, "Nats-Msg-Id: i");
    publisher.store("back.b", "2");
    publisher.store("back.a", "3");
    publisher.store("back.b", "4");
    api.succeed("stream_msg_delete_response", "STREAM.MSG.DELETE.BACK", "{\"seq\":2}");
    api.succeed("stream_msg_delete_response", "STREAM.MSG.DELETE.BACK", "{\"seq\":4}");
    api.succeed(
        "consumer_create_response",
        "CONSUMER.CREATE.BACK.kept",
        ConsumerClient.body("BACK", "\"durable_name\":\"kept\",\"ack_policy\":\"explicit\"", ""));
    String answer =
        api.connection()
            .requestText(
                "$JS.API.STREAM.SNAPSHOT.BACK",
                "{\"deliver_subject\":\"chunks\",\"chunk_size\":" + CHUNK_BYTES + "}");
    Json told = Json.parse(answer);
    assertThat(told.text("type")).isEqualTo("io.nats.jetstream.api.v1.stream_snapshot_response");
    assertThat(told.object("state").number("messages")).isEqualTo(2);
    List<String> chunks = receive("BACK");
    assertThat(chunks.size()).isGreaterThan(2);
    String restore = "{" + answer.substring(answer.indexOf("\"config\""));
    api.fail("stream_restore_response", "STREAM.RESTORE.BACK", restore)
        .with(400, 10130, "stream name already in use, cannot restore");
    api.succeed("stream_delete_response", "STREAM.DELETE.BACK", "");
    String deliver =
        api.succeed("stream_restore_response", "STREAM.RESTORE.BACK", restore)
            .text("deliver_subject");
    assertThat(deliver).startsWith("$JS.SNAPSHOT.RESTORE.BACK.");
    for (String chunk : chunks) {
      assertThat(api.connection().requestText(deliver, chunk)).isEmpty();
    }
    Json restored = api.connection().request(deliver, "");
    assertThat(restored.text("type")).isEqualTo("io.nats.jetstream.api.v1.stream_create_response");
    assertThat(restored.object("state").number("last_seq")).isEqualTo(4);
    Json state = publisher.state("BACK");
    assertThat(state.number("messages")).isEqualTo(2);
    assertThat(state.number("consumer_count")).isEqualTo(1);
    assertThat(publisher.message("BACK", 3)).isEqualTo("back.a|3");
    assertThat(publisher.isGone("BACK", 2)).isTrue();
    assertThat(publisher.store("back.a", "5")).isEqualTo(5);
  }

  @Test
  @DisplayName("STR-500 STR-503 snapshots and restores that cannot be")
  void refused() {
    JetStreamClient api = publisher.api();
    api.create("REF", "\"subjects\":[\"ref.*\"]");
    api.fail("stream_snapshot_response", "STREAM.SNAPSHOT.NOPE", "{\"deliver_subject\":\"chunks\"}")
        .with(404, 10059, "stream not found");
    api.fail("stream_snapshot_response", "STREAM.SNAPSHOT.REF", "{\"deliver_subject\":\"a.*\"}")
        .with(400, 10015, "deliver subject not valid");
    api.fail("stream_snapshot_response", "STREAM.SNAPSHOT.REF", "").with(400, 10003, "bad request");
    api.fail(
            "stream_restore_response",
            "STREAM.RESTORE.R1",
            "{\"config\":{\"name\":\"R2\"},\"state\":{}}")
        .with(400, 10056, "stream name in subject does not match request");
    api.fail(
            "stream_restore_response",
            "STREAM.RESTORE.R1",
            "{\"config\":{\"name\":\"R1\",\"max_age\":1},\"state\":{}}")
        .with(500, 10052, "max age needs to be >= 100ms");
  }
}
