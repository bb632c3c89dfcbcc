package io.myelin.jetstream;

import io.myelin.core.Loop;
import org.jspecify.annotations.Nullable;

/**
 * One timer of a stream: runs a task when the earliest wanted time has come. Asking for a later
 * time than is set changes nothing. Lane only.
 */
final class StreamClock {
  private final Lane lane;
  private final Runnable task;
  private Loop.@Nullable Timer timer;
  private long dueNanos = Long.MAX_VALUE;
  private boolean stopped;

  StreamClock(Lane lane, Runnable task) {
    this.lane = lane;
    this.task = task;
  }

  /** Runs the task at this time at the latest, nanoseconds since the epoch. */
  void wake(long atEpochNanos) {
    if (stopped || atEpochNanos >= dueNanos) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    dueNanos = atEpochNanos;
    timer = lane.schedule(this::run, atEpochNanos - lane.epochNanos());
  }

  /** Never again. */
  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void run() {
    timer = null;
    dueNanos = Long.MAX_VALUE;
    if (!stopped) {
      task.run();
    }
  }
}
