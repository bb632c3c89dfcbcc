package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 8 of the streams chapter: what goes at a limit, and what is refused. */
class StreamLimitsTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();
  private StreamPublisher stream;

  @BeforeEach
  void connect() {
    stream = StreamPublisher.of(SERVER.get());
    servers.closing(stream.api().connection());
  }

  @Test
  @DisplayName("STR-260 STR-264 discard old removes the oldest, in all and of a subject")
  void discardOld() {
    stream.create("L1", "l1.*", "\"max_msgs\":3,\"max_msgs_per_subject\":2");
    stream.store("l1.a", "1");
    stream.store("l1.a", "2");
    stream.store("l1.a", "3");
    assertThat(stream.state("L1").number("first_seq")).isEqualTo(2);
    stream.store("l1.b", "4");
    stream.store("l1.c", "5");
    assertThat(stream.state("L1").number("first_seq")).isEqualTo(3);
    assertThat(stream.state("L1").number("messages")).isEqualTo(3);
  }

  @Test
  @DisplayName("STR-264 STR-268 max_bytes; a message larger than that takes everything along")
  void bytes() {
    stream.create("L2", "l2.*", "\"max_bytes\":100");
    stream.store("l2.a", "x".repeat(40));
    stream.store("l2.b", "x".repeat(40));
    Json state = stream.state("L2");
    assertThat(state.number("first_seq")).isEqualTo(2);
    assertThat(state.number("bytes")).isEqualTo(16 + 4 + 40);
    stream.store("l2.c", "x".repeat(200));
    assertThat(stream.state("L2").number("messages")).isZero();
    assertThat(stream.state("L2").number("first_seq")).isEqualTo(4);
  }

  @Test
  @DisplayName("STR-261 STR-T08 without interest a message takes a sequence and is acknowledged")
  void interest() {
    stream.create("L3", "l3", "\"retention\":\"interest\"");
    assertThat(stream.store("l3", "1")).isEqualTo(1);
    assertThat(stream.store("l3", "2", "Nats-Msg-Id: i")).isEqualTo(2);
    assertThat(stream.answer("l3", "2", "Nats-Msg-Id: i"))
        .isEqualTo("{\"stream\":\"L3\",\"seq\":2,\"duplicate\": true}");
    Json state = stream.state("L3");
    assertThat(state.number("messages")).isZero();
    assertThat(state.number("last_seq")).isEqualTo(2);
    assertThat(state.number("first_seq")).isEqualTo(3);
  }

  @Test
  @DisplayName("STR-265 STR-T02 discard new refuses, but replaces at the limit of a subject")
  void discardNew() {
    stream.create("L4", "l4.*", "\"discard\":\"new\",\"max_msgs\":2,\"max_msgs_per_subject\":1");
    stream.store("l4.a", "1");
    stream.store("l4.b", "2");
    stream.refuse(503, 10077, "maximum messages exceeded", "l4.c", "3");
    assertThat(stream.store("l4.a", "4")).isEqualTo(3);
    assertThat(stream.state("L4").number("messages")).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-265 discard new by bytes: what replaces may not be larger")
  void discardNewBytes() {
    stream.create("L5", "l5.*", "\"discard\":\"new\",\"max_bytes\":60,\"max_msgs_per_subject\":1");
    stream.store("l5.a", "x".repeat(40));
    stream.refuse(503, 10077, "maximum bytes exceeded", "l5.b", "x");
    stream.refuse(503, 10077, "maximum bytes exceeded", "l5.a", "x".repeat(41));
    stream.store("l5.a", "x".repeat(40));
  }

  @Test
  @DisplayName("STR-266 discard new per subject refuses, but takes rollups")
  void discardNewPerSubject() {
    stream.create(
        "L6",
        "l6.*",
        "\"discard\":\"new\",\"discard_new_per_subject\":true,\"max_msgs_per_subject\":1,"
            + "\"allow_rollup_hdrs\":true");
    stream.store("l6.a", "1");
    stream.refuse(503, 10077, "maximum messages per subject exceeded", "l6.a", "2");
    stream.store("l6.b", "2");
  }

  @Test
  @DisplayName("STR-267 old messages go by themselves")
  void age() {
    stream.create("L7", "l7", "\"max_age\":300000000");
    stream.store("l7", "1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(stream.state("L7").number("messages")).isZero());
    assertThat(stream.state("L7").number("first_seq")).isEqualTo(2);
    assertThat(stream.state("L7").number("last_seq")).isEqualTo(1);
  }

  @Test
  @DisplayName("STR-270 sequences of empty streams, and of one that begins elsewhere")
  void sequences() {
    stream.create("L8", "l8", "\"first_seq\":100");
    assertThat(stream.state("L8").number("first_seq")).isEqualTo(100);
    assertThat(stream.state("L8").number("last_seq")).isEqualTo(99);
    assertThat(stream.store("l8", "1")).isEqualTo(100);
    stream.create("L9", "l9", "");
    assertThat(stream.state("L9").number("first_seq")).isZero();
    assertThat(stream.state("L9").number("last_seq")).isZero();
  }
}
