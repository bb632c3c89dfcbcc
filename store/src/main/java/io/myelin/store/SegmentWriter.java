package io.myelin.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to the newest segment of a store, begins the next one when that is full, and
 * knows what of it no batch has taken yet. Lane only.
 */
final class SegmentWriter {
  private static final int MOST_RECORD_BYTES = 1 << 30;
  private static final int REMOVALS_PER_RECORD = 1 << 16;
  private static final byte[] NOTHING = {};

  /** What the store knows and does when a segment begins. */
  interface Owner {
    long lastSequence();

    long lastTimeNanos();

    /** The index of a segment that begins. */
    GrowingIndex emptyIndex();

    /** A segment was begun; the one in front, if any, takes no more records. */
    void begun(FileSegment segment, @Nullable FileSegment before);
  }

  private final Disk disk;
  private final Path directory;
  private final FileStoreOptions options;
  private final long salt;
  private final RecordCipher cipher;
  private final Owner owner;
  private @Nullable S2Encoder compressor;
  private boolean endsSegment;

  private @Nullable FileSegment active;
  private long nextId = 1;
  private long previousId;
  private long previousEnd;
  private SegmentHeader.Doubt doubt = SegmentHeader.Doubt.NONE;

  private final List<FileSegment> unsealed = new ArrayList<>();
  private final LongList removals = new LongList();
  private final LongList erasures = new LongList();
  private long newFloor;
  private long writtenFloor;
  private boolean inGroup;
  private @Nullable FileSegment startSegment;
  private long startPosition;

  SegmentWriter(
      Disk disk,
      Path directory,
      FileStoreOptions options,
      long salt,
      RecordCipher cipher,
      Owner owner) {
    this.cipher = cipher;
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    this.salt = salt;
    this.owner = owner;
  }

  /**
   * Goes on behind segments that were read back.
   *
   * @param floor what they say nothing lives below
   */
  void continueBehind(SegmentLoader loader, long floor) {
    nextId = Math.max(nextId, loader.highestId + 1);
    previousId = loader.lastId;
    previousEnd = loader.lastEnd;
    doubt = loader.doubt;
    writtenFloor = floor;
  }

  /** Goes on behind what is known to be committed. */
  void goOnBehind(long id, long end) {
    previousId = id;
    previousEnd = end;
  }

  /** Appends to a segment that was read back. */
  void reuse(FileSegment segment) {
    active = segment;
    segment.isComplete = false;
    segment.file.isAppended = true;
  }

  /** Whether messages are compressed from now on; they are in the next segment. */
  void compress(boolean compress) {
    if (compress != isCompressing()) {
      compressor = compress ? new S2Encoder() : null;
      endsSegment = true;
    }
  }

  /** Whether messages are compressed. */
  boolean isCompressing() {
    return compressor != null;
  }

  /** Forgets what was not committed. */
  void clear() {
    unsealed.clear();
    removals.clear();
    erasures.clear();
    newFloor = 0;
    startSegment = null;
    active = null;
    inGroup = false;
  }

  /** The segment that is appended to, null before the first record. */
  @Nullable FileSegment active() {
    return active;
  }

  /** Whether an atomic group is open. */
  boolean isInGroup() {
    return inGroup;
  }

  /** Appends a message and adds it to the index of its segment. */
  FileSegment message(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength,
      SubjectKey key) {
    long length = (long) Records.HEAD + subjectLength + headerLength + payloadLength;
    if (length > MOST_RECORD_BYTES) {
      throw new IllegalArgumentException("a message of " + length + " bytes");
    }
    FileSegment segment = room(sequence, (int) length);
    long position =
        write(
            segment,
            Records.MESSAGE,
            0,
            sequence,
            timeNanos,
            expiresAtNanos,
            buffer,
            at,
            subjectLength,
            headerLength,
            payloadLength);
    segment.add(
        sequence, timeNanos, expiresAtNanos, (int) position, (int) length, headerLength > 0, key);
    return segment;
  }

  /** Notes that sequences were used up. */
  void skip(long sequence, long timeNanos) {
    write(control(), Records.SKIP, 0, sequence, timeNanos, 0, NOTHING, 0, 0, 0, 0);
  }

  /** Notes a removal, to be written with the batch. */
  void remove(long sequence, boolean erase) {
    (erase ? erasures : removals).add(sequence);
  }

  /** Notes that everything below goes. */
  void floor(long sequence) {
    newFloor = Math.max(newFloor, sequence);
  }

  /** Takes removals that are to be written once more. */
  LongList removals() {
    return removals;
  }

  /** The same for those whose bytes are overwritten. */
  LongList erasures() {
    return erasures;
  }

  private long write(
      FileSegment segment,
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
    long position =
        segment.write(
            kind,
            inGroup ? flags | Records.IN_GROUP : flags,
            sequence,
            timeNanos,
            expiresAtNanos,
            body,
            at,
            subjectLength,
            headerLength,
            payloadLength,
            segment.file.isCompressed ? compressor : null);
    if (startSegment == null) {
      startSegment = segment;
      startPosition = position;
    }
    if (kind == Records.FLOOR) {
      writtenFloor = Math.max(writtenFloor, sequence);
    }
    return position;
  }

