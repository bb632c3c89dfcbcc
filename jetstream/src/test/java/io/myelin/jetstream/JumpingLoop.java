package io.myelin.jetstream;

import io.myelin.core.Loop;
import io.myelin.core.MemorySource;
import io.myelin.core.SegmentPool;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A loop run by the test's own thread, on a clock that jumps to the next timer as soon as nothing
 * else is to be done. Other threads may hand tasks in.
 */
final class JumpingLoop extends Loop {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long QUIET_MILLIS = 3;

  private record Due(long atNanos, long order, Runnable task) {}

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
  private long nowNanos = TimeUnit.DAYS.toNanos(20_000);
  private long order;

  JumpingLoop(long seed) {
    super(
        0, 1, new SegmentPool(MemorySource.COLLECTED, Long.MAX_VALUE), new SplittableRandom(seed));
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  protected void flushSoon() {
    tasks.add(this::flush);
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public Timer schedule(Runnable task, long delay, TimeUnit unit) {
    Due due = new Due(nowNanos + unit.toNanos(delay), order++, task);
    timers.add(due);
    return () -> timers.remove(due);
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public long epochNanos() {
    return nowNanos;
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
    long end = nowNanos + unit.toNanos(amount);
    boolean[] over = {false};
    schedule(() -> over[0] = true, end - nowNanos, TimeUnit.NANOSECONDS);
    until("time passes", () -> over[0]);
  }

  private void step() {
    try {
      Runnable task = tasks.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
      if (task != null) {
        task.run();
        return;
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Due next = timers.poll();
    if (next != null) {
      nowNanos = Math.max(nowNanos, next.atNanos());
      next.task().run();
    }
  }
}
