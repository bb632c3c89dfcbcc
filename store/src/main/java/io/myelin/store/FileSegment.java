package io.myelin.store;

import java.io.IOException;
import java.util.List;

/**
 * A segment of a file store whose index is in memory: appended to, or read back from its records.
 */
final class FileSegment extends GrowingSegment {
  private static final System.Logger LOG = System.getLogger(FileSegment.class.getName());
  private static final int MOST_LOST = 100_000;

  final SegmentFile file;
  final Records records;
  final TailBuffer tail;
  private final byte[] head = new byte[Records.HEAD];

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

  /** Whether bytes of it were found damaged: then the file is kept as it is. */
  boolean isDamaged;

  /** How many live messages it had when it was last considered to be written again. */
  int liveWhenRewritten = Integer.MAX_VALUE;

  /** The last batch that overwrites bytes of it. */
  long erasedInBatch;

  /** Whether what of it counts depends on what the segment behind it says. */
  boolean isBlurred;

  /** Whether the file must stay, since not all of it is known to survive a power failure. */
  boolean isKept;

  /** Up to here, what its records remove. */
  long floor;

  /** The floor and the last sequence as the segment's first records say them. */
  long startFloor;

  long startSequence;

  /** Where the first record behind those is. */
  long startEnd = SegmentHeader.BYTES;

  /** The batch that takes its last message away; unknown while there is one. */
  long emptiedInBatch = Long.MAX_VALUE;

  /** The batch that writes to a later segment what of its removals is still needed. */
  long repeatedInBatch = Long.MAX_VALUE;

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

  /**
   * Adds header block and payload of an entry to what a batch overwrites.
   *
   * @param batch its number
   */
  void erase(int index, List<SegmentBatch.Erasure> into, long batch) {
    int before = Records.HEAD + subjectBytes(index);
    int length = length(index) - before;
    if (length > 0) {
      into.add(new SegmentBatch.Erasure(file, offset(index) + (long) before, length));
      erasedInBatch = batch;
    }
  }

  /** Whether writing it again without what is dead would free more than half of it. */
  boolean isMostlyDead() {
    return isComplete
        && live() > 0
        && live() <= liveWhenRewritten / 2
        && liveBytes() + (long) Records.HEAD * live() < writtenEnd / 2;
  }

  /**
   * Appends a record to the tail.
   *
   * @return its position
   */
  long write(
      int kind,
      int flags,
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] body,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    long position = tail.end();
    records.encodeHead(
        head,
        position,
        kind,
        flags,
        sequence,
        timeNanos,
        expiresAtNanos,
        body,
        at,
        subjectLength,
        headerLength,
        payloadLength);
    tail.append(head, Records.HEAD, body, at, subjectLength + headerLength + payloadLength);
    if (kind == Records.MESSAGE || kind == Records.SKIP) {
      used(sequence, timeNanos);
    } else if (kind == Records.FLOOR) {
      floor = Math.max(floor, sequence);
    }
    return position;
  }

  /** What is known so far, so that it does not depend on earlier files. */
  void writeStart(long sequence, long timeNanos, long floor) {
    byte[] nothing = {};
    startSequence = sequence;
    startFloor = floor;
    if (sequence > 0) {
      write(Records.SKIP, 0, sequence, timeNanos, 0, nothing, 0, 0, 0, 0);
    }
    if (floor > 0) {
      write(Records.FLOOR, 0, floor, 0, 0, nothing, 0, 0, 0, 0);
    }
    startEnd = tail.end();
  }

  /** Sets flags in a record that is not yet sealed. */
  void addFlags(long position, int flags) {
    byte[] record = new byte[Records.HEAD];
    tail.read(position, record, 0, Records.HEAD);
    byte[] whole = new byte[Records.HEAD + Records.subjectLength(record, 0)];
    tail.read(position, whole, 0, whole.length);
    records.addFlags(whole, position, flags);
    tail.overwrite(position, whole, Records.HEAD);
  }

  /** Everything is in the file and nothing more is appended. */
  void complete() {
    isComplete = true;
    tail.release();
    file.isAppended = false;
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, file + " could not be closed", e);
    }
  }

  /** Notes that a message or a skip used up this sequence. */
  void used(long sequence, long timeNanos) {
    lastSequence = Math.max(lastSequence, sequence);
    lastTimeNanos = Math.max(lastTimeNanos, timeNanos);
  }
}
