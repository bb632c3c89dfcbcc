package io.myelin.store;

/**
 * A segment of a file store whose index is in memory: appended to, or read back from its records.
 */
final class FileSegment extends GrowingSegment {
  private static final int MOST_LOST = 100_000;

  final SegmentFile file;
  final Records records;
  final TailBuffer tail;

  /** Sequences that records in this segment remove, here or in earlier segments. */
  final LongList removals = new LongList();

  /** Of {@link #removals}, those whose bytes are to be overwritten. */
  final LongList erasures = new LongList();

  /** Pairs of expiry and sequence. */
  final LongList expiries = new LongList();

  /** Sequences whose records are damaged, or were overwritten when they were removed. */
  final LongList lost = new LongList();

  /** Whether there are damaged bytes in front of its first message, behind its last one. */
  boolean lostAtStart;

  boolean lostAtEnd;

  /** Whether the file's name is to be made yet. */
  boolean isNew;

  /** Everything in it is on disk and nothing more is appended. */
  boolean isComplete;

  /** Bytes of the file that are known to be written. */
  long writtenEnd;

  /** Up to here, what its records remove. */
  long floor;

  long lastSequence;
  long lastTimeNanos;

  FileSegment(SegmentFile file, long end) {
    super(
        (int) MessageStore.fileBytes(0, 0, 0) - Records.HEAD,
        (int) (MessageStore.fileBytes(0, 1, 0) - MessageStore.fileBytes(0, 0, 0)) - 1);
    this.file = file;
    this.records = file.records();
    this.tail = new TailBuffer(end);
    this.writtenEnd = end;
  }

  /** Notes that what lay between two sequences is lost; the last of them where they are many. */
  void loseBetween(long before, long after) {
    for (long s = Math.max(before + 1, after - MOST_LOST); s < after; s++) {
      lost.add(s);
    }
  }

  /** Bytes of an entry's subject. */
  int subjectBytes(int index) {
    return subjectLength(subject(index));
  }

  /** Notes that a message or a skip used up this sequence. */
  void used(long sequence, long timeNanos) {
    lastSequence = Math.max(lastSequence, sequence);
    lastTimeNanos = Math.max(lastTimeNanos, timeNanos);
  }
}
