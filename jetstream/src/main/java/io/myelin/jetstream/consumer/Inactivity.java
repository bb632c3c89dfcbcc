package io.myelin.jetstream.consumer;

/** When a consumer that nobody uses wants to be deleted (CON-163 to CON-165). */
final class Inactivity {
  private static final long SHORTEST_EXTRA_NANOS = 100_000_000L;
  private static final long EXTRA_RANGE_NANOS = 900_000_000L;
  private static final long REPEAT_NANOS = 30_000_000_000L;

  private final ConsumerCore core;
  private final PullRequests pulls;
  private final PushReceiver push;
  private final long extraNanos;
  private long activeNanos;
  private long notBeforeNanos;

  Inactivity(ConsumerCore core, PullRequests pulls, PushReceiver push) {
    this.core = core;
    this.pulls = pulls;
    this.push = push;
    this.extraNanos = SHORTEST_EXTRA_NANOS + core.random().nextLong(EXTRA_RANGE_NANOS);
  }

  /** The consumer is used. */
  void active(long nowNanos) {
    activeNanos = nowNanos;
  }

  /** When {@link #tick} has something to do. */
  long deadlineNanos() {
    ConsumerSettings settings = core.settings();
    long threshold = settings.inactiveThresholdNanos();
    if (threshold <= 0) {
      return Long.MAX_VALUE;
    }
    long since =
        settings.push() ? push.unboundSinceNanos() : Math.max(activeNanos, pulls.activeNanos());
    long deadline = later(since, threshold);
    return Math.max(
        settings.jittersInactivity() ? later(deadline, extraNanos) : deadline, notBeforeNanos);
  }

  private static long later(long nanos, long by) {
    return nanos >= Long.MAX_VALUE - by ? Long.MAX_VALUE : nanos + by;
  }

  void tick(long nowNanos) {
    if (deadlineNanos() > nowNanos) {
      return;
    }
    if (!core.settings().push()) {
      long threshold = core.settings().inactiveThresholdNanos();
      long usedUntil = pulls.live(nowNanos) > 0 ? nowNanos : latestDeadline();
      if (later(usedUntil, threshold) > nowNanos && usedUntil != 0) {
        notBeforeNanos = later(usedUntil, threshold);
        return;
      }
    }
    notBeforeNanos = nowNanos + REPEAT_NANOS;
    core.output().inactive();
  }

  private long latestDeadline() {
    long latest = 0;
    PendingLedger ledger = core.ledger();
    for (long row = ledger.isEmpty() ? PendingLedger.NONE : ledger.lowest();
        row != PendingLedger.NONE;
        row = ledger.above(row)) {
      long deadline = ledger.deadlineNanos(row);
      latest =
          Math.max(latest, deadline == PendingLedger.NEVER ? ledger.clockNanos(row) : deadline);
    }
    return latest;
  }
}
