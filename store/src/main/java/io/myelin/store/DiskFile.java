package io.myelin.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reading and writing take absolute positions, so several threads may share it. */
public interface DiskFile extends Closeable {

  /**
   * Reads from the position until the buffer is full or the file ends.
   *
   * @return bytes read, 0 at or past the end
   */
  int read(ByteBuffer into, long position) throws IOException;

  /** Writes all remaining bytes at the position. */
  void write(ByteBuffer from, long position) throws IOException;

  /** Makes all bytes written before survive a power failure; the length too. */
  void sync() throws IOException;

  /** Length in bytes. */
  long size() throws IOException;

  /** Cuts the file to the length. */
  void truncate(long length) throws IOException;
}
