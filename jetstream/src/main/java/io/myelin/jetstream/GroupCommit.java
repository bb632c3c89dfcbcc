package io.myelin.jetstream;

import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.store.Committable;
import io.myelin.store.PendingWrite;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commits what one stream changes, in batches: while the disk writes one batch the lane prepares
 * the next, which begins when the disk is free and never by a timer. Effects run in order, each
 * after the batch that it depends on. Lane only.
 *
 * <p>States: idle, or writing one batch. {@link #flush()} begins a batch when idle; the end of a
 * batch begins the next one where something waits. After a failure nothing is accepted until {@link
 * #reset}.
 */
final class GroupCommit {

  /** Writes batches away from the lane. */
  interface Writer {
    /**
     * Writes and, where asked, syncs.
     *
     * @param done is called on the lane with what went wrong, null for nothing
     */
    void write(List<PendingWrite> writes, boolean sync, Consumer<@Nullable IOException> done);
  }

  private final Executor lane;
  private final Runnable scheduledFlush = this::flushAsScheduled;
  private final Writer writer;
  private final Durability durability;
  private final Runnable onBatch;
  private final Runnable onCommit;
  private final Consumer<IOException> onFailure;
  private List<Committable> parts;
  private List<Effect> waiting = new ArrayList<>();
  private List<Effect> inFlight = new ArrayList<>();
  private List<Effect> spare = new ArrayList<>();
  private final Deque<Runnable> settling = new ArrayDeque<>();
  private boolean writing;
  private boolean changed;
  private boolean syncDue;
  private boolean flushScheduled;
  private boolean failed;
  private long generation;

  /**
   * @param lane whose thread calls all this
   * @param parts what is sealed together
   * @param onBatch runs before a batch is sealed; what it changes is part of the batch
   * @param onCommit runs after each batch that was committed
   * @param onFailure is told of a failed batch after the effects that depended on it
   */
  GroupCommit(
      Executor lane,
      Writer writer,
      Durability durability,
      List<Committable> parts,
      Runnable onBatch,
      Runnable onCommit,
      Consumer<IOException> onFailure) {
    this.lane = lane;
    this.writer = writer;
    this.durability = durability;
    this.parts = parts;
    this.onBatch = onBatch;
    this.onCommit = onCommit;
    this.onFailure = onFailure;
  }

  /**
   * Something was changed that the next batch takes along. The batch begins with the next {@link
   * #flush()}, at the latest when the lane has done what it does now.
   */
  void changed() {
    changed = true;
    if (!flushScheduled) {
      flushScheduled = true;
      lane.execute(scheduledFlush);
    }
  }

  private void flushAsScheduled() {
    flushScheduled = false;
    flush();
  }

  /** Runs the effect once everything changed so far is committed; maybe at once. */
  void afterCommit(Effect effect) {
    if (failed) {
      effect.lost("the stream's store failed and is being recovered");
    } else if (!changed && !writing && waiting.isEmpty()) {
      effect.run();
    } else {
      waiting.add(effect);
    }
  }

  /** The next batch is synced whatever the durability; that covers everything written before. */
  void syncSoon() {
    syncDue = true;
    changed();
    flush();
  }

  /** Whether everything changed so far is committed. */
  boolean settled() {
    return !changed && !writing;
  }

  /** Runs the task once nothing is waiting to be written, whether it could be written or not. */
  void whenSettled(Runnable task) {
    settling.add(task);
    flush();
    runSettled();
  }

  private void runSettled() {
    while ((failed || settled()) && !settling.isEmpty()) {
      settling.removeFirst().run();
    }
  }

  /** Begins a batch when the disk is free; called at the end of every round of changes. */
  void flush() {
    if (writing || failed) {
      return;
    }
    if (!changed) {
      runWaiting();
      return;
    }
    changed = false;
    onBatch.run();
    List<PendingWrite> writes = new ArrayList<>(parts.size());
    List<Committable> owners = new ArrayList<>(parts.size());
    for (Committable part : parts) {
      PendingWrite write = syncDue ? part.sealUnsynced() : part.seal();
      if (write != null) {
        writes.add(write);
        owners.add(part);
      }
    }
    if (writes.isEmpty()) {
      runWaiting();
      return;
    }
    writing = true;
    long begun = generation;
    boolean early = durability == Durability.ASYNC;
    if (early) {
      runWaiting();
    } else {
      List<Effect> batch = waiting;
      waiting = spare;
      spare = inFlight;
      inFlight = batch;
    }
    boolean sync = durability == Durability.SYNC || syncDue;
    syncDue = false;
    writer.write(
        writes,
        sync,
        problem -> {
          if (begun == generation) {
            written(owners, writes, problem);
          }
        });
  }

  private void written(
      List<Committable> owners, List<PendingWrite> writes, @Nullable IOException problem) {
    writing = false;
    if (problem != null) {
      failed = true;
      for (int i = 0; i < owners.size(); i++) {
        owners.get(i).failed(writes.get(i), problem);
      }
      String reason = String.valueOf(problem.getMessage());
      lose(inFlight, reason);
      lose(waiting, reason);
      onFailure.accept(problem);
      runSettled();
      return;
    }
    for (int i = 0; i < owners.size(); i++) {
      owners.get(i).committed(writes.get(i));
    }
    run(inFlight);
    onCommit.run();
    flush();
    runSettled();
  }

  private void runWaiting() {
    if (!waiting.isEmpty()) {
      List<Effect> batch = waiting;
      waiting = spare;
      run(batch);
      spare = batch;
    }
  }

  private static void run(List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      effects.get(i).run();
    }
    effects.clear();
  }

  private static void lose(List<Effect> effects, String reason) {
    for (Effect effect : effects) {
      effect.lost(reason);
    }
    effects.clear();
  }

  /** Whether a batch failed and nothing has been recovered since. */
  boolean failed() {
    return failed;
  }

  /** Begins anew with other parts, after a recovery. What was under way does not count any more. */
  void reset(List<Committable> recovered) {
    generation++;
    parts = recovered;
    failed = false;
    writing = false;
    changed = false;
  }
}
