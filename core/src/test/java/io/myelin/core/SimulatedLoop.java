package io.myelin.core;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A loop on a clock that only moves when told to, run by the test's own thread. */
final class SimulatedLoop extends Loop {
  private record Scheduled(long dueNanos, long order, Runnable task) {}

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Scheduled> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Scheduled::dueNanos).thenComparingLong(Scheduled::order));
  private long nowNanos = 1;
  private long order;
  private boolean flushWanted;

  SimulatedLoop(int index, int producers, SegmentPool pool) {
    super(index, producers, pool, new SplittableRandom(index));
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  protected void flushSoon() {
    flushWanted = true;
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public Timer schedule(Runnable task, long delay, TimeUnit unit) {
    Scheduled scheduled = new Scheduled(nowNanos + unit.toNanos(delay), order++, task);
    timers.add(scheduled);
    return () -> timers.remove(scheduled);
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public long epochNanos() {
    return nowNanos;
  }

  /** Nothing to do: other loops may write to this one's connections. */
  void rest() {
    rests();
  }

  /** Ends the current round of events: runs tasks and flushes until nothing is left. */
  void settle() {
    while (!tasks.isEmpty() || flushWanted) {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
      if (flushWanted && tasks.isEmpty()) {
        flushWanted = false;
        flush();
      }
    }
  }

  /** Lets time pass; timers run when they are due. */
  void pass(long amount, TimeUnit unit) {
    long end = nowNanos + unit.toNanos(amount);
    while (!timers.isEmpty() && timers.peek().dueNanos() <= end) {
      Scheduled next = timers.poll();
      nowNanos = Math.max(nowNanos, next.dueNanos());
      next.task().run();
      settle();
    }
    nowNanos = end;
  }
}
