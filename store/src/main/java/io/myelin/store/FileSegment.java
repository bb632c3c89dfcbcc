package io.myelin.store;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A segment of a file store. Its index is in memory while it is appended to and where it was read
 * back from its records, and in its {@linkplain IndexFile index file} later.
 */
final class FileSegment extends Segment {
  private static final System.Logger LOG = System.getLogger(FileSegment.class.getName());
  private static final int MOST_LOST = 100_000;
  private static final int FIXED_BYTES = (int) MessageStore.fileBytes(0, 0, 0) - Records.HEAD;
  private static final int HEADER_BYTES =
      (int) (MessageStore.fileBytes(0, 1, 0) - MessageStore.fileBytes(0, 0, 0)) - 1;

  final SegmentFile file;
  final Records records;
  final TailBuffer tail;
  private final byte[] head = new byte[Records.HEAD];

  /** In memory; null once it is in the index file. */
  private @Nullable GrowingIndex growing;

  private @Nullable SegmentLists lists;

  /** Holds the index, or will hold it; null while there is none. */
  private @Nullable IndexFile indexFile;

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

  /** A segment with its index in memory. */
  FileSegment(SegmentFile file, long end) {
    this(file, end, newIndex());
  }

  /**
   * The same.
   *
   * @param growing its index, empty
   */
  FileSegment(SegmentFile file, long end, GrowingIndex growing) {
    super(growing);
    this.growing = growing;
    this.lists = new SegmentLists();
    this.file = file;
    this.records = file.records();
    this.tail = new TailBuffer(end);
    this.writtenEnd = end;
  }

  /** A complete segment with an index file; its lists are in memory until {@link #close}. */
  FileSegment(SegmentFile file, IndexFile indexFile, IndexPages pages) {
    super(new PagedIndex(indexFile, pages));
    this.indexFile = indexFile;
    this.lists = indexFile.readLists(pages);
    this.file = file;
    this.records = file.records();
    IndexHeader header = indexFile.header;
    this.tail = new TailBuffer(header.end());
    this.writtenEnd = header.end();
    this.floor = header.floor();
    this.lastSequence = header.lastSequence();
    this.lastTimeNanos = header.lastTimeNanos();
    this.isComplete = true;
  }

  /** An empty index for a segment to come. */
  static GrowingIndex newIndex() {
    return new GrowingIndex(FIXED_BYTES, HEADER_BYTES);
  }

  /** Size as counted in STR-038. */
  static long messageBytes(int recordLength, boolean header) {
    return recordLength + (long) FIXED_BYTES + (header ? HEADER_BYTES : 0);
  }

  /** What its records say beside its messages; null where only its index file has it. */
  @Nullable SegmentLists lists() {
    return lists;
  }

  /** The same while it is in memory. */
  SegmentLists listsInMemory() {
    SegmentLists here = lists;
    if (here == null) {
      throw new IllegalStateException(file + ": its lists are in its index file");
    }
    return here;
  }

  @Nullable IndexFile indexFile() {
    return indexFile;
  }

  /** Its index was written. */
  void indexFile(IndexFile written) {
    indexFile = written;
  }

  /**
   * Lets go of what its index file has.
   *
   * @return the index that was in memory and is in nobody's hands now; null where there was none
   */
  @Nullable GrowingIndex close(IndexPages pages) {
    IndexFile written = indexFile;
    if (written == null) {
      throw new IllegalStateException(file + ": there is no index file");
    }
    GrowingIndex free = growing;
    index(free == null ? index().view(pages) : new PagedIndex(written, pages));
    growing = null;
    lists = null;
    return free;
  }

  private GrowingIndex growing() {
    GrowingIndex here = growing;
    if (here == null) {
      throw new IllegalStateException(file + " is complete");
    }
    return here;
  }

  /** Whether a message of this sequence can still be indexed here. */
  boolean canIndex(long sequence) {
    return growing().canIndex(sequence);
  }

  /** Adds an entry. Its sequence is higher than the last one's. */
  void add(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      int recordOffset,
      int recordLength,
      boolean header,
      SubjectKey key) {
    growing().add(sequence, timeNanos, recordOffset, recordLength, header, key);
    if (expiresAtNanos > 0) {
      SegmentLists here = listsInMemory();
      here.expiryTimes().add(expiresAtNanos);
      here.expirySequences().add(sequence);
    }
  }

  /** Notes that what lay between two sequences is lost; the last of them where they are many. */
  void loseBetween(long before, long after) {
    for (long s = Math.max(before + 1, after - MOST_LOST); s < after; s++) {
      lost.add(s);
    }
  }

  /**
   * Adds header block and payload of an entry to what a batch overwrites.
   *
   * @param batch its number
   */
  void erase(int index, List<SegmentBatch.Erasure> into, long batch) {
    if (length(index) > Records.HEAD + index().subjectLength(subject(index))) {
      into.add(new SegmentBatch.Erasure(file, offset(index), length(index)));
      erasedInBatch = batch;
    }
  }

  /**
   * Whether it should be written again: since that would free more than half of it, or since it is
   * not encrypted as it should be.
   */
  boolean isToBeRewritten() {
    if (!isComplete || live() == 0) {
      return false;
    }
    if (!file.seal.isCurrent()) {
      return true;
    }
    if (live() > liveWhenRewritten / 2) {
      return false;
    }
    long given = liveBytes() + (long) Records.HEAD * live();
    long all = index().totalBytes() + (long) Records.HEAD * size();
    long stored = all <= writtenEnd ? given : (long) ((double) given * writtenEnd / all);
    return stored < writtenEnd / 2;
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
      int payloadLength,
      @Nullable S2Encoder compressor) {
    long position = tail.end();
    records.encode(
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
        payloadLength,
        compressor);
    tail.append(head, Records.HEAD, records.stored(), records.storedAt(), records.storedLength());
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
      write(Records.SKIP, 0, sequence, timeNanos, 0, nothing, 0, 0, 0, 0, null);
    }
    if (floor > 0) {
      write(Records.FLOOR, 0, floor, 0, 0, nothing, 0, 0, 0, 0, null);
    }
    startEnd = tail.end();
  }

  /** Sets flags in a record that is not yet sealed. */
  void addFlags(long position, int flags) {
    byte[] record = new byte[Records.HEAD];
    tail.read(position, record, 0, Records.HEAD);
    byte[] whole = new byte[Records.HEAD + records.storedSubjectLength(record, 0)];
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
