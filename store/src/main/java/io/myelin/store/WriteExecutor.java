package io.myelin.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@linkplain PendingWrite pending writes} away from the lanes they belong to: the seam behind
 * which a simulation decides which write happens when.
 *
 * <p>Writes that are submitted one after the other run side by side and end in any order. There is
 * never more than one of a {@link Committable}, so no file is written by two threads. Callers bound
 * how much is submitted by having one pending write for each of their stores.
 */
public interface WriteExecutor extends AutoCloseable {

  /**
   * Has a write run. Returns at once; any thread may call it.
   *
   * @param sync passed to {@link PendingWrite#write}
   * @param completion told when it is over
   * @throws IllegalStateException after {@link #close}
   */
  void submit(PendingWrite write, boolean sync, Completion completion);

  /** Waits until everything submitted is over and its completion told, and ends. */
  @Override
  void close();

  /** Is told what came of a write. */
  @FunctionalInterface
  interface Completion {
    /**
     * The write is over. Called once, on the thread that wrote, which writes nothing else
     * meanwhile: it hands the news to the lane and returns, or runs a short piece of the lane. What
     * it submits itself is begun on the same thread as soon as it returns, without a wake-up.
     *
     * @param failure why the write failed, null when all of it is on the disk
     */
    void written(PendingWrite write, @Nullable IOException failure);
  }
}
