package io.myelin.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that write and sync: syncs of different files overlap in the device, so more
 * threads than cores pay. Threads are started when they are first needed.
 *
 * <p>A write goes to the thread that became idle last, whose caches and timer are warm, with one
 * wake-up. Where a completion submits the next write of its lane, the same thread goes on with that
 * write and nobody is woken.
 */
public final class WriteWorkers implements WriteExecutor {
  private static final Logger LOG = System.getLogger(WriteWorkers.class.getName());

  private record Task(PendingWrite write, boolean sync, Completion completion) {}

  private final String name;
  private final int maxThreads;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Task> queue = new ArrayDeque<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final List<Worker> workers = new ArrayList<>();
  private boolean closed;

  /**
   * @param name begins the names of the threads
   * @param maxThreads how many writes may run at the same time, from 1
   */
  public WriteWorkers(String name, int maxThreads) {
    if (maxThreads < 1) {
      throw new IllegalArgumentException("a pool of " + maxThreads + " threads");
    }
    this.name = name;
    this.maxThreads = maxThreads;
  }

  @Override
  public void submit(PendingWrite write, boolean sync, Completion completion) {
    Worker woken;
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(name + " is closed; nothing can be written any more");
      }
      queue.add(new Task(write, sync, completion));
      woken = toWake();
    } finally {
      lock.unlock();
    }
    if (woken != null) {
      woken.wake();
    }
  }

  /** Who is to be woken for one more task; null when somebody who is awake will come to it. */
  private @Nullable Worker toWake() {
    if (Thread.currentThread() instanceof Worker self && self.comesBackFor(this)) {
      return null;
    }
    Worker next = idle.pollFirst();
    if (next == null && workers.size() < maxThreads) {
      Worker started = new Worker(name + "-" + (workers.size() + 1));
      workers.add(started);
      started.start();
    }
    return next;
  }

  @Override
  public void close() {
    List<Worker> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(workers);
      idle.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(Worker::wake);
    boolean interrupted = false;
    for (Worker worker : all) {
      while (worker.isAlive() && worker != Thread.currentThread()) {
        try {
          worker.join();
        } catch (InterruptedException noted) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker extends Thread {
    private volatile boolean woken;
    private boolean completing;

    Worker(String name) {
      super(name);
      setDaemon(true);
    }

    /** Whether this thread is about to look into the queue of its pool again; true once. */
    boolean comesBackFor(WriteWorkers pool) {
      if (pool != WriteWorkers.this || !completing) {
        return false;
      }
      completing = false;
      return true;
    }

    void wake() {
      woken = true;
      LockSupport.unpark(this);
    }

    @Override
    public void run() {
      for (Task task = next(); task != null; task = next()) {
        IOException failure = written(task);
        completing = true;
        try {
          task.completion.written(task.write, failure);
        } catch (RuntimeException | Error bug) {
          LOG.log(Level.ERROR, "what follows a write failed; its lane may stand still", bug);
        }
        completing = false;
      }
    }

    private @Nullable IOException written(Task task) {
      try {
        task.write.write(task.sync);
        return null;
      } catch (IOException cause) {
        return cause;
      } catch (RuntimeException | Error bug) {
        return new IOException("writing failed with " + bug, bug);
      }
    }

    private @Nullable Task next() {
      while (true) {
        lock.lock();
        try {
          Task task = queue.poll();
          if (task != null || closed) {
            return task;
          }
          woken = false;
          idle.addFirst(this);
        } finally {
          lock.unlock();
        }
        while (!woken) {
          LockSupport.park(WriteWorkers.this);
        }
      }
    }
  }
}
