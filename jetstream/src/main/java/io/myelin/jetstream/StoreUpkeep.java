package io.myelin.jetstream;

import io.myelin.store.MessageStore;
import io.myelin.store.MessageStore.Upkeep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Has a store's upkeep done by workers, one piece at a time: asked for after commits, handed back
 * on the lane. Lane only.
 */
final class StoreUpkeep {
  private static final System.Logger LOG = System.getLogger(StoreUpkeep.class.getName());

  private final Lane lane;
  private final Executor workers;
  private final MessageStore store;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean running;
  private boolean stopped;

  StoreUpkeep(Lane lane, Executor workers, MessageStore store) {
    this.lane = lane;
    this.workers = workers;
    this.store = store;
  }

  /** There may be work: something was committed, or the store was opened. */
  void look() {
    if (running || stopped) {
      return;
    }
    Upkeep work = store.upkeep();
    if (work != null) {
      running = true;
      workers.execute(() -> run(work));
    }
  }

  private void run(Upkeep work) {
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Upkeep of a store failed, it will be tried again", e);
    } finally {
      lane.execute(() -> done(work));
    }
  }

  private void done(Upkeep work) {
    running = false;
    store.upkept(work);
    if (!waiting.isEmpty()) {
      List<Runnable> tasks = new ArrayList<>(waiting);
      waiting.clear();
      tasks.forEach(Runnable::run);
    }
  }

  /** Begins no more work, and runs the task when none is under way. */
  void pause(Runnable task) {
    stopped = true;
    if (running) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  /** Work may begin again, after a recovery. */
  void resume() {
    stopped = false;
  }
}
