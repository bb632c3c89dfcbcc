package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 10 of the streams chapter: messages that live for a while, and what they leave. */
@Since("2.11")
class MessageTtlTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();
  private StreamPublisher stream;

  @BeforeEach
  void connect() {
    stream = StreamPublisher.of(SERVER.get());
    servers.closing(stream.api().connection());
  }

  private void awaitGone(String name, long sequence) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(8))
        .untilAsserted(() -> assertThat(stream.isGone(name, sequence)).isTrue());
  }

  @Test
  @DisplayName("STR-340 STR-317 values that are none, and a stream that does not allow any")
  void values() {
    stream.create("T1", "t1", "\"allow_msg_ttl\":true");
    for (String value : new String[] {"5", "1h30m", "1500ms", "never", "NEVER"}) {
      stream.store("t1", "x", "Nats-TTL: " + value);
    }
    for (String value : new String[] {"-1", "500ms", "soon", "0s"}) {
      stream.refuse(400, 10165, "invalid per-message TTL", "t1", "x", "Nats-TTL: " + value);
    }
    stream.create("T2", "t2", "");
    stream.refuse(400, 10166, "per-message TTL is disabled", "t2", "x", "Nats-TTL: 1");
    stream.refuse(400, 10165, "invalid per-message TTL", "t2", "x", "Nats-TTL: soon");
  }

  @Test
  @DisplayName("STR-341 STR-342 STR-343 a message goes by its own time or that of the stream")
  void expiry() {
    stream.create("T3", "t3.*", "\"allow_msg_ttl\":true,\"max_age\":2000000000");
    stream.store("t3.never", "x", "Nats-TTL: never");
    stream.store("t3.long", "x", "Nats-TTL: 1h");
    stream.store("t3.short", "x", "Nats-TTL: 1s");
    awaitGone("T3", 3);
    awaitGone("T3", 2);
    assertThat(stream.message("T3", 1)).startsWith("t3.never|");
  }

  @Test
  @DisplayName("STR-344 STR-T16 STR-T18 the last message of a subject leaves a marker")
  void markers() {
    stream.create("T4", "t4.*", "\"subject_delete_marker_ttl\":60000000000");
    stream.api().succeed("stream_purge_response", "STREAM.PURGE.T4", "");
    stream.create("T5", "t5.*", "\"subject_delete_marker_ttl\":60000000000,\"max_age\":1000000000");
    stream.store("t5.a", "1");
    stream.store("t5.a", "2");
    awaitGone("T5", 2);
    assertThat(stream.message("T5", 3))
        .isEqualTo("t5.a|NATS/1.0|Nats-Marker-Reason: MaxAge|Nats-TTL: 1m0s|Nats-Rollup: sub||");
    stream.store("t4.a", "1");
    stream.api().succeed("stream_purge_response", "STREAM.PURGE.T4", "{\"filter\":\"t4.a\"}");
    assertThat(stream.state("T4").number("messages")).isZero();
    assertThat(stream.state("T4").number("last_seq")).isEqualTo(1);
  }
}
