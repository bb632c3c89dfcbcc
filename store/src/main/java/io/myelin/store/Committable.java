package io.myelin.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something that changes at once in memory and later, in batches, on disk: the half of group commit
 * that belongs to the lane. What was changed may be told to the outside only after the batch that
 * holds it was {@linkplain #committed committed}.
 *
 * <p>At most one write is pending. Lane only.
 */
public interface Committable {

  /**
   * Takes everything that was changed since the last call as one batch to be written elsewhere.
   *
   * @return null when nothing was changed or nothing is kept on disk
   * @throws IllegalStateException while an earlier batch is pending
   */
  @Nullable PendingWrite seal();

  /**
   * Like {@link #seal}, but not null either while earlier batches were written without a sync: to
   * be written with one.
   */
  default @Nullable PendingWrite sealUnsynced() {
    return seal();
  }

  /** The pending batch is on disk, to the degree that was asked for. */
  void committed(PendingWrite written);

  /**
   * The pending batch could not be written or synced: nothing of it counts, and neither does what
   * was changed after it. Changes are refused until {@link #recover}.
   */
  void failed(PendingWrite lost, IOException cause);

  /**
   * After a failure: goes back to what is known to be on disk, re-reads the tail and continues in a
   * new file. Blocks. What was changed and never committed is gone afterwards.
   *
   * @throws IOException when the disk still refuses; may be tried again
   */
  void recover() throws IOException;
}
