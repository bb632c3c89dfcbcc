package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.SECOND;
import static io.myelin.jetstream.consumer.ConsumerHarness.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.DeliverPolicy;
import io.myelin.jetstream.model.GoTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StartPositionTest {
  private final ConsumerHarness stream = new ConsumerHarness();

  private void storeThree() {
    for (String subject : List.of("a", "b", "c")) {
      stream.store(subject, "");
      stream.now += SECOND;
    }
  }

  private void assertStart(long next, long pending) {
    ConsumerInfo info = stream.info();
    assertThat(info.delivered().consumerSeq()).isZero();
    assertThat(info.delivered().streamSeq()).isEqualTo(next - 1);
    assertThat(info.ackFloor().streamSeq()).isEqualTo(next - 1);
    assertThat(info.pendingCount()).isEqualTo(pending);
  }

  @Test
  @DisplayName("CON-180 CON-186 all: from the first message; an empty stream begins at 1")
  void all() {
    stream.create(config());
    assertStart(1, 0);
    storeThree();
    stream.store.removeBelow(2);
    stream.create(config());
    assertStart(2, 2);
  }

  @Test
  @DisplayName("CON-181 last: the last that matches, then newer ones")
  void last() {
    storeThree();
    stream.create(config().deliverPolicy(DeliverPolicy.LAST));
    assertStart(3, 1);
    stream.create(config().deliverPolicy(DeliverPolicy.LAST).filterSubjects(List.of("a", "b")));
    assertStart(2, 1);
    stream.create(config().deliverPolicy(DeliverPolicy.LAST).filterSubject("x"));
    assertStart(1, 0);
  }

  @Test
  @DisplayName("CON-182 new: behind the last message")
  void onlyNew() {
    storeThree();
    stream.create(config().deliverPolicy(DeliverPolicy.NEW));
    assertStart(4, 0);
    stream.pull("1");
    stream.store("a", "");
    assertThat(stream.sentSequences()).containsExactly(4L);
  }

  @Test
  @DisplayName("CON-183 by_start_sequence: raised to the first, not lowered to the last")
  void bySequence() {
    storeThree();
    stream.store.removeBelow(2);
    stream.create(config().deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(1));
    assertStart(2, 2);
    stream.create(config().deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(6));
    assertStart(6, 0);
    stream.pull("5");
    stream.storeMany(4);
    assertThat(stream.sentSequences()).containsExactly(6L, 7L);
  }

  @Test
  @DisplayName("CON-184 by_start_time: the first message at or after the time")
  void byTime() {
    storeThree();
    long second = ConsumerHarness.T0 + SECOND;
    stream.create(
        config()
            .deliverPolicy(DeliverPolicy.BY_START_TIME)
            .optStartTime(GoTime.ofEpochNanos(second)));
    assertStart(2, 2);
    stream.create(
        config()
            .deliverPolicy(DeliverPolicy.BY_START_TIME)
            .optStartTime(GoTime.ofEpochNanos(second + 100 * SECOND)));
    assertStart(4, 0);
  }

  @Test
  @DisplayName("CON-185 CON-495 last_per_subject: the last of each subject, then what comes later")
  void lastPerSubject() {
    for (String subject : List.of("k.1", "k.2", "x", "k.1", "k.3")) {
      stream.store(subject, "");
    }
    stream.create(config().deliverPolicy(DeliverPolicy.LAST_PER_SUBJECT).filterSubject("k.*"));
    assertThat(stream.info().pendingCount()).isEqualTo(3);
    stream.store("k.2", "");
    assertThat(stream.info().pendingCount()).isEqualTo(4);
    stream.store.remove(4, false);
    assertThat(stream.info().pendingCount()).isEqualTo(3);
    assertThat(needs(1)).isFalse();
    assertThat(needs(2)).isTrue();
    stream.pull("9");
    assertThat(stream.sentSequences()).containsExactly(2L, 5L, 6L);
    assertThat(stream.sent.getLast().pending()).isZero();
  }

  private boolean needs(long sequence) {
    return stream.consumer.needs(sequence, "k.1".getBytes(UTF_8), 0, 3);
  }

  @Test
  @DisplayName("CON-188 who may be reset where")
  void reset() {
    storeThree();
    stream.create(config());
    assertThat(stream.consumer.refusalOfReset(2)).isEmpty();
    stream.create(config().deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(2));
    assertThat(stream.consumer.refusalOfReset(1)).isEqualTo("below start seq");
    assertThat(stream.consumer.refusalOfReset(2)).isEmpty();
    stream.create(
        config()
            .deliverPolicy(DeliverPolicy.BY_START_TIME)
            .optStartTime(GoTime.ofEpochNanos(ConsumerHarness.T0 + SECOND)));
    assertThat(stream.consumer.refusalOfReset(1)).isEqualTo("below start time");
    stream.create(config().deliverPolicy(DeliverPolicy.NEW));
    assertThat(stream.consumer.refusalOfReset(1)).isEqualTo("not allowed");
    assertThat(stream.consumer.refusalOfReset(0)).isEmpty();
  }

  @Test
  @DisplayName("CON-200 CON-201 CON-202 filters: each matching message once, in stream order")
  void filters() {
    stream.create(config().filterSubjects(List.of("ev.foo.*", "ev.*.bar")));
    for (String subject : List.of("ev.foo.bar", "x", "ev.a.bar", "ev.foo.c", "ev.q")) {
      stream.store(subject, "");
    }
    stream.pull("9");
    assertThat(stream.sentSequences()).containsExactly(1L, 3L, 4L);
    assertThat(stream.sent.getLast().consumerSequence()).isEqualTo(3);
    assertThat(stream.info().delivered().streamSeq()).isEqualTo(4);
  }

  @Test
  @DisplayName("CON-152 CON-497 another filter counts anew and does not move the cursor")
  void otherFilter() {
    stream.create(config().filterSubject("a"));
    for (String subject : List.of("a", "b", "a", "b", "b")) {
      stream.store(subject, "");
    }
    stream.pull("1");
    stream.consumer.update(config().filterSubject("b").build(), stream.now);
    assertThat(stream.info().pendingCount()).isEqualTo(3);
    stream.pull("9");
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 4L, 5L);
  }

  @Test
  @DisplayName("only what is committed is delivered and counted")
  void uncommitted() {
    stream.create(config());
    stream.pull("9");
    stream.visible = 0;
    storeThree();
    stream.run();
    assertThat(stream.sent).isEmpty();
    assertThat(stream.info().pendingCount()).isZero();
    stream.visible = 2;
    stream.run();
    assertThat(stream.sentSequences()).containsExactly(1L, 2L);
    assertThat(stream.sent.getLast().pending()).isZero();
    stream.store.remove(3, false);
    stream.visible = 3;
    stream.run();
    assertThat(stream.sent).hasSize(2);
    assertThat(stream.info().pendingCount()).isZero();
  }
}
