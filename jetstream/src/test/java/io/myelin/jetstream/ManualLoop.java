package io.myelin.jetstream;

import java.util.concurrent.TimeUnit;

/** A loop whose tasks and timers run on the test's thread, when the test lets time pass. */
final class ManualLoop extends TestClockLoop {
  ManualLoop() {
    super(MachineHarness.T0, 7);
  }

  /** Lets time pass and runs everything that becomes due. */
  void pass(long amount, TimeUnit unit) {
    long end = nanoTime() + unit.toNanos(amount);
    settle();
    while (runTimer(end)) {
      settle();
    }
    now(end);
  }
}
