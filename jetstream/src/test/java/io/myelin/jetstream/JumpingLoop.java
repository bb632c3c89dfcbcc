package io.myelin.jetstream;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A loop run by the test's own thread, on a clock that jumps to the next timer as soon as nothing
 * else is to be done. Other threads may hand tasks in.
 */
final class JumpingLoop extends TestClockLoop {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long QUIET_MILLIS = 3;

  JumpingLoop(long seed) {
    super(TimeUnit.DAYS.toNanos(20_000), seed);
  }

  /** Runs tasks, and timers when they are due, until the condition holds; fails after a while. */
  void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 20 s: " + what);
      }
      step();
    }
  }

  /** Lets time pass. */
  void pass(long amount, TimeUnit unit) {
    boolean[] over = {false};
    schedule(() -> over[0] = true, amount, unit);
    until("time passes", () -> over[0]);
  }

  private void step() {
    try {
      Runnable task = nextTask(QUIET_MILLIS);
      if (task != null) {
        task.run();
        return;
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    runTimer(Long.MAX_VALUE);
  }
}
