package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from segment files: just the record where reads jump about, and ever more at once
 * where they go on from one to the next. Lane only.
 */
final class SegmentReader {
  private static final int LEAST = 16 << 10;
  private static final int MOST = 256 << 10;

  private @Nullable ByteBuffer window;
  private @Nullable SegmentFile file;
  private long windowAt;
  private int windowLength;
  private long nextExpected;
  private int ahead = LEAST;

  /**
   * Reads bytes of a file.
   *
   * @param writtenEnd nothing is read from here on, since it may be changing
   * @return whether all of them are there
   */
  boolean read(SegmentFile from, long position, int length, long writtenEnd, byte[] into)
      throws IOException {
    boolean follows = from == file && position == nextExpected;
    boolean within =
        from == file && position >= windowAt && position + length <= windowAt + windowLength;
    if (!within) {
      ahead = follows ? Math.min(MOST, ahead * 2) : Math.max(length, 512);
      long wanted = Math.min(Math.max(length, ahead), writtenEnd - position);
      ahead = Math.max(ahead, LEAST);
      fill(from, position, (int) Math.max(wanted, 0));
      if (windowLength < length) {
        return false;
      }
    }
    nextExpected = position + Records.padded(length);
    if (window != null) {
      window.get((int) (position - windowAt), into, 0, length);
    }
    return true;
  }

  private void fill(SegmentFile from, long position, int length) throws IOException {
    ByteBuffer buffer = window;
    if (buffer == null
        || buffer.capacity() < length
        || buffer.capacity() > Math.max(length, MOST)) {
      buffer = ByteBuffer.allocateDirect(Math.max(length, LEAST));
      window = buffer;
    }
    file = null;
    buffer.clear().limit(length);
    windowLength = from.open().read(buffer, position);
    windowAt = position;
    file = from;
  }

  /** Forgets what was read. */
  void clear() {
    window = null;
    file = null;
    windowLength = 0;
  }
}
