package io.myelin.store.simulation;

import io.myelin.store.PendingWrite;
import io.myelin.store.WriteExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Runs writes when it is told to, on the thread that tells it, in the order that it is told. */
public final class SimulatedWriteExecutor implements WriteExecutor {
  private record Task(PendingWrite write, boolean sync, Completion completion) {}

  private final List<Task> tasks = new ArrayList<>();
  private boolean closed;

  @Override
  public void submit(PendingWrite write, boolean sync, Completion completion) {
    if (closed) {
      throw new IllegalStateException("the simulated executor is closed");
    }
    tasks.add(new Task(write, sync, completion));
  }

  /** How many writes wait. */
  public int waiting() {
    return tasks.size();
  }

  /** Runs the write that waits longest; false when there is none. */
  public boolean runNext() {
    return !tasks.isEmpty() && run(0);
  }

  /** Runs any of the waiting writes; false when there is none. */
  public boolean runAny(RandomGenerator random) {
    return !tasks.isEmpty() && run(random.nextInt(tasks.size()));
  }

  /** Runs until nothing waits, what is submitted meanwhile too. */
  public void runAll() {
    while (!tasks.isEmpty()) {
      run(0);
    }
  }

  /** Forgets what waits: the process died before it was written. */
  public void forget() {
    tasks.clear();
  }

  private boolean run(int index) {
    Task task = tasks.remove(index);
    IOException failure = null;
    try {
      task.write.write(task.sync);
    } catch (IOException cause) {
      failure = cause;
    }
    task.completion.written(task.write, failure);
    return true;
  }

  @Override
  public void close() {
    runAll();
    closed = true;
  }
}
