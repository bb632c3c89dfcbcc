package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Reads a file front to back in large steps and lets its reader look at the bytes in place. */
final class FileWindow {
  private static final int STEP_BYTES = 1 << 20;

  private final Path path;
  private final DiskFile file;
  private final long end;
  private byte[] bytes = {};
  private ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private long start;
  private int length;

  /**
   * @param end nothing is read from here on
   */
  FileWindow(Path path, DiskFile file, long end) {
    this.path = path;
    this.file = file;
    this.end = end;
  }

  /**
   * Makes so many bytes from the position available.
   *
   * @return where they begin in {@link #bytes}
   * @throws DamagedFileException when the file is shorter than it was
   */
  int at(long position, int needed) throws IOException {
    if (position < start || position + needed > start + length) {
      fill(position, needed);
    }
    return (int) (position - start);
  }

  private void fill(long position, int needed) throws IOException {
    int wanted = (int) Math.min(Math.max(needed, STEP_BYTES), end - position);
    if (bytes.length < wanted) {
      bytes = new byte[wanted];
      buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    start = position;
    length = file.read(ByteBuffer.wrap(bytes, 0, wanted), position);
    if (length < needed) {
      throw new DamagedFileException(path + ": ends at byte " + (position + length));
    }
  }

  /** How many bytes from the position are available now. */
  int available(long position) {
    return (int) (start + length - position);
  }

  byte[] bytes() {
    return bytes;
  }

  /** The same bytes, little-endian. */
  ByteBuffer buffer() {
    return buffer;
  }
}
