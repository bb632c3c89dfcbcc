package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.MILLI;
import static io.myelin.jetstream.consumer.ConsumerHarness.NO_REPLY;
import static io.myelin.jetstream.consumer.ConsumerHarness.SECOND;
import static io.myelin.jetstream.consumer.ConsumerHarness.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.consumer.ConsumerHarness.Sent;
import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.SequenceInfo;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AckTest {
  private final ConsumerHarness stream = new ConsumerHarness();

  private static List<Long> pair(SequenceInfo position) {
    return List.of(position.consumerSeq(), position.streamSeq());
  }

  private void assertFloor(long consumerSequence, long sequence) {
    assertThat(pair(stream.info().ackFloor())).containsExactly(consumerSequence, sequence);
  }

  @Test
  @DisplayName("CON-260 CON-261 CON-300 acks of single messages and the floor behind them")
  void floors() {
    stream.create(config());
    stream.storeMany(3);
    stream.pull("3");
    assertThat(pair(stream.info().delivered())).containsExactly(3L, 3L);
    assertFloor(0, 0);
    assertThat(stream.info().ackPendingCount()).isEqualTo(3);
    stream.ack(1);
    stream.ack(3);
    assertFloor(1, 1);
    assertThat(stream.info().ackPendingCount()).isEqualTo(1);
    stream.ack(2);
    assertFloor(3, 3);
    assertThat(stream.settled).containsExactly(1L, 3L, 2L);
  }

  @Test
  @DisplayName(
      "CON-261 CON-219 CON-715 the floor of a redelivered message follows its first delivery")
  void floorOfRedelivered() {
    stream.create(config());
    stream.storeMany(11);
    stream.pull("12");
    stream.nak(11, 0);
    assertThat(stream.sent.getLast().consumerSequence()).isEqualTo(12);
    assertThat(stream.sent.getLast().deliveries()).isEqualTo(2);
    for (long sequence = 1; sequence <= 11; sequence++) {
      stream.ack(sequence);
    }
    assertThat(pair(stream.info().delivered())).containsExactly(12L, 11L);
    assertFloor(12, 11);
  }

  @Test
  @DisplayName("CON-301 the floor may name a message that does not match")
  void floorWithFilter() {
    stream.create(config().filterSubject("b"));
    for (int i = 0; i < 5; i++) {
      stream.store("a", "");
      stream.store("b", "");
    }
    stream.pull("5");
    stream.ack(2);
    assertFloor(1, 3);
  }

  @Test
  @DisplayName(
      "CON-257 CON-259 CON-716 an ack with a reply is confirmed behind its record, each time")
  void doubleAck() {
    stream.create(config());
    stream.storeMany(2);
    stream.pull("1");
    int records = stream.journal.size();
    stream.ack(1, "r1".getBytes(UTF_8));
    assertThat(stream.journal).hasSize(records + 1);
    assertThat(stream.confirmed).containsExactly("r1");
    stream.ack(1, "r2".getBytes(UTF_8));
    assertThat(stream.confirmed).containsExactly("r1", "r2");
    stream.consumer.acknowledge(2, 2, 1, "r3".getBytes(UTF_8), stream.now);
    stream.consumer.acknowledge(77, 2, 1, "r4".getBytes(UTF_8), stream.now);
    assertThat(stream.confirmed).hasSize(2);
    assertThat(stream.info().ackPendingCount()).isZero();
  }

  @Test
  @DisplayName("CON-262 an ack of all covers what came before; at the floor it does nothing")
  void ackAll() {
    stream.create(config().ackPolicy(AckPolicy.ALL));
    stream.storeMany(5);
    stream.pull("5");
    stream.ack(3);
    assertFloor(3, 3);
    assertThat(stream.info().ackPendingCount()).isEqualTo(2);
    assertThat(stream.settled).containsExactly(1L, 2L, 3L);
    stream.ack(2, "r".getBytes(UTF_8));
    assertFloor(3, 3);
    assertThat(stream.confirmed).containsExactly("r");
    stream.pull("1");
    stream.nak(5, 0);
    assertThat(stream.sent.getLast().sequence()).isEqualTo(5);
    stream.term(5, "");
    assertThat(stream.info().ackPendingCount()).isZero();
  }

  @Test
  @DisplayName("CON-263 CON-221 CON-492 without acks the floor moves at delivery")
  void ackNone() {
    stream.create(config().ackPolicy(AckPolicy.NONE).maxAckPending(0).ackWaitNanos(0));
    stream.storeMany(3);
    stream.pull("2");
    assertFloor(2, 2);
    assertThat(stream.sent.getFirst().ack()).startsWith("$JS.ACK.S.C.");
    assertThat(stream.info().ackPendingCount()).isZero();
    assertThat(stream.settled).containsExactly(1L, 2L);
    stream.consumer.acknowledge(1, 1, 1, "r".getBytes(UTF_8), stream.now);
    assertThat(stream.confirmed).isEmpty();
  }

  @Test
  @DisplayName("CON-251 CON-265 CON-267 CON-712 a refused message goes to the tail at once")
  void nak() {
    stream.create(config().backoffNanos(List.of(SECOND, 10 * SECOND)));
    stream.storeMany(3);
    stream.pull("3");
    stream.nak(2, 0);
    stream.nak(1, 0);
    stream.pull("2");
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 3L, 2L, 1L);
    assertThat(stream.events.getFirst()).isEqualTo(new ConsumerEvent.Naked(2, 2, 1));
    stream.ack(3);
    stream.consumer.refuse(3, 3, 1, 0, "r".getBytes(UTF_8), stream.now);
    assertThat(stream.confirmed).containsExactly("r");
    assertThat(stream.events).hasSize(2);
  }

  @Test
  @DisplayName("CON-252 CON-266 CON-823 a refusal with a delay holds exactly for the delay")
  void nakWithDelay() {
    stream.create(config());
    stream.storeMany(1);
    stream.pull("1");
    stream.nak(1, 2 * SECOND);
    stream.pull("5");
    stream.pass(2 * SECOND - MILLI);
    assertThat(stream.sent).hasSize(1);
    stream.pass(3 * MILLI);
    assertThat(stream.sent).hasSize(2);
    stream.nak(1, 0);
    stream.nak(1, 60 * SECOND);
    stream.pass(40 * SECOND);
    assertThat(stream.sent).hasSize(3);
    stream.pass(21 * SECOND);
    assertThat(stream.sent).hasSize(4);
  }

  @Test
  @DisplayName("CON-253 CON-291 progress restarts the wait and does not count")
  void inProgress() {
    stream.create(config().ackWaitNanos(SECOND));
    stream.storeMany(1);
    stream.pull("5");
    for (int i = 0; i < 5; i++) {
      stream.pass(900 * MILLI);
      stream.consumer.inProgress(1, NO_REPLY, stream.now);
      stream.run();
    }
    assertThat(stream.sent).hasSize(1);
    stream.pass(1100 * MILLI);
    assertThat(stream.sent.getLast().deliveries()).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-255 CON-267 a terminated message is settled and told of, each time")
  void term() {
    stream.create(config());
    stream.storeMany(1);
    stream.pull("5");
    stream.term(1, "bad");
    stream.term(1, "");
    assertThat(stream.info().ackPendingCount()).isZero();
    assertFloor(1, 1);
    assertThat(stream.events)
        .containsExactly(
            new ConsumerEvent.Terminated(1, 1, 1, "bad"),
            new ConsumerEvent.Terminated(1, 1, 1, ""));
  }

  @Test
  @DisplayName("CON-254 an ack that asks for the next message has no confirmation")
  void ackNext() {
    stream.create(config());
    stream.storeMany(4);
    stream.pull("1");
    stream.consumer.acknowledgeAndPull(
        1, 1, 1, "2".getBytes(UTF_8), "next".getBytes(UTF_8), stream.now);
    stream.run();
    assertThat(stream.confirmed).isEmpty();
    assertThat(stream.sent.stream().map(Sent::to)).containsExactly("inbox", "next", "next");
    assertThat(stream.info().ackPendingCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-256 an ack without meaning is confirmed only")
  void unknown() {
    stream.create(config());
    stream.storeMany(1);
    stream.pull("1");
    stream.consumer.unknownAck(1, "r".getBytes(UTF_8), stream.now);
    assertThat(stream.confirmed).containsExactly("r");
    assertThat(stream.info().ackPendingCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-284 as many messages wait for acks as may; requests go on waiting")
  void maxAckPending() {
    stream.create(config().maxAckPending(2));
    stream.storeMany(4);
    stream.pull("4");
    assertThat(stream.sent).hasSize(2);
    assertThat(stream.statuses).isEmpty();
    stream.ack(1);
    assertThat(stream.sent).hasSize(3);
    stream.term(2, "");
    assertThat(stream.sent).hasSize(4);
  }

  @Test
  @DisplayName("CON-282 CON-711 redeliveries come first and pass max_ack_pending")
  void redeliveryFirst() {
    stream.create(config().maxAckPending(2).ackWaitNanos(SECOND));
    stream.storeMany(4);
    stream.pull("4");
    stream.pass(1100 * MILLI);
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 1L, 2L);
  }

  @Test
  @DisplayName("CON-280 CON-281 CON-283 what expires together comes in stream order")
  void expiry() {
    stream.create(config().ackWaitNanos(SECOND));
    stream.storeMany(3);
    stream.pull("6");
    stream.pass(999 * MILLI);
    assertThat(stream.sent).hasSize(3);
    stream.pass(2 * MILLI);
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    ConsumerInfo info = stream.info();
    assertThat(info.redeliveredCount()).isEqualTo(3);
    assertThat(info.pendingCount()).isZero();
    assertThat(pair(info.delivered())).containsExactly(6L, 3L);
    stream.ack(2);
    assertThat(stream.info().redeliveredCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-280 backoff: each delivery has its wait, the last one repeats")
  void backoff() {
    stream.create(config().backoffNanos(List.of(SECOND, 3 * SECOND)));
    stream.storeMany(1);
    stream.pull("10");
    stream.pass(1002 * MILLI);
    assertThat(stream.sent).hasSize(2);
    stream.pass(2990 * MILLI);
    assertThat(stream.sent).hasSize(2);
    stream.pass(20 * MILLI);
    assertThat(stream.sent).hasSize(3);
    stream.pass(3010 * MILLI);
    assertThat(stream.sent).hasSize(4);
  }

  @Test
  @DisplayName("CON-285 CON-287 CON-821 after max_deliver a message is given up at its last expiry")
  void maxDeliver() {
    stream.create(config().maxDeliver(2).ackWaitNanos(SECOND));
    stream.storeMany(1);
    stream.pull("2");
    stream.pass(1500 * MILLI);
    assertThat(stream.sent).hasSize(2);
    stream.pass(SECOND);
    assertThat(stream.events).containsExactly(new ConsumerEvent.MaxDeliveries(1, 2));
    ConsumerInfo info = stream.info();
    assertThat(info.ackPendingCount()).isZero();
    assertThat(info.redeliveredCount()).isEqualTo(1);
    assertFloor(2, 1);
    assertThat(needs(1)).isTrue();
    stream.pull("2");
    stream.pass(10 * SECOND);
    assertThat(stream.sent).hasSize(2);
    stream.restart();
    assertThat(stream.info().redeliveredCount()).isEqualTo(1);
    stream.pull("2");
    assertThat(stream.sent).hasSize(2);
    stream.ack(1);
    assertThat(stream.info().redeliveredCount()).isZero();
    assertThat(needs(1)).isFalse();
    assertThat(stream.settled).containsExactly(1L);
  }

  private boolean needs(long sequence) {
    return stream.consumer.needs(sequence, "a".getBytes(UTF_8), 0, 1);
  }

  @Test
  @DisplayName("CON-493 with max_deliver 1 nothing counts as redelivered")
  void maxDeliverOne() {
    stream.create(config().maxDeliver(1).ackWaitNanos(SECOND));
    stream.storeMany(1);
    stream.pull("5");
    stream.pass(1500 * MILLI);
    assertThat(stream.events).containsExactly(new ConsumerEvent.MaxDeliveries(1, 1));
    assertThat(stream.info().redeliveredCount()).isZero();
    assertThat(stream.sent).hasSize(1);
  }

  @Test
  @DisplayName("CON-289 CON-522 a pending message that is deleted is terminated")
  void deleted() {
    stream.create(config());
    stream.storeMany(3);
    stream.pull("2");
    stream.store.remove(1, false);
    stream.store.remove(3, false);
    ConsumerInfo info = stream.info();
    assertThat(info.ackPendingCount()).isEqualTo(1);
    assertThat(info.pendingCount()).isZero();
    assertFloor(1, 1);
    assertThat(stream.events)
        .containsExactly(
            new ConsumerEvent.Terminated(1, 1, 1, "Unacknowledged message was deleted"));
  }

  @Test
  @DisplayName("CON-520 CON-723 a purge keeps what was delivered and moves the floor")
  void purge() {
    stream.create(config());
    stream.storeMany(100);
    stream.pull("100");
    stream.cause = RemovalCause.PURGED;
    stream.store.removeBelow(51);
    assertFloor(50, 50);
    assertThat(stream.info().ackPendingCount()).isEqualTo(50);
    stream.store.removeBelow(101);
    assertFloor(100, 100);
    assertThat(stream.info().ackPendingCount()).isZero();
    assertThat(pair(stream.info().delivered())).containsExactly(100L, 100L);
    assertThat(stream.events).isEmpty();
  }

  @Test
  @DisplayName("CON-520 CON-835 where a purge has left it is known after a restart, and since when")
  void purgeIsKept() {
    stream.create(config());
    stream.storeMany(5);
    stream.pull("2");
    stream.pass(SECOND);
    stream.cause = RemovalCause.PURGED;
    stream.store.removeBelow(6);
    ConsumerInfo before = stream.info();
    assertFloor(2, 5);
    assertThat(before.ackFloor().lastActive()).contains(GoTime.ofEpochNanos(stream.now));
    int records = stream.journal.size();
    stream.consumer.purgedBelow(6, stream.now);
    assertThat(stream.journal).as("nothing to record").hasSize(records);
    stream.restart();
    assertThat(pair(stream.info().delivered())).containsExactly(2L, 5L);
    assertThat(stream.info().ackFloor()).isEqualTo(before.ackFloor());
  }

  @Test
  @DisplayName("CON-425 CON-555 CON-831 sampled acks are told with the time that they took")
  void sampling() {
    stream.create(config().sampleFrequency("100%"));
    stream.storeMany(1);
    stream.pull("1");
    stream.pass(5 * MILLI);
    stream.ack(1);
    assertThat(stream.events).containsExactly(new ConsumerEvent.Acknowledged(1, 1, 5 * MILLI, 1));
  }
}
