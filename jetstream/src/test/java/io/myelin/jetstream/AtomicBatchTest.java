package io.myelin.jetstream;

import static io.myelin.jetstream.MachineHarness.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.DiscardPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AtomicBatchTest {
  private StreamHarness stream =
      new StreamHarness(config -> config.allowAtomicBatches(true).allowRollup(true));

  /** Publishes a message of batch {@code b}; an empty commit for none. */
  private void send(long sequence, String commit, String subject, String... headers) {
    sendTo("b", sequence, commit, subject, headers);
  }

  private void sendTo(
      String batch, long sequence, String commit, String subject, String... headers) {
    List<String> all = new ArrayList<>();
    all.add("Nats-Batch-Id: " + batch);
    all.add("Nats-Batch-Sequence: " + sequence);
    if (!commit.isEmpty()) {
      all.add("Nats-Batch-Commit: " + commit);
    }
    all.addAll(Arrays.asList(headers));
    stream.publish(String.valueOf(sequence), subject, "m" + sequence, all.toArray(new String[0]));
  }

  private void assertRefused(int errCode) {
    assertThat(stream.answers().getLast()).contains("\"err_code\":" + errCode + ",");
    assertThat(stream.store().messages()).isZero();
  }

  @Test
  @DisplayName("STR-380 STR-381 messages are stored together when the last one comes")
  void commits() {
    send(1, "", "a.1");
    send(2, "", "a.2");
    assertThat(stream.answers()).containsExactly("1 ", "2 ");
    assertThat(stream.store().messages()).isZero();
    send(3, "1", "a.3");
    assertThat(stream.answers())
        .containsExactly("3 {\"stream\":\"S\",\"seq\":3,\"batch\":\"b\",\"count\":3}");
    assertThat(stream.text(3))
        .isEqualTo("a.3|NATS/1.0|Nats-Batch-Id: b|Nats-Batch-Sequence: 3|Nats-Batch-Commit: 1||m3");
  }

  @Test
  @DisplayName("STR-381 an end without a message commits what came before")
  void commitsBefore() {
    send(1, "", "a.1");
    send(2, "eob", "a.2");
    assertThat(stream.answers().getLast())
        .isEqualTo("2 {\"stream\":\"S\",\"seq\":1,\"batch\":\"b\",\"count\":1}");
    assertThat(stream.text(1)).contains("Nats-Batch-Commit: 1");
  }

  @Test
  @DisplayName("STR-380 a batch of one message")
  void single() {
    send(1, "1", "a.1");
    assertThat(stream.answers())
        .containsExactly("1 {\"stream\":\"S\",\"seq\":1,\"batch\":\"b\",\"count\":1}");
  }

  @Test
  @DisplayName("STR-382 gaps, repetitions and unknown batches are refused, and told of")
  void gaps() {
    send(2, "", "a.1");
    assertRefused(10176);
    assertThat(stream.abandoned).isEmpty();
    send(1, "", "a.1");
    send(3, "", "a.1");
    assertRefused(10176);
    assertThat(stream.abandoned).containsExactly("b INCOMPLETE");
    send(2, "1", "a.1");
    assertRefused(10176);
    send(1, "eob", "a.1");
    assertRefused(10176);
  }

  @Test
  @DisplayName("STR-382 malformed ids, sequences and ends")
  void malformed() {
    sendTo("i".repeat(65), 1, "", "a.1");
    assertRefused(10179);
    stream.publish("x", "a.1", "", "Nats-Batch-Id: b");
    assertRefused(10175);
    send(1, "2", "a.1");
    assertRefused(10200);
    send(1, "", "a.1", "Nats-Required-Api-Level: 100");
    assertRefused(10185);
    assertThat(stream.abandoned).containsExactly("b UNSUPPORTED");
    stream = new StreamHarness(config -> config);
    send(1, "", "a.1");
    assertRefused(10174);
  }

  @Test
  @DisplayName("STR-382 a required level that is met is not stored")
  void levelIsRemoved() {
    send(1, "1", "a.1", "Nats-Required-Api-Level: 1");
    assertThat(stream.text(1)).doesNotContain("Level");
  }

  @Test
  @DisplayName("STR-383 limits of number and size")
  void limits() {
    BatchLimits limits = new BatchLimits(2, 2, 2, 1, 1, 10 * SECOND);
    stream = new StreamHarness(config -> config.allowAtomicBatches(true), limits);
    sendTo("x", 1, "", "a.1");
    sendTo("y", 1, "", "a.1");
    sendTo("z", 1, "", "a.1");
    assertRefused(10210);
    sendTo("x", 2, "", "a.1");
    sendTo("x", 3, "", "a.1");
    assertRefused(10199);
    assertThat(stream.abandoned).containsExactly("x LARGE");
    sendTo("z", 1, "", "a.1");
    assertThat(stream.answers().getLast()).isEqualTo("1 ");
    sendTo("w", 5, "", "a.1");
    assertRefused(10199);
  }

  @Test
  @DisplayName("STR-383 STR-386 STR-B16 a batch that nothing comes for is given up with a word")
  void expires() {
    send(1, "", "a.1");
    stream.pass(8);
    send(2, "", "a.1");
    stream.pass(8);
    stream.answers();
    stream.pass(3);
    assertThat(stream.answers().getLast()).startsWith("2 ").contains("10176");
    assertThat(stream.abandoned).containsExactly("b TIMEOUT");
    send(3, "1", "a.1");
    assertRefused(10176);
  }

  @Test
  @DisplayName("STR-384 any message that fails refuses all of them")
  void allOrNothing() {
    send(1, "", "a.1");
    send(2, "1", "a.2", "Nats-Expected-Last-Subject-Sequence: 5");
    assertRefused(10071);
    assertThat(stream.store().lastSequence()).isZero();
  }

  @Test
  @DisplayName("STR-384 expectations count what was there before the batch")
  void expectations() {
    send(1, "", "a.1", "Nats-Expected-Last-Sequence: 0");
    send(2, "", "a.2", "Nats-Expected-Last-Subject-Sequence: 0");
    send(3, "1", "a.2");
    assertThat(stream.store().messages()).isEqualTo(3);
    stream.publish("p", "b.1", "");
    send(1, "", "a.1");
    send(2, "1", "a.2", "Nats-Expected-Last-Sequence: 5");
    assertThat(stream.answers().getLast()).contains("10164");
    send(1, "", "a.1");
    send(2, "1", "a.1", "Nats-Expected-Last-Subject-Sequence: 1");
    assertThat(stream.answers().getLast()).contains("10164");
    send(1, "", "a.1", "Nats-Expected-Last-Subject-Sequence: 1");
    send(2, "1", "a.1");
    assertThat(stream.answers().getLast()).contains("\"count\":2");
  }

  @Test
  @DisplayName("STR-384 what a batch may not have")
  void unsupported() {
    send(1, "1", "a.1", "Nats-Expected-Last-Msg-Id: x");
    assertRefused(10177);
    send(1, "", "a.1", "Nats-Msg-Id: x");
    send(2, "1", "a.1", "Nats-Msg-Id: x");
    assertRefused(10201);
    send(1, "", "a.1");
    send(2, "1", "a.1", "Nats-Rollup: sub");
    assertRefused(10111);
    send(1, "", "a.1");
    send(2, "1", "a.2", "Nats-Rollup: all");
    assertRefused(10111);
    stream.publish("p", "a.9", "", "Nats-Msg-Id: y");
    send(1, "1", "a.1", "Nats-Msg-Id: y");
    assertThat(stream.answers().getLast()).contains("10201");
  }

  @Test
  @DisplayName("STR-384 a rollup at the first message of a subject replaces what was there")
  void rollup() {
    stream.publish("p", "a.1", "old");
    send(1, "", "a.1", "Nats-Rollup: sub");
    send(2, "1", "a.1");
    assertThat(stream.text(1)).isEqualTo("none");
    assertThat(stream.store().messages()).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-384 discard new counts the batch")
  void discardNew() {
    stream =
        new StreamHarness(
            config -> config.allowAtomicBatches(true).discard(DiscardPolicy.NEW).maxMessages(2));
    send(1, "", "a.1");
    send(2, "", "a.2");
    send(3, "1", "a.3");
    assertRefused(10077);
  }

  @Test
  @DisplayName("STR-384 STR-351 counters run on within a batch")
  void counters() {
    stream = new StreamHarness(config -> config.allowAtomicBatches(true).allowMessageCounter(true));
    stream.publish("x", "a.1", "", "Nats-Incr: 1", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 1");
    stream.publish(
        "x",
        "a.1",
        "",
        "Nats-Incr: 2",
        "Nats-Batch-Id: b",
        "Nats-Batch-Sequence: 2",
        "Nats-Batch-Commit: 1");
    assertThat(stream.text(2)).endsWith("{\"val\":\"3\"}");
  }

  @Test
  @DisplayName("STR-234 switching batches off drops those that are open")
  void switchedOff() {
    send(1, "", "a.1");
    stream.stream.reconfigure(MachineHarness.config(config -> config));
    stream.stream.reconfigure(MachineHarness.config(config -> config.allowAtomicBatches(true)));
    send(2, "1", "a.1");
    assertRefused(10176);
    assertThat(stream.batches().openAtomic()).isTrue();
  }
}
