package io.myelin.jetstream;

import io.myelin.core.Loop;
import io.myelin.core.MemorySource;
import io.myelin.core.SegmentPool;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose tasks and timers are run by the test's own thread, on a clock that the test moves.
 * Other threads may hand tasks in.
 */
abstract class TestClockLoop extends Loop {
  private record Due(long atNanos, long order, Runnable task) {}

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
  private long nowNanos;
  private long order;

  TestClockLoop(long nowNanos, long seed) {
    super(
        0, 1, new SegmentPool(MemorySource.COLLECTED, Long.MAX_VALUE), new SplittableRandom(seed));
    this.nowNanos = nowNanos;
  }

  @Override
  public final void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  protected final void flushSoon() {
    tasks.add(this::flush);
  }

  @Override
  public final boolean inLoop() {
    return true;
  }

  @Override
  public final Timer schedule(Runnable task, long delay, TimeUnit unit) {
    Due due = new Due(nowNanos + unit.toNanos(delay), order++, task);
    timers.add(due);
    return () -> timers.remove(due);
  }

  @Override
  public final long nanoTime() {
    return nowNanos;
  }

  @Override
  public final long epochNanos() {
    return nowNanos;
  }

  /** The next task, or null when none comes within the time. */
  final @Nullable Runnable nextTask(long patienceMillis) throws InterruptedException {
    return tasks.poll(patienceMillis, TimeUnit.MILLISECONDS);
  }

  /** Runs the next timer at its time; false when none is due by then. */
  final boolean runTimer(long untilNanos) {
    Due next = timers.peek();
    if (next == null || next.atNanos() > untilNanos) {
      return false;
    }
    timers.remove(next);
    nowNanos = Math.max(nowNanos, next.atNanos());
    next.task().run();
    return true;
  }

  /** Moves the clock. */
  final void now(long nanos) {
    nowNanos = nanos;
  }

  /** Runs what is due now. */
  final void settle() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }
}
