package io.myelin.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The journal of what lives in memory only: takes everything, keeps nothing, since nobody comes
 * back to read it.
 */
public final class MemoryJournal implements Journal {
  private long appendedBytes;

  /** An empty journal. */
  public MemoryJournal() {}

  @Override
  public void append(byte[] record) {
    appendedBytes += record.length;
  }

  @Override
  public void replace(Iterable<byte[]> records) {
    appendedBytes = 0;
  }

  @Override
  public long appendedBytes() {
    return appendedBytes;
  }

  @Override
  public void replay(RecordReader reader) {}

  @Override
  public @Nullable PendingWrite seal() {
    return null;
  }

  @Override
  public void committed(PendingWrite written) {
    throw new IllegalStateException("a journal in memory has no writes");
  }

  @Override
  public void failed(PendingWrite lost, IOException cause) {
    throw new IllegalStateException("a journal in memory has no writes", cause);
  }

  @Override
  public void recover() {}

  @Override
  public void close() {}

  @Override
  public void delete() {}
}
