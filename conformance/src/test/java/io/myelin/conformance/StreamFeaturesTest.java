package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 11 to 13 of the streams chapter: counters, scheduled messages, batches. */
class StreamFeaturesTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();

  private StreamPublisher stream;
  private RawClient raw;

  @BeforeEach
  void connect() {
    stream = StreamPublisher.of(SERVER.get());
    servers.closing(stream.api().connection());
    raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    raw.sendLines("SUB in.> 7");
  }

  /** Publishes with a reply subject of its own and headers; the answer comes to the inbox. */
  private Delivery publish(String subject, String reply, String payload, String... headers) {
    String block = "NATS/1.0\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    int total = block.length() + payload.length();
    raw.sendLines(
        "HPUB %s %s %d %d".formatted(subject, reply, block.length(), total), block + payload);
    return Delivery.next(raw);
  }

  // ---- counters

  @Test
  @DisplayName("STR-350 STR-351 STR-354 a counter adds up what is published")
  void counter() {
    stream.create("CNT", "cnt.*", "\"allow_msg_counter\":true,\"allow_direct\":true");
    assertThat(stream.answer("cnt.a", "", "Nats-Incr: 5"))
        .isEqualTo("{\"stream\":\"CNT\",\"seq\":1,\"val\":\"5\"}");
    assertThat(stream.answer("cnt.a", "", "Nats-Incr: -7")).contains("\"val\":\"-2\"");
    String huge = "1" + "0".repeat(30);
    assertThat(stream.answer("cnt.a", "", "Nats-Incr: +" + huge))
        .contains("\"val\":\"9" + "9".repeat(28) + "8\"");
    assertThat(stream.answer("cnt.b", "", "Nats-Incr: 1")).contains("\"val\":\"1\"");
    assertThat(stream.message("CNT", 2))
        .isEqualTo("cnt.a|NATS/1.0|Nats-Incr: -7||{\"val\":\"-2\"}");
    stream.api().succeed("stream_purge_response", "STREAM.PURGE.CNT", "{\"filter\":\"cnt.a\"}");
    assertThat(stream.answer("cnt.a", "", "Nats-Incr: 3")).contains("\"val\":\"3\"");
  }

  @Test
  @DisplayName("STR-350 what a counter does not take")
  void notCounted() {
    stream.create("CNR", "cnr.*", "\"allow_msg_counter\":true");
    stream.refuse(400, 10169, "message counter increment is missing", "cnr.a", "");
    stream.refuse(400, 10171, "message counter increment is invalid", "cnr.a", "", "Nats-Incr: x");
    stream.refuse(400, 10170, "message counter has payload", "cnr.a", "x", "Nats-Incr: 1");
    stream.refuse(
        400,
        10171,
        "message counter increment is invalid",
        "cnr.a",
        "",
        "Nats-Incr: 1",
        "Nats-Expected-Last-Sequence: 0");
    stream.create("CNN", "cnn", "");
    stream.refuse(400, 10168, "message counters is disabled", "cnn", "", "Nats-Incr: 1");
  }

  // ---- scheduled messages

  @Test
  @DisplayName("STR-360 STR-361 STR-365 STR-366 STR-367 a message for once, at its time")
  void scheduledOnce() {
    stream.create("ONCE", "once.>", "\"allow_msg_schedules\":true");
    stream.store(
        "once.schedule",
        "body",
        "Nats-Schedule: @at 2020-01-01T00:00:00Z",
        "Nats-Schedule-Target: once.target",
        "Mine: 1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(stream.state("ONCE").number("last_seq")).isEqualTo(2));
    String produced = stream.message("ONCE", 2);
    assertThat(produced)
        .startsWith("once.target|NATS/1.0|")
        .contains("|Mine: 1|", "|Nats-Scheduler: once.schedule|", "|Nats-Schedule-Next: purge|")
        .endsWith("||body")
        .doesNotContain("Nats-Schedule-Target");
    assertThat(stream.isGone("ONCE", 1)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Nats-Schedule: @never | Nats-Schedule-Target: sr.t | 10189"
            + " | message schedules pattern is invalid",
        "Nats-Schedule: @every 10ms | Nats-Schedule-Target: sr.t | 10189"
            + " | message schedules pattern is invalid",
        "Nats-Schedule: @hourly | Mine: 1 | 10190 | message schedules target is invalid",
        "Nats-Schedule: @hourly | Nats-Schedule-Target: sr.a | 10190"
            + " | message schedules target is invalid",
        "Nats-Schedule: @hourly | Nats-Schedule-Target: elsewhere | 10190"
            + " | message schedules target is invalid",
      })
  @DisplayName("STR-361 STR-362 schedules that are refused")
  void refusedSchedules(String first, String second, long errCode, String description) {
    stream.create("SR", "sr.>", "\"allow_msg_schedules\":true");
    stream.refuse(400, errCode, description, "sr.a", "x", first, second);
    stream.api().succeed("stream_delete_response", "STREAM.DELETE.SR", "");
  }

  @Test
  @DisplayName("STR-360 STR-369 schedules need the feature; one is cancelled by a message")
  void cancelled() {
    stream.create("OFF", "off.>", "");
    stream.refuse(
        400,
        10188,
        "message schedules is disabled",
        "off.a",
        "x",
        "Nats-Schedule: @hourly",
        "Nats-Schedule-Target: off.b");
    stream.create("CAN", "can.>", "\"allow_msg_schedules\":true");
    stream.store("can.s", "x", "Nats-Schedule: @hourly", "Nats-Schedule-Target: can.t");
    stream.store("can.now", "y", "Nats-Schedule-Next: purge", "Nats-Scheduler: can.s");
    assertThat(stream.isGone("CAN", 1)).isTrue();
    stream.refuse(
        400,
        10212,
        "message schedules invalid scheduler",
        "can.now",
        "y",
        "Nats-Schedule-Next: purge",
        "Nats-Scheduler: can.now");
  }

  // ---- atomic batches

  @Test
  @DisplayName("STR-380 STR-381 a batch is stored as a whole, by its last message")
  void atomicBatch() {
    stream.create("AB", "ab.*", "\"allow_atomic\":true");
    Delivery staged = publish("ab.a", "in.1", "1", "Nats-Batch-Id: one", "Nats-Batch-Sequence: 1");
    assertThat(staged.payload()).isEmpty();
    assertThat(staged.header()).isEmpty();
    assertThat(stream.state("AB").number("messages")).isZero();
    publish("ab.b", "in.2", "2", "Nats-Batch-Id: one", "Nats-Batch-Sequence: 2");
    Delivery committed =
        publish(
            "ab.a",
            "in.3",
            "3",
            "Nats-Batch-Id: one",
            "Nats-Batch-Sequence: 3",
            "Nats-Batch-Commit: 1");
    assertThat(committed.payload())
        .isEqualTo("{\"stream\":\"AB\",\"seq\":3,\"batch\":\"one\",\"count\":3}");
    assertThat(stream.message("AB", 2))
        .isEqualTo("ab.b|NATS/1.0|Nats-Batch-Id: one|Nats-Batch-Sequence: 2||2");
    publish("ab.a", "in.4", "4", "Nats-Batch-Id: two", "Nats-Batch-Sequence: 1");
    Delivery eob =
        publish(
            "ab.a",
            "in.5",
            "",
            "Nats-Batch-Id: two",
            "Nats-Batch-Sequence: 2",
            "Nats-Batch-Commit: eob");
    assertThat(eob.payload())
        .isEqualTo("{\"stream\":\"AB\",\"seq\":4,\"batch\":\"two\",\"count\":1}");
  }

  @Test
  @DisplayName("STR-382 STR-384 a batch that is not whole, or not expected, is not stored at all")
  void refusedBatch() {
    stream.create("AR", "ar.*", "\"allow_atomic\":true");
    Json incomplete =
        Json.parse(
            publish("ar.a", "in.1", "x", "Nats-Batch-Id: gap", "Nats-Batch-Sequence: 2").payload());
    new JetStreamClient.Failure(incomplete).with(400, 10176, "atomic publish batch is incomplete");
    publish("ar.a", "in.2", "x", "Nats-Batch-Id: exp", "Nats-Batch-Sequence: 1");
    Json unexpected =
        Json.parse(
            publish(
                    "ar.b",
                    "in.3",
                    "x",
                    "Nats-Batch-Id: exp",
                    "Nats-Batch-Sequence: 2",
                    "Nats-Expected-Last-Subject-Sequence: 9",
                    "Nats-Batch-Commit: 1")
                .payload());
    new JetStreamClient.Failure(unexpected).with(400, 10071, "wrong last sequence: 0");
    Json noSequence = Json.parse(publish("ar.a", "in.4", "x", "Nats-Batch-Id: n").payload());
    new JetStreamClient.Failure(noSequence).with(400, 10175, "atomic publish sequence is missing");
    Json noNumber =
        Json.parse(
            publish("ar.a", "in.4", "x", "Nats-Batch-Id: n", "Nats-Batch-Sequence: one").payload());
    new JetStreamClient.Failure(noNumber).with(400, 10175, "atomic publish sequence is missing");
    Json commit =
        Json.parse(
            publish(
                    "ar.a",
                    "in.5",
                    "x",
                    "Nats-Batch-Id: c",
                    "Nats-Batch-Sequence: 1",
                    "Nats-Batch-Commit: no")
                .payload());
    new JetStreamClient.Failure(commit).with(400, 10200, "atomic publish batch commit is invalid");
    assertThat(stream.state("AR").number("messages")).isZero();
    stream.create("AO", "ao", "");
    stream.refuse(
        400,
        10174,
        "atomic publish is disabled",
        "ao",
        "x",
        "Nats-Batch-Id: a",
        "Nats-Batch-Sequence: 1");
  }

  // ---- fast batches

  private void fast(String subject, String replyTail, String payload) {
    raw.sendLines("PUB %s in.%s %d".formatted(subject, replyTail, payload.length()), payload);
  }

  @Test
  @DisplayName("STR-390 STR-391 STR-392 STR-396 STR-T23 a fast batch, acknowledged on the way")
  void fastBatch() {
    stream.create("FB", "fb.*", "\"allow_batched\":true");
    fast("fb.a", "uuid.2.fail.1.0.$FI", "1");
    Delivery started = Delivery.next(raw);
    assertThat(started.payload()).isEqualTo("{\"type\":\"ack\",\"seq\":0,\"msgs\":2}");
    assertThat(started.subject()).isEqualTo("in.uuid.2.fail.1.0.$FI");
    fast("fb.b", "uuid.2.fail.2.1.$FI", "2");
    Delivery acknowledged = Delivery.next(raw);
    assertThat(acknowledged.payload()).isEqualTo("{\"type\":\"ack\",\"seq\":2,\"msgs\":2}");
    assertThat(acknowledged.subject()).isEqualTo("in.uuid.2.fail.2.1.$FI");
    fast("fb.a", "uuid.2.fail.3.2.$FI", "3");
    assertThat(Delivery.next(raw).payload())
        .isEqualTo("{\"stream\":\"FB\",\"seq\":3,\"batch\":\"uuid\",\"count\":3}");
    assertThat(stream.message("FB", 3)).isEqualTo("fb.a|3");
    fast("fb.a", "lone.10.ok.1.2.$FI", "4");
    assertThat(Delivery.next(raw).payload())
        .isEqualTo("{\"stream\":\"FB\",\"seq\":4,\"batch\":\"lone\",\"count\":1}");
  }

  @Test
  @DisplayName("STR-390 STR-394 STR-395 a fast batch with a gap, and one that is not known")
  void fastBatchFailures() {
    stream.create("FF", "ff.*", "\"allow_batched\":true");
    fast("ff.a", "unknown.10.ok.5.1.$FI", "x");
    new JetStreamClient.Failure(Json.parse(Delivery.next(raw).payload()))
        .with(400, 10208, "batch publish ID unknown");
    fast("ff.a", "gap.10.ok.1.0.$FI", "1");
    assertThat(Delivery.next(raw).payload()).contains("\"type\":\"ack\"");
    fast("ff.a", "gap.10.ok.4.1.$FI", "4");
    assertThat(Delivery.next(raw).payload())
        .isEqualTo("{\"type\":\"gap\",\"last_seq\":2,\"seq\":4}");
    fast("ff.a", "gap.10.ok.5.2.$FI", "5");
    assertThat(Delivery.next(raw).payload()).contains("\"batch\":\"gap\",\"count\":5");
    assertThat(stream.state("FF").number("messages")).isEqualTo(3);
    stream.create("FO", "fo", "");
    fast("fo", "off.10.ok.1.0.$FI", "x");
    new JetStreamClient.Failure(Json.parse(Delivery.next(raw).payload()))
        .with(400, 10205, "batch publish is disabled");
  }
}
