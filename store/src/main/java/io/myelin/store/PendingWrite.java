package io.myelin.store;

import java.io.IOException;

/** One batch on its way to the disk. Used by one thread, which need not be the lane's. */
public interface PendingWrite {

  /** Bytes that will be written. */
  long bytes();

  /**
   * Writes the batch. Blocks.
   *
   * @param sync whether to make it survive a power failure too, names included
   * @throws IOException when any of it failed; a sync that failed is never repeated on that file
   */
  void write(boolean sync) throws IOException;
}
