package io.myelin.jetstream;

import io.myelin.jetstream.model.StreamConfig;

/**
 * Removes messages whose time is over: by the stream's maximum age (STR-267) and by their own time
 * to live (STR-341). Works in slices and looks no more often than every 250 ms. Lane only.
 */
final class StreamExpiry {
  private static final long PAUSE_NANOS = 250_000_000L;
  private static final int SLICE = 1000;

  /** Removes one message whose time is over, or puts a marker in its place (STR-344). */
  interface Remover {
    /** Removes the message. */
    void expire(long sequence);
  }

  private final Lane lane;
  private final StreamMachine machine;
  private final GroupCommit commit;
  private final Remover remover;
  private final AgingMessages aging;
  private final StreamClock clock;

  StreamExpiry(Lane lane, StreamMachine machine, GroupCommit commit, Remover remover) {
    this.lane = lane;
    this.machine = machine;
    this.commit = commit;
    this.remover = remover;
    this.aging = new AgingMessages(machine.store());
    this.clock = new StreamClock(lane, this::run);
  }

  /** Looks when something is due next; after messages or configuration changed. */
  void schedule() {
    long due = nextDueNanos();
    if (due != Long.MAX_VALUE) {
      clock.wake(Math.max(due, lane.epochNanos() + PAUSE_NANOS));
    }
  }

  /** Begins anew after the store was recovered. */
  void recovered() {
    aging.reset();
    run();
  }

  /** Stops for good. */
  void stop() {
    clock.stop();
  }

  /** Removes what is due now, as far as a slice goes. */
  void run() {
    if (commit.failed()) {
      return;
    }
    StreamConfig config = machine.config();
    long now = lane.epochNanos();
    int removed = 0;
    while (removed < SLICE) {
      long sequence = dueNow(config, now);
      if (sequence == 0) {
        break;
      }
      remover.expire(sequence);
      removed++;
    }
    if (removed > 0) {
      commit.changed();
      commit.flush();
    }
    boolean searching = config.maxAgeNanos() > 0 && !config.sealed() && aging.unfinished();
    if (removed == SLICE || searching) {
      lane.execute(this::run);
    } else {
      schedule();
    }
  }

  private long dueNow(StreamConfig config, long now) {
    if (config.sealed()) {
      return 0;
    }
    if (config.maxAgeNanos() > 0) {
      long oldest = aging.oldest(config.allowMessageTtl());
      if (oldest != 0 && aging.oldestTimeNanos() + config.maxAgeNanos() <= now) {
        return oldest;
      }
    }
    return config.allowMessageTtl() ? machine.store().expired(now) : 0;
  }

  private long nextDueNanos() {
    StreamConfig config = machine.config();
    if (config.sealed()) {
      return Long.MAX_VALUE;
    }
    long due = config.allowMessageTtl() ? machine.store().nextExpiryNanos() : Long.MAX_VALUE;
    if (config.maxAgeNanos() > 0 && aging.oldest(config.allowMessageTtl()) != 0) {
      due = Math.min(due, aging.oldestTimeNanos() + config.maxAgeNanos());
    }
    return due;
  }
}
