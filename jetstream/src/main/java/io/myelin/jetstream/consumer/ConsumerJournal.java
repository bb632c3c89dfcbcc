package io.myelin.jetstream.consumer;

/**
 * Writes what happens to a consumer's state as records. Deliveries and unconfirmed acks are
 * gathered until {@link #flush}; their order among each other is kept. Writes nothing for a
 * consumer whose state is in memory only.
 */
final class ConsumerJournal {
  private static final int LARGEST_BATCH_BYTES = 32 * 1024;
  private static final long POSITION_INTERVAL_NANOS = 1_000_000_000L;

  private final ConsumerOutput output;
  private final boolean keeps;
  private final DeliveryLog deliveries = new DeliveryLog();
  private RecordWriter settled = new RecordWriter(RecordKind.SETTLED);
  private boolean anySettled;
  private long settledNanos;
  private long positionDueNanos = Long.MAX_VALUE;

  ConsumerJournal(ConsumerOutput output, boolean keeps) {
    this.output = output;
    this.keeps = keeps;
  }

  boolean keeps() {
    return keeps;
  }

  /** When a gathered position has to be written (issue: at most one second old). */
  long positionDueNanos() {
    return positionDueNanos;
  }

  /** Writes what was gathered. */
  void flush() {
    flushSettled();
    flushDeliveries();
  }

  private void flushSettled() {
    if (anySettled) {
      anySettled = false;
      byte[] record = settled.record();
      settled = new RecordWriter(RecordKind.SETTLED);
      output.record(record);
    }
  }

  private void flushDeliveries() {
    if (!deliveries.isEmpty()) {
      output.record(deliveries.take());
    }
  }

  void delivered(long sequence, long consumerSequence, long nowNanos) {
    if (keeps) {
      beforeDelivery(nowNanos);
      deliveries.first(sequence, consumerSequence, nowNanos);
    }
  }

  void redelivered(long sequence, long consumerSequence, long nowNanos) {
    if (keeps) {
      beforeDelivery(nowNanos);
      deliveries.again(sequence, consumerSequence, nowNanos);
    }
  }

  private void beforeDelivery(long nowNanos) {
    flushSettled();
    if (deliveries.differs(nowNanos)) {
      flushDeliveries();
    }
  }

  /** A consumer without acks has moved on; written at the latest a second from now. */
  void moved(long nowNanos) {
    if (keeps && positionDueNanos == Long.MAX_VALUE) {
      positionDueNanos = nowNanos + POSITION_INTERVAL_NANOS;
    }
  }

  /** Writes where a consumer without acks is, if that has changed. */
  void position(ConsumerState state) {
    if (positionDueNanos != Long.MAX_VALUE) {
      positionDueNanos = Long.MAX_VALUE;
      output.record(
          new RecordWriter(RecordKind.POSITION)
              .number(state.deliveredConsumer())
              .number(state.deliveredStream())
              .number(state.deliveredNanos())
              .record());
    }
  }

  void settled(long sequence, long nowNanos) {
    if (!keeps) {
      return;
    }
    flushDeliveries();
    if (!anySettled) {
      anySettled = true;
      settledNanos = nowNanos;
      settled.number(settledNanos);
    }
    settled.number(sequence);
    if (settled.length() > LARGEST_BATCH_BYTES) {
      flushSettled();
    }
  }

  void settledThrough(long sequence, long consumerSequence, long nowNanos) {
    write(
        new RecordWriter(RecordKind.SETTLED_THROUGH)
            .number(nowNanos)
            .number(sequence)
            .number(consumerSequence));
  }

  /**
   * A pending message has another clock.
   *
   * @param deadlineNanos asked for by the receiver; 0 for what the configuration says
   */
  void clock(long sequence, long clockNanos, long deadlineNanos) {
    write(
        new RecordWriter(RecordKind.CLOCK)
            .number(sequence)
            .number(clockNanos)
            .number(deadlineNanos));
  }

  void gaveUp(long sequence) {
    write(new RecordWriter(RecordKind.GAVE_UP).number(sequence));
  }

  void deadLetter(DeadLetter letter) {
    write(ConsumerSnapshot.deadLetter(letter));
  }

  void deadLetterDone(long sequence) {
    write(new RecordWriter(RecordKind.DEAD_LETTER_DONE).number(sequence));
  }

  void reserved(long upTo) {
    write(new RecordWriter(RecordKind.RESERVED).number(upTo));
  }

  void config(byte[] json) {
    write(new RecordWriter(RecordKind.CONFIG).bytes(json));
  }

  void reset(long sequence) {
    write(new RecordWriter(RecordKind.RESET).number(sequence));
  }

  void purged(long first, long nowNanos) {
    write(new RecordWriter(RecordKind.PURGED).number(first).number(nowNanos));
  }

  void stopped(long nextConsumer) {
    write(new RecordWriter(RecordKind.STOPPED).number(nextConsumer));
  }

  void deleted() {
    write(new RecordWriter(RecordKind.DELETED));
  }

  private void write(RecordWriter record) {
    if (keeps) {
      flush();
      output.record(record.record());
    }
  }
}
