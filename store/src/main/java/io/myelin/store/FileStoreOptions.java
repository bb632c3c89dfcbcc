package io.myelin.store;

/**
 * How a file store lays out its files.
 *
 * @param segmentBytes size at which a segment is closed and the next one begun; a larger message or
 *     atomic group has a segment of its size. 4 KiB to 1 GiB.
 * @param salt any number that clients cannot know; used for a new store, an existing one has its
 *     own
 */
public record FileStoreOptions(long segmentBytes, long salt) {
  private static final long DEFAULT_SEGMENT_BYTES = 32L << 20;

  /** Checks the ranges. */
  public FileStoreOptions {
    if (segmentBytes < 4096 || segmentBytes > 1 << 30) {
      throw new IllegalArgumentException("a segment size of " + segmentBytes + " bytes");
    }
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
