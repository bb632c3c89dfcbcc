package io.myelin.bench;

import io.myelin.core.Loop;
import io.myelin.core.SegmentPool;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A loop that is the benchmark's own thread; its timers never run. */
final class BenchLoop extends Loop {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean flushWanted;

  BenchLoop(SegmentPool pool) {
    super(0, 1, pool, new SplittableRandom(1));
  }

  /** Ends a round of events. */
  void settle() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
    if (flushWanted) {
      flushWanted = false;
      flush();
    }
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
    return () -> {};
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long epochNanos() {
    return System.currentTimeMillis() * 1_000_000;
  }
}
