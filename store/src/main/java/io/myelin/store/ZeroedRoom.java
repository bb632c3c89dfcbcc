package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Zeros behind the end of a file that is appended to in small pieces. A sync of bytes that were
 * written before needs no change of the file's length and blocks, which saves a third of its time.
 * Readers take zeros behind the last record for room, not for damage.
 *
 * <p>The room doubles with the file up to 64 KiB, so that a small file stays small; large writes
 * get none, since there the bandwidth counts and not the sync. Used by one thread at a time.
 */
final class ZeroedRoom {
  private static final int LARGE_WRITE_BYTES = 16 << 10;
  private static final int MOST_BYTES = 64 << 10;
  private static final int PAGE_BYTES = 4 << 10;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(MOST_BYTES + PAGE_BYTES);

  private volatile long zeroedEnd;

  /**
   * Makes room where the file has none left.
   *
   * @param end of what was just written to the file
   * @param writtenBytes how much that was
   * @throws IOException when the file cannot be written; a full disk is not an error here
   */
  void behind(DiskFile file, long end, long writtenBytes) throws IOException {
    if (end <= zeroedEnd || writtenBytes > LARGE_WRITE_BYTES) {
      return;
    }
    long wanted = end + Math.min(end, MOST_BYTES);
    long to = (wanted + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    try {
      file.write(ZEROS.duplicate().limit((int) (to - end)), end);
      zeroedEnd = to;
    } catch (DiskFullException full) {
      zeroedEnd = Long.MAX_VALUE;
    }
  }
}
