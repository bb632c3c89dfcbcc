package io.myelin.store;

import java.io.Closeable;
import java.io.IOException;

/**
 * A log of small records that can be replaced by a summary of itself: what a stream keeps beside
 * its messages, and what the server keeps of its assets. Lane only.
 */
public interface Journal extends Committable, Closeable {

  /** Appends one record, of 0 to 16 MiB. */
  void append(byte[] record);

  /**
   * Replaces everything before by these records, at once and whole: after a crash either the old
   * records are there or the new ones. Part of the next batch.
   */
  void replace(Iterable<byte[]> records);

  /** Bytes of records since the last {@link #replace}: when to summarise again. */
  long appendedBytes();

  /** Reads every committed record in order; before the first append, or after {@link #recover}. */
  void replay(RecordReader reader) throws IOException;

  /** Closes the file. */
  @Override
  void close() throws IOException;

  /**
   * Closes it and removes its files. After a power failure they may be there again, until the
   * directory is synced that they were in.
   */
  void delete() throws IOException;

  /** Sees one record. */
  @FunctionalInterface
  interface RecordReader {
    /** Takes the next record. */
    void record(byte[] record) throws IOException;
  }
}
