package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.MILLI;
import static io.myelin.jetstream.consumer.ConsumerHarness.NO_REPLY;
import static io.myelin.jetstream.consumer.ConsumerHarness.SECOND;
import static io.myelin.jetstream.consumer.ConsumerHarness.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.DeliverPolicy;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private final ConsumerHarness stream = new ConsumerHarness();

  @Test
  @DisplayName(
      "CON-570 CON-571 after a crash the state is as it was and no consumer sequence comes twice")
  void crash() {
    stream.create(config());
    stream.storeMany(10);
    stream.pull("6");
    stream.ack(1);
    stream.ack(4);
    ConsumerInfo before = stream.info();
    stream.restart();
    ConsumerInfo after = stream.info();
    assertThat(after.ackFloor().streamSeq()).isEqualTo(before.ackFloor().streamSeq());
    assertThat(after.ackFloor().consumerSeq()).isEqualTo(before.ackFloor().consumerSeq());
    assertThat(after.delivered()).isEqualTo(before.delivered());
    assertThat(after.ackPendingCount()).isEqualTo(4);
    assertThat(after.pendingCount()).isEqualTo(4);
    assertThat(after.created()).isEqualTo(before.created());
    stream.pull("1");
    assertThat(stream.sent.getLast().sequence()).isEqualTo(7);
    assertThat(stream.sent.getLast().consumerSequence()).isGreaterThan(6);
  }

  @Test
  @DisplayName("CON-571 a stop in order keeps the consumer sequence exact")
  void stop() {
    stream.create(config());
    stream.storeMany(10);
    stream.pull("6");
    stream.consumer.stop(stream.now);
    stream.restart();
    stream.pull("1");
    assertThat(stream.sent.getLast().consumerSequence()).isEqualTo(7);
    assertThat(stream.info().delivered().consumerSeq()).isEqualTo(7);
  }

  @Test
  @DisplayName("CON-571 nothing is delivered beyond the sequences that are known to be reserved")
  void reservation() {
    stream.create(config().maxAckPending(-1));
    stream.commits = false;
    stream.storeMany(5000);
    stream.pull("5000");
    assertThat(stream.sent).hasSize((int) Reservation.firstBlock());
    stream.consumer.reservationCommitted(1_000_000);
    stream.commits = true;
    stream.run();
    assertThat(stream.sent).hasSize(5000);
  }

  @Test
  @DisplayName("CON-290 CON-840 a restart does not redeliver what is not due")
  void deadlines() {
    stream.create(config().ackWaitNanos(10 * SECOND));
    stream.storeMany(3);
    stream.pull("1");
    stream.pass(4 * SECOND);
    stream.pull("2");
    stream.consumer.inProgress(1, NO_REPLY, stream.now);
    stream.nak(2, 17 * SECOND);
    stream.pass(4 * SECOND);
    stream.restart();
    stream.pull("9");
    assertThat(stream.sent).hasSize(3);
    stream.pass(6 * SECOND + 2 * MILLI);
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 3L, 1L, 3L);
    stream.pass(10 * SECOND);
    assertThat(stream.sentSequences().subList(5, 8)).containsExactly(2L, 1L, 3L);
  }

  @Test
  @DisplayName("CON-572 redelivery counts survive, and a refused message stays due")
  void counts() {
    stream.create(config().ackWaitNanos(SECOND));
    stream.storeMany(2);
    stream.pull("4");
    stream.pass(1100 * MILLI);
    stream.nak(2, 0);
    stream.restart();
    assertThat(stream.info().redeliveredCount()).isEqualTo(2);
    stream.pull("1");
    assertThat(stream.sent.getLast().sequence()).isEqualTo(2);
    assertThat(stream.sent.getLast().deliveries()).isEqualTo(3);
  }

  @Test
  @DisplayName("CON-570 a snapshot stands for all before it")
  void snapshot() {
    stream.create(config().maxDeliver(2).ackWaitNanos(SECOND));
    stream.storeMany(10);
    stream.pull("6");
    stream.pass(1100 * MILLI);
    stream.pull("3");
    stream.ack(6);
    stream.pass(1100 * MILLI);
    ConsumerInfo before = stream.info();
    stream.journal.clear();
    stream.journal.addAll(stream.consumer.snapshot());
    stream.restart();
    ConsumerInfo after = stream.info();
    assertThat(after.ackPendingCount()).isEqualTo(before.ackPendingCount());
    assertThat(after.redeliveredCount()).isEqualTo(before.redeliveredCount());
    assertThat(after.pendingCount()).isEqualTo(before.pendingCount());
    assertThat(after.ackFloor()).isEqualTo(before.ackFloor());
  }

  @Test
  @DisplayName("CON-826 the start list of last_per_subject survives a restart")
  void startList() {
    for (String subject : new String[] {"a", "b", "c", "a", "b", "d", "a"}) {
      stream.store(subject, "");
    }
    stream.create(config().deliverPolicy(DeliverPolicy.LAST_PER_SUBJECT));
    assertThat(stream.info().pendingCount()).isEqualTo(4);
    stream.pull("1");
    stream.restart();
    assertThat(stream.info().pendingCount()).isEqualTo(3);
    stream.pull("9");
    stream.store("a", "");
    assertThat(stream.sentSequences()).containsExactly(3L, 5L, 6L, 7L, 8L);
  }

  @Test
  @DisplayName("CON-188 CON-826 a reset goes back into the start list, also after a restart")
  void resetIntoStartList() {
    for (String subject : new String[] {"a", "b", "c", "b", "a", "d", "d", "a"}) {
      stream.store(subject, "");
    }
    stream.create(config().deliverPolicy(DeliverPolicy.LAST_PER_SUBJECT));
    stream.store("e", "");
    stream.pull("3");
    assertThat(stream.sentSequences()).containsExactly(3L, 4L, 7L);
    stream.ack(3);
    stream.ack(7);
    stream.restart();
    stream.journal.clear();
    stream.journal.addAll(stream.consumer.snapshot());
    stream.restart();
    assertThat(stream.consumer.reset(0, stream.now)).isEqualTo(4);
    assertThat(stream.info().pendingCount()).isEqualTo(4);
    stream.restart();
    assertThat(stream.info().pendingCount()).isEqualTo(4);
    stream.pull("9");
    assertThat(stream.sentSequences().subList(3, 7)).containsExactly(4L, 7L, 8L, 9L);
    stream.consumer.reset(0, stream.now);
    stream.pull("9");
    assertThat(stream.sentSequences().subList(7, 11)).containsExactly(4L, 7L, 8L, 9L);
    for (long sequence : new long[] {4, 7, 8}) {
      stream.ack(sequence);
    }
    stream.consumer.reset(0, stream.now);
    stream.pull("9");
    assertThat(stream.sentSequences().subList(11, 12)).containsExactly(9L);
    assertThat(stream.sent).hasSize(12);
  }

  @Test
  @DisplayName("CON-183 CON-574 a start beyond the end of the stream survives a restart")
  void startBeyondTheEnd() {
    stream.storeMany(3);
    stream.create(config().deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(6));
    stream.restart();
    stream.storeMany(4);
    stream.pull("9");
    assertThat(stream.sentSequences()).containsExactly(6L, 7L);
  }

  @Test
  @DisplayName("CON-188 CON-571 a reset begins anew and survives")
  void reset() {
    stream.create(config());
    stream.storeMany(5);
    stream.pull("5");
    stream.ack(1);
    assertThat(stream.consumer.reset(0, stream.now)).isEqualTo(2);
    ConsumerInfo info = stream.info();
    assertThat(info.delivered().streamSeq()).isEqualTo(1);
    assertThat(info.delivered().consumerSeq()).isZero();
    assertThat(info.delivered().lastActive()).isEmpty();
    assertThat(info.ackPendingCount()).isZero();
    assertThat(info.pendingCount()).isEqualTo(4);
    stream.restart();
    assertThat(stream.info().pendingCount()).isEqualTo(4);
    stream.pull("1");
    assertThat(stream.sent.getLast().sequence()).isEqualTo(2);
  }

  @Test
  @DisplayName("issue: with ack none the position is at most a second old")
  void position() {
    stream.create(config().ackPolicy(AckPolicy.NONE).maxAckPending(0).ackWaitNanos(0));
    stream.storeMany(10);
    int records = stream.journal.size();
    stream.pull("5");
    assertThat(stream.journal).hasSize(records);
    stream.pass(SECOND);
    assertThat(stream.journal).hasSize(records + 1);
    stream.restart();
    assertThat(stream.info().pendingCount()).isEqualTo(5);
  }

  @Test
  @DisplayName("CON-574 a stream that lost its tail takes the consumer back")
  void lostTail() {
    stream.create(config());
    stream.storeMany(10);
    stream.pull("8");
    stream.ack(1);
    stream.visible = 5;
    stream.restart();
    ConsumerInfo info = stream.info();
    assertThat(info.delivered().streamSeq()).isEqualTo(5);
    assertThat(info.ackPendingCount()).isEqualTo(4);
    assertThat(info.pendingCount()).isZero();
  }

  @Test
  @DisplayName("CON-838 where records are missing everything above the known floor comes again")
  void gap() {
    stream.create(config());
    stream.storeMany(10);
    stream.pull("6");
    stream.ack(1);
    stream.ack(2);
    stream.ack(4);
    int kept = stream.journal.size();
    stream.ack(3);
    stream.pull("2");
    ConsumerRecovery records = new ConsumerRecovery();
    stream.journal.subList(0, kept).forEach(records::record);
    records.gap();
    stream.journal.subList(kept + 1, stream.journal.size()).forEach(records::record);
    assertThat(records.rebuilt()).isTrue();
    stream.consumer =
        StreamConsumer.recover("C", config().build(), records, stream, stream, new Random(3));
    stream.consumer.start(stream.now);
    ConsumerInfo info = stream.info();
    assertThat(info.ackFloor().streamSeq()).isEqualTo(2);
    assertThat(info.ackPendingCount()).isZero();
    assertThat(info.pendingCount()).isEqualTo(8);
    long used = stream.sent.getLast().consumerSequence();
    stream.pull("9");
    assertThat(stream.sent.subList(8, 16).stream().map(it -> it.sequence()))
        .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(stream.sent.get(8).consumerSequence()).isGreaterThan(used);
  }

  @Test
  @DisplayName("CON-838 a snapshot behind the gap makes everything whole")
  void gapBeforeSnapshot() {
    stream.create(config());
    stream.storeMany(10);
    stream.pull("6");
    stream.ack(1);
    ConsumerRecovery records = new ConsumerRecovery();
    records.gap();
    stream.consumer.snapshot().forEach(records::record);
    assertThat(records.rebuilt()).isFalse();
    assertThat(records.state().ledger().size()).isEqualTo(5);
  }

  @Test
  @DisplayName("CON-575 a damaged record is refused, not guessed at")
  void damage() {
    ConsumerRecovery recovery = new ConsumerRecovery();
    assertThatThrownBy(() -> recovery.record(new byte[] {1, 99}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown kind 99");
    assertThatThrownBy(() -> recovery.record(new byte[] {2, 1}))
        .hasMessageContaining("unknown version 2");
    assertThatThrownBy(() -> recovery.record(new byte[] {1, 8, (byte) 0x80}))
        .hasMessageContaining("ends early");
    assertThat(recovery.exists()).isFalse();
  }
}
