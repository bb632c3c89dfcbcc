package io.myelin.jetstream.consumer;

/** Tells when a consumer is paused and when it no longer is (CON-453). */
final class PauseNotice {
  private final ConsumerCore core;

  /** Until when it was last told to be paused, 0 for not at all. */
  private long toldNanos;

  PauseNotice(ConsumerCore core) {
    this.core = core;
  }

  /** Delivery begins; nothing is told by that. */
  void started(long nowNanos) {
    long until = core.settings().pausedUntilNanos();
    toldNanos = until > nowNanos ? until : 0;
  }

  /** When {@link #tick} has something to do, {@code Long.MAX_VALUE} for never. */
  long deadlineNanos() {
    return toldNanos > 0 ? toldNanos : Long.MAX_VALUE;
  }

  /** Time has passed. */
  void tick(long nowNanos) {
    if (toldNanos > 0 && toldNanos <= nowNanos) {
      core.output().event(new ConsumerEvent.Paused(false, toldNanos));
      toldNanos = 0;
    }
  }

  /** The configuration is another, which may pause it, resume it or neither. */
  void changed(long untilBeforeNanos, long nowNanos) {
    long until = core.settings().pausedUntilNanos();
    if (until != untilBeforeNanos) {
      boolean paused = until > nowNanos;
      core.output().event(new ConsumerEvent.Paused(paused, until));
      toldNanos = paused ? until : 0;
    }
  }

  /** Tells once more that it is paused, if it is. */
  void repeat() {
    if (toldNanos > 0) {
      core.output().event(new ConsumerEvent.Paused(true, toldNanos));
    }
  }
}
