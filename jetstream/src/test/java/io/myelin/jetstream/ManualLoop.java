package io.myelin.jetstream;

import io.myelin.core.Loop;
import io.myelin.core.MemorySource;
import io.myelin.core.SegmentPool;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A loop whose tasks and timers run on the test's thread, when the test lets time pass. */
final class ManualLoop extends Loop {
  private record Due(long atNanos, long order, Runnable task) {}

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
  private long nowNanos = MachineHarness.T0;
  private long order;

  ManualLoop() {
    super(0, 1, new SegmentPool(MemorySource.COLLECTED, Long.MAX_VALUE), new SplittableRandom(7));
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

  /** Runs what is due now. */
  void settle() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }

  /** Lets time pass and runs everything that becomes due. */
  void pass(long amount, TimeUnit unit) {
    long end = nowNanos + unit.toNanos(amount);
    settle();
    for (Due next = timers.peek(); next != null && next.atNanos() <= end; next = timers.peek()) {
      timers.remove(next);
      nowNanos = next.atNanos();
      next.task().run();
      settle();
    }
    nowNanos = end;
  }
}
