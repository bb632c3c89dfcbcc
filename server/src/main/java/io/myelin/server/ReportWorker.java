package io.myelin.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which reports and events are put together, so that event loops never do. It is
 * started when first needed and ends when idle; its queue is bounded. Any thread may call.
 */
final class ReportWorker implements AutoCloseable {
  private static final int MAX_WAITING = 4096;
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor executor;

  ReportWorker() {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            ReportWorker::thread);
    executor.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "myelin-reports");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs the task behind those already waiting; false when too many wait, or after closing. */
  boolean submit(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
