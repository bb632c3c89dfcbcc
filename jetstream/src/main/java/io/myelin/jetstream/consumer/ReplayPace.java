package io.myelin.jetstream.consumer;

/** Spaces old messages as they were stored (CON-424). */
final class ReplayPace {
  private static final long SHORTEST_NANOS = 1_000_000;

  /** What was stored later is not held back. */
  private final long lastSequence;

  private long storedNanos;
  private long sentNanos;

  ReplayPace(long lastSequence) {
    this.lastSequence = lastSequence;
  }

  /** When a message may be sent, at the earliest. */
  long dueNanos(long sequence, long messageNanos) {
    if (sequence > lastSequence || sentNanos == 0) {
      return 0;
    }
    long gap = messageNanos - storedNanos;
    return gap > SHORTEST_NANOS ? sentNanos + gap : 0;
  }

  void sent(long messageNanos, long nowNanos) {
    storedNanos = messageNanos;
    sentNanos = nowNanos;
  }
}
