package io.myelin.jetstream;

import java.util.ArrayList;
import java.util.List;

/**
 * The consumers of a stream that have something to do. Each runs once for all that it was told of
 * before. Lane only.
 */
final class DueConsumers {
  private final Lane lane;
  private final Runnable onRun;
  private final Runnable scheduledRun = this::runAsScheduled;
  private List<ConsumerDriver> due = new ArrayList<>();
  private List<ConsumerDriver> spare = new ArrayList<>();
  private boolean scheduled;

  /**
   * @param onRun is called after consumers have run
   */
  DueConsumers(Lane lane, Runnable onRun) {
    this.lane = lane;
    this.onRun = onRun;
  }

  /** The consumer has something to do with the next {@link #run}. */
  void add(ConsumerDriver driver) {
    if (driver.touch()) {
      due.add(driver);
    }
  }

  /** Runs them when the lane has done what it does now. */
  void runSoon() {
    if (!scheduled && !due.isEmpty()) {
      scheduled = true;
      lane.execute(scheduledRun);
    }
  }

  private void runAsScheduled() {
    scheduled = false;
    run();
  }

  /** Runs them. */
  void run() {
    if (due.isEmpty()) {
      return;
    }
    List<ConsumerDriver> running = due;
    due = spare;
    running.forEach(ConsumerDriver::run);
    running.clear();
    spare = running;
    onRun.run();
  }
}
