package io.myelin.store;

/**
 * How a file store lays out its files.
 *
 * @param segmentBytes size at which a segment is closed and the next one begun; a larger message or
 *     atomic group has a segment of its size. 4 KiB to 1 GiB.
 * @param salt any number that clients cannot know; used for a new store, an existing one has its
 *     own
 * @param entriesInMemory so many messages of complete segments, the latest, keep their index in
 *     memory, about 40 bytes each; that of the others is read from index files
 */
public record FileStoreOptions(long segmentBytes, long salt, int entriesInMemory) {
  private static final long DEFAULT_SEGMENT_BYTES = 32L << 20;
  private static final int DEFAULT_ENTRIES_IN_MEMORY = 1 << 18;

  /** Checks the ranges. */
  public FileStoreOptions {
    if (segmentBytes < 4096 || segmentBytes > 1 << 30) {
      throw new IllegalArgumentException("a segment size of " + segmentBytes + " bytes");
    }
  }

  /** A layout with the usual number of messages in memory. */
  public FileStoreOptions(long segmentBytes, long salt) {
    this(segmentBytes, salt, DEFAULT_ENTRIES_IN_MEMORY);
  }

  /**
   * A layout that fits the stream.
   *
   * @param maxBytes the stream's limit, 0 or less for none
   */
  public static FileStoreOptions forLimit(long maxBytes, long salt) {
    long segmentBytes =
        maxBytes <= 0
            ? DEFAULT_SEGMENT_BYTES
            : Math.max(8L << 20, Math.min(64L << 20, maxBytes / 32));
    return new FileStoreOptions(segmentBytes, salt);
  }
}
