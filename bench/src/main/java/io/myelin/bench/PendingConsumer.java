package io.myelin.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.myelin.jetstream.consumer.ConsumerEvent;
import io.myelin.jetstream.consumer.ConsumerOutput;
import io.myelin.jetstream.consumer.ConsumerStream;
import io.myelin.jetstream.consumer.DeadLetter;
import io.myelin.jetstream.consumer.StreamConsumer;
import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.store.MemoryMessageStore;
import io.myelin.store.MessageIndex;
import io.myelin.store.MessageStore;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * A pull consumer with backoff over a stream in memory, with a request that takes whatever there
 * is, and nobody behind it.
 */
final class PendingConsumer implements ConsumerStream, ConsumerOutput {
  static final long FIRST_WAIT_NANOS = 10_000_000_000L;
  static final long LATER_WAIT_NANOS = 20_000_000_000L;
  private static final byte[] SUBJECT = "bench".getBytes(US_ASCII);
  private static final byte[] NOTHING = new byte[0];

  /** Where an ack subject tells the number of the delivery. */
  private static final int COUNT_AT = "$JS.ACK.S.C.".length();

  private final MessageStore store = new MemoryMessageStore(7);
  private final StreamConsumer consumer;
  private long nowNanos = 1_700_000_000_000_000_000L;
  private long delivered;
  private long redelivered;

  PendingConsumer() {
    ConsumerConfig config =
        ConsumerConfig.builder()
            .name("C")
            .durableName("C")
            .ackPolicy(AckPolicy.EXPLICIT)
            .ackWaitNanos(FIRST_WAIT_NANOS)
            .backoffNanos(List.of(FIRST_WAIT_NANOS, LATER_WAIT_NANOS))
            .maxDeliver(-1)
            .maxAckPending(-1)
            .maxWaiting(512)
            .build();
    consumer = StreamConsumer.create("C", config, this, this, new Random(1), nowNanos);
    consumer.start(nowNanos);
    pull();
  }

  private void pull() {
    consumer.pull(
        "{\"batch\":1000000000}".getBytes(US_ASCII), "inbox".getBytes(US_ASCII), true, nowNanos);
    run();
  }

  private void run() {
    while (consumer.run(64, nowNanos)) {
      // goes on until there is nothing to hand out
    }
    consumer.listening(consumer.wantsMessages());
  }

  /** Stores a message, which is delivered at once; its sequence. */
  long deliverOne() {
    long sequence = store.lastSequence() + 1;
    store.append(sequence, nowNanos, 0, SUBJECT, NOTHING, NOTHING);
    consumer.messageStored(sequence, SUBJECT, 0, SUBJECT.length);
    run();
    return sequence;
  }

  /** A receiver acknowledges. */
  void acknowledge(long sequence) {
    consumer.acknowledge(sequence, delivered, 1, NOTHING, nowNanos);
    run();
  }

  /** A receiver wants the message later. */
  void refuse(long sequence, long delayNanos) {
    consumer.refuse(sequence, delivered, 1, delayNanos, NOTHING, nowNanos);
    run();
  }

  /** Lets time pass; what is due is delivered again. */
  void pass(long nanos) {
    nowNanos += nanos;
    if (consumer.nextDeadlineNanos() <= nowNanos) {
      consumer.tick(nowNanos);
      run();
    }
  }

  /** Deliveries so far, the first and the later ones. */
  long deliveries() {
    return delivered;
  }

  /** Deliveries after the first of each message. */
  long redeliveries() {
    return redelivered;
  }

  @Override
  public String name() {
    return "S";
  }

  @Override
  public MessageIndex messages() {
    return store;
  }

  @Override
  public long visibleSequence() {
    return store.lastSequence();
  }

  @Override
  public boolean keepsOnePerSubject() {
    return false;
  }

  @Override
  public long maxMessageBytes() {
    return 1 << 20;
  }

  @Override
  public Outcome deliver(
      byte[] routing,
      byte[] ackReply,
      int ackReplyLength,
      byte[] buffer,
      int subjectAt,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    delivered++;
    boolean first = ackReply[COUNT_AT] == '1' && ackReply[COUNT_AT + 1] == '.';
    redelivered += first ? 0 : 1;
    return Outcome.SENT;
  }

  @Override
  public void status(byte[] subject, byte[] reply, byte[] header) {}

  @Override
  public void confirm(byte[] reply) {}

  @Override
  public void record(byte[] record) {}

  @Override
  public void reserved(long consumerSequence) {
    consumer.reservationCommitted(consumerSequence);
  }

  @Override
  public void settled(long sequence) {
    store.remove(sequence, false);
  }

  @Override
  public void deadLetter(DeadLetter letter) {}

  @Override
  public void event(ConsumerEvent event) {}

  @Override
  public void inactive() {}

  @Override
  public void unreadable(long sequence, IOException cause) {
    throw new IllegalStateException("message " + sequence, cause);
  }

  @Override
  public boolean hasInterest(byte[] subject) {
    return true;
  }

  @Override
  public boolean isBound(byte[] subject, byte[] group) {
    return true;
  }
}