  /** The segment that takes a record of this length. */
  private FileSegment room(long sequence, int length) {
    FileSegment segment = active;
    if (segment == null) {
      return begin();
    }
    boolean full =
        segment.tail.end() > segment.startEnd
            && (endsSegment || segment.tail.end() + length > options.segmentBytes());
    if (inGroup) {
      if (!segment.canIndex(sequence) || segment.tail.end() + length > MOST_RECORD_BYTES) {
        throw new IllegalStateException(
            "an atomic group in " + directory + " is larger than a segment can be");
      }
      return segment;
    }
    return full || !segment.canIndex(sequence) ? begin() : segment;
  }

  /** Begins the next segment. */
  FileSegment begin() {
    FileSegment old = active;
    if (old != null) {
      if (old.tail.unsealed() > 0 && !unsealed.contains(old)) {
        unsealed.add(old);
      }
      previousId = old.file.id;
      previousEnd = old.tail.end();
    }
    FileSeal seal = FileSeal.fresh(cipher);
    SegmentHeader header =
        new SegmentHeader(
            nextId,
            0,
            salt,
            previousId,
            previousEnd,
            old != null,
            old == null ? doubt : SegmentHeader.Doubt.NONE,
            isCompressing(),
            seal.keyId(),
            seal.salt());
    FileSegment segment =
        new FileSegment(
            new SegmentFile(disk, directory, nextId, salt, 0, seal, isCompressing()),
            0,
            owner.emptyIndex());
    endsSegment = false;
    segment.isNew = true;
    segment.file.isAppended = true;
    byte[] bytes = header.encode();
    segment.tail.append(bytes, bytes.length, NOTHING, 0, 0);
    unsealed.add(segment);
    active = segment;
    nextId++;
    owner.begun(segment, old);
    long start = segment.tail.end();
    segment.writeStart(owner.lastSequence(), owner.lastTimeNanos(), writtenFloor);
    if (startSegment == null && segment.startEnd > start) {
      startSegment = segment;
      startPosition = start;
    }
    return segment;
  }

  private FileSegment control() {
    return room(owner.lastSequence() + 1, Records.HEAD);
  }

  /** Everything until {@link #endGroup} counts as one. */
  void beginGroup() {
    if (inGroup) {
      throw new IllegalStateException("an atomic group is open already in " + directory);
    }
    writeRemovals();
    FileSegment segment = active;
    if (segment == null || segment.tail.end() > options.segmentBytes() / 2) {
      begin();
    }
    inGroup = true;
  }

  void endGroup() {
    if (!inGroup) {
      throw new IllegalStateException("no atomic group is open in " + directory);
    }
    writeRemovals();
    write(control(), Records.GROUP_END, 0, 0, 0, 0, NOTHING, 0, 0, 0, 0);
    inGroup = false;
  }

  private void writeRemovals() {
    FileSegment current = active;
    boolean any = !removals.isEmpty() || !erasures.isEmpty() || newFloor > 0;
    if (any
        && !inGroup
        && current != null
        && current.live() == 0
        && current.tail.end() - current.startEnd > options.segmentBytes() / 8) {
      begin();
    }
    writeRemovals(removals, 0);
    writeRemovals(erasures, Records.ERASES);
    if (newFloor > 0) {
      write(control(), Records.FLOOR, 0, newFloor, 0, 0, NOTHING, 0, 0, 0, 0);
      newFloor = 0;
    }
  }

  private void writeRemovals(LongList sequences, int flags) {
    for (int from = 0; from < sequences.size(); from += REMOVALS_PER_RECORD) {
      byte[] list = sequences.encode(from, Math.min(sequences.size(), from + REMOVALS_PER_RECORD));
      FileSegment segment = room(owner.lastSequence() + 1, Records.HEAD + list.length);
      SegmentLists said = segment.listsInMemory();
      for (int i = from; i < Math.min(sequences.size(), from + REMOVALS_PER_RECORD); i++) {
        said.removals().add(sequences.get(i));
        if (flags != 0) {
          said.erasures().add(sequences.get(i));
        }
      }
      write(segment, Records.REMOVE, flags, 0, 0, 0, list, 0, 0, 0, list.length);
    }
    sequences.clear();
  }

  /** Writes what was noted; whether anything was appended that no batch has taken. */
  boolean prepare() {
    writeRemovals();
    FileSegment current = active;
    if (current != null && !unsealed.contains(current) && current.tail.unsealed() > 0) {
      unsealed.add(current);
    }
    return !unsealed.isEmpty();
  }

  /**
   * Gives what was appended to a batch.
   *
   * @param afterSync whether everything in front was synced: then the first record says so
   */
  void seal(SegmentBatch batch, boolean afterSync) {
    FileSegment first = startSegment;
    startSegment = null;
    if (first != null && afterSync) {
      first.addFlags(startPosition, Records.STARTS_BATCH);
    }
    for (FileSegment segment : unsealed) {
      List<TailBuffer.Slice> slices = new ArrayList<>();
      segment.tail.seal(slices);
      batch.parts.add(new SegmentBatch.Part(segment, segment.isNew, slices, segment.tail.end()));
      segment.isNew = false;
    }
    unsealed.clear();
  }
}
