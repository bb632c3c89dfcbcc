package io.myelin.jetstream;

import static io.myelin.jetstream.MachineHarness.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.DiscardPolicy;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.SubjectTransformConfig;
import io.myelin.store.MessageStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublishDeciderTest {
  private final MachineHarness stream = new MachineHarness(config -> config.allowRollup(true));

  @Test
  @DisplayName("STR-261 without interest a message takes a sequence, is deduped and rolls up")
  void noInterest() {
    MachineHarness interest =
        new MachineHarness(config -> config.retention(RetentionPolicy.INTEREST).allowRollup(true));
    interest.store("a.1", "x");
    interest.interest = false;
    assertThat(interest.store("a.1", "x", "Nats-Msg-Id: 1", "Nats-Rollup: sub")).isEqualTo(2);
    assertThat(interest.publish("a.1", "x", "Nats-Msg-Id: 1")).isEqualTo(new Decision.Duplicate(2));
    assertThat(interest.store.messages()).isZero();
    assertThat(interest.store.lastSequence()).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-264 discard old removes the oldest, by number, bytes and subject")
  void discardOld() {
    MachineHarness limited =
        new MachineHarness(config -> config.maxMessages(3).maxMessagesPerSubject(2));
    limited.store("a.1", "1");
    limited.store("a.1", "2");
    limited.store("a.1", "3");
    assertThat(limited.store.firstSequence()).isEqualTo(2);
    limited.store("a.2", "4");
    limited.store("a.2", "5");
    assertThat(limited.store.firstSequence()).isEqualTo(3);
    long one = MessageStore.memoryBytes(3, 0, 1);
    MachineHarness small = new MachineHarness(config -> config.maxBytes(2 * one));
    small.store("a.1", "1");
    small.store("a.2", "2");
    small.store("a.3", "3");
    assertThat(small.store.firstSequence()).isEqualTo(2);
    small.store("a.4", "x".repeat(100));
    assertThat(small.store.messages()).isZero();
  }

  @Test
  @DisplayName("STR-265 discard new refuses, but replaces at the limit of a subject")
  void discardNew() {
    MachineHarness limited =
        new MachineHarness(
            config -> config.maxMessages(2).maxMessagesPerSubject(1).discard(DiscardPolicy.NEW));
    limited.store("a.1", "1");
    limited.store("a.2", "2");
    assertThat(limited.refuse("a.3", "3").description()).isEqualTo("maximum messages exceeded");
    assertThat(limited.store("a.1", "4")).isEqualTo(3);
    assertThat(limited.store.messages()).isEqualTo(2);
    long one = MessageStore.memoryBytes(3, 0, 1);
    MachineHarness small =
        new MachineHarness(
            config -> config.maxBytes(2 * one).maxMessagesPerSubject(1).discard(DiscardPolicy.NEW));
    small.store("a.1", "1");
    small.store("a.2", "2");
    assertThat(small.refuse("a.3", "3").description()).isEqualTo("maximum bytes exceeded");
    assertThat(small.store("a.1", "4")).isEqualTo(3);
    assertThat(small.refuse("a.1", "44").description()).isEqualTo("maximum bytes exceeded");
  }

  @Test
  @DisplayName("STR-266 discard new per subject refuses, but takes rollups")
  void discardNewPerSubject() {
    MachineHarness limited =
        new MachineHarness(
            config ->
                config
                    .maxMessagesPerSubject(1)
                    .discard(DiscardPolicy.NEW)
                    .discardNewPerSubject(true)
                    .allowRollup(true));
    limited.store("a.1", "1");
    assertThat(limited.refuse("a.1", "2").description())
        .isEqualTo("maximum messages per subject exceeded");
    limited.store("a.1", "2", "Nats-Rollup: sub");
    limited.store("a.2", "2");
  }

  @Test
  @DisplayName("STR-271 STR-335 sizes of header, message and record")
  void sizes() {
    MachineHarness limited = new MachineHarness(config -> config.maxMessageBytes(30));
    limited.store("a.1", "x".repeat(30));
    limited.assertRefused(ApiErrors.STREAM_MESSAGE_EXCEEDS_MAXIMUM, "a.1", "x".repeat(31));
    limited.assertRefused(
        ApiErrors.STREAM_MESSAGE_EXCEEDS_MAXIMUM, "a.1", "x", "Long: " + "y".repeat(30));
    stream.assertRefused(
        ApiErrors.STREAM_HEADER_EXCEEDS_MAXIMUM, "a.1", "x", "Long: " + "y".repeat(65_535));
    assertThat(stream.refuse("a.1", "x".repeat(32 << 20)).description())
        .isEqualTo("message too large");
  }

  @Test
  @DisplayName("STR-304 the first check that fails gives the answer")
  void order() {
    stream.store("a.1", "x", "Nats-Msg-Id: 1");
    String[] all = {
      "Nats-Expected-Stream: other",
      "Nats-TTL: 1",
      "Nats-Expected-Last-Subject-Sequence: 8",
      "Nats-Expected-Last-Sequence: 9",
      "Nats-Schedule: no",
      "Nats-Scheduler: a",
      "Nats-Stream-Source: o 1",
      "Nats-Expected-Last-Msg-Id: 2",
      "Nats-Rollup: no"
    };
    int[] expected = {10060, 10166, 10071, 10071, 10188, 10212, 10227, 10070, 10111};
    for (int i = 0; i < all.length; i++) {
      String[] rest = java.util.Arrays.copyOfRange(all, i, all.length);
      assertThat(stream.refuse("a.1", "x", rest).errCode()).as(all[i]).isEqualTo(expected[i]);
    }
    assertThat(stream.publish("a.1", "x", "Nats-Msg-Id: 1", "Nats-Rollup: no"))
        .isEqualTo(new Decision.Duplicate(1));
  }

  @Test
  @DisplayName("STR-306 STR-T12 names are compared exactly, the first of several counts")
  void headerNames() {
    stream.store("a.1", "x", "nats-expected-stream: other", "Nats-Msg-Id:   1");
    assertThat(stream.publish("a.1", "x", "Nats-Msg-Id: 1", "Nats-Msg-Id: 2"))
        .isInstanceOf(Decision.Duplicate.class);
  }

  @Test
  @DisplayName("STR-072 what the server put in is not stored")
  void serverHeaders() {
    stream.store("a.1", "x", "Nats-Request-Info: {}", "Mine: 1");
    assertThat(stream.headerOf(1)).isEqualTo("NATS/1.0\r\nMine: 1\r\n\r\n");
  }

  @Test
  @DisplayName(
      "STR-308 a traced message does not trace its deliveries, one only traced is not kept")
  void traced() {
    stream.store("a.1", "x", "Nats-Trace-Dest: trace.here", "Mine: 1");
    assertThat(stream.headerOf(1))
        .isEqualTo("NATS/1.0\r\nNats-Trace-Dest: trace disabled\r\nMine: 1\r\n\r\n");
    assertThat(stream.publish("a.1", "x", "Nats-Trace-Dest: trace.here", "Nats-Trace-Only: true"))
        .isEqualTo(new Decision.Traced());
    assertThat(stream.store.lastSequence()).isEqualTo(1);
    stream.assertRefused(
        ApiErrors.STREAM_NOT_MATCH,
        "a.1",
        "x",
        "Nats-Trace-Dest: trace.here",
        "Nats-Trace-Only: true",
        "Nats-Expected-Stream: other");
  }

  @Test
  @DisplayName("STR-310 STR-T09 an id within the window is a duplicate, also of a deleted message")
  void dedupe() {
    MachineHarness window = new MachineHarness(config -> config.duplicateWindowNanos(10 * SECOND));
    window.store("a.1", "x", "Nats-Msg-Id: 1");
    window.store.remove(1, false);
    window.now += 9 * SECOND;
    assertThat(window.publish("a.2", "x", "Nats-Msg-Id: 1")).isEqualTo(new Decision.Duplicate(1));
    window.now += 2 * SECOND;
    assertThat(window.store("a.2", "x", "Nats-Msg-Id: 1")).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-310 the window is rebuilt from stored messages, lost ones are forgotten")
  void dedupeRecovers() {
    stream.store("a.1", "x", "Nats-Msg-Id: 1");
    stream.machine.dedupe().add("lost", 2, stream.now);
    stream.machine.recover(stream.now + SECOND);
    assertThat(stream.publish("a.1", "x", "Nats-Msg-Id: 1")).isEqualTo(new Decision.Duplicate(1));
    assertThat(stream.store("a.1", "x", "Nats-Msg-Id: lost")).isEqualTo(2);
    assertThat(stream.store("a.1", "x")).isEqualTo(3);
    stream.machine.recover(stream.now + SECOND);
    stream.assertRefused(
        ApiErrors.STREAM_WRONG_LAST_MSG_ID, "a.1", "x", "Nats-Expected-Last-Msg-Id: lost");
  }

  @Test
  @DisplayName("STR-312 the expected last sequence")
  void lastSequence() {
    stream.store("a.1", "x", "Nats-Expected-Last-Sequence: 0");
    assertThat(stream.refuse("a.1", "x", "Nats-Expected-Last-Sequence: 0").description())
        .isEqualTo("wrong last sequence: 1");
    stream.assertRefused(
        ApiErrors.STREAM_WRONG_LAST_SEQUENCE, "a.1", "x", "Nats-Expected-Last-Sequence: one");
    stream.store("a.1", "x", "Nats-Expected-Last-Sequence: ");
  }

  @Test
  @DisplayName("STR-313 STR-T01 the expected last sequence of the subject, 0 for none")
  void lastSubjectSequence() {
    stream.store("a.1", "x", "Nats-Expected-Last-Subject-Sequence: 0");
    stream.store("a.2", "x", "Nats-Expected-Last-Subject-Sequence: 0");
    stream.store("a.1", "x", "Nats-Expected-Last-Subject-Sequence: 1");
    assertThat(stream.refuse("a.2", "x", "Nats-Expected-Last-Subject-Sequence: 0").description())
        .isEqualTo("wrong last sequence: 2");
    stream.store.remove(2, false);
    stream.store("a.2", "x", "Nats-Expected-Last-Subject-Sequence: 0");
    MachineHarness mapped =
        new MachineHarness(
            config -> config.subjectTransform(new SubjectTransformConfig("a.*", "b.$1")));
    mapped.store("a.1", "x");
    mapped.store("a.1", "x", "Nats-Expected-Last-Subject-Sequence: 1");
    assertThat(mapped.read(2).subject()).isEqualTo("b.1");
  }

  @Test
  @DisplayName("STR-314 the expectation can be about other subjects, with wildcards")
  void otherSubject() {
    stream.store("a.1", "x");
    stream.store("a.2", "x");
    String subject = "Nats-Expected-Last-Subject-Sequence-Subject: ";
    stream.store("b.1", "x", "Nats-Expected-Last-Subject-Sequence: 2", subject + "a.*");
    stream.store("b.1", "x", "Nats-Expected-Last-Subject-Sequence: 1", subject + "a.1");
    stream.store("b.1", "x", "Nats-Expected-Last-Subject-Sequence: 0", subject + "c.>");
    stream.store("b.1", "x", "Nats-Expected-Last-Subject-Sequence: 0", subject + "a..1");
    stream.assertRefused(
        ApiErrors.STREAM_WRONG_LAST_SEQUENCE,
        "b.1",
        "x",
        "Nats-Expected-Last-Subject-Sequence: 1",
        subject + "a.*");
    stream.assertRefused(
        ApiErrors.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID, "b.1", "x", subject + "a.*");
  }

  @Test
  @DisplayName("STR-315 the expected last message id")
  void lastMsgId() {
    stream.store("a.1", "x", "Nats-Msg-Id: 1");
    stream.store("a.1", "x", "Nats-Msg-Id: 2", "Nats-Expected-Last-Msg-Id: 1");
    assertThat(stream.refuse("a.1", "x", "Nats-Expected-Last-Msg-Id: 1").description())
        .isEqualTo("wrong last msg ID: 2");
  }

  @Test
  @DisplayName("STR-316 rollups of a subject and of everything")
  void rollups() {
    stream.store("a.1", "x");
    stream.store("a.2", "x");
    stream.store("a.1", "x", "Nats-Rollup: SUB");
    assertThat(stream.store.messages()).isEqualTo(2);
    stream.store("a.3", "x", "Nats-Rollup: all");
    assertThat(stream.store.messages()).isEqualTo(1);
    assertThat(stream.refuse("a.1", "x", "Nats-Rollup: some").description())
        .isEqualTo("rollup value invalid: \"some\"");
    assertThat(
            new MachineHarness(config -> config)
                .refuse("a.1", "x", "Nats-Rollup: sub")
                .description())
        .isEqualTo("rollup not permitted");
  }

  @Test
  @DisplayName("STR-321 only copies say that they come from elsewhere")
  void source() {
    stream.assertRefused(
        ApiErrors.MESSAGE_SOURCE_HDR_NOT_ALLOWED, "a.1", "x", "Nats-Stream-Source: o 1");
    assertThat(stream.take(MachineHarness.message("a.1", "x", "Nats-Stream-Source: o 1"), true))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  @DisplayName("STR-039 what the account may not store")
  void storage() {
    stream.storageRefusal = ApiErrors.ACCOUNT_RESOURCES_EXCEEDED.error();
    stream.assertRefused(ApiErrors.ACCOUNT_RESOURCES_EXCEEDED, "a.1", "x");
  }

  @Test
  @DisplayName("STR-256 a sealed stream takes nothing")
  void sealed() {
    new MachineHarness(config -> config.sealed(true))
        .assertRefused(ApiErrors.STREAM_SEALED, "a.1", "x");
  }
}
