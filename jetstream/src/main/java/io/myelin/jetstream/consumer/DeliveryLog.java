package io.myelin.jetstream.consumer;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the deliveries of one round into one record. First deliveries whose stream and consumer
 * sequences both go up by one are a run and cost a few bytes together.
 */
final class DeliveryLog {
  /** Runs of one length and more are first deliveries; this stands for a redelivery. */
  static final long AGAIN = 0;

  private @Nullable RecordWriter writer;
  private long clockNanos;
  private long runSequence;
  private long runConsumerSequence;
  private long runLength;

  boolean isEmpty() {
    return writer == null;
  }

  /** Whether a delivery at this time needs a record of its own. */
  boolean differs(long nowNanos) {
    return writer != null && clockNanos != nowNanos;
  }

  void first(long sequence, long consumerSequence, long nowNanos) {
    begin(nowNanos);
    if (runLength > 0
        && sequence == runSequence + runLength
        && consumerSequence == runConsumerSequence + runLength) {
      runLength++;
    } else {
      endRun();
      runSequence = sequence;
      runConsumerSequence = consumerSequence;
      runLength = 1;
    }
  }

  void again(long sequence, long consumerSequence, long nowNanos) {
    RecordWriter out = begin(nowNanos);
    endRun();
    out.number(AGAIN).number(sequence).number(consumerSequence);
  }

  private RecordWriter begin(long nowNanos) {
    RecordWriter out = writer;
    if (out == null) {
      out = new RecordWriter(RecordKind.DELIVERED).number(nowNanos);
      writer = out;
      clockNanos = nowNanos;
    }
    return out;
  }

  private void endRun() {
    RecordWriter out = writer;
    if (runLength > 0 && out != null) {
      out.number(runLength).number(runSequence).number(runConsumerSequence);
    }
    runLength = 0;
  }

  /** The record; the log is empty afterwards. It must not be empty before. */
  byte[] take() {
    endRun();
    RecordWriter out = writer;
    if (out == null) {
      throw new IllegalStateException("no delivery to record");
    }
    writer = null;
    return out.record();
  }
}
