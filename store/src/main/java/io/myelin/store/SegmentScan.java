package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads the records of a segment file whose index is missing, and decides what of a damaged or
 * unfinished file counts:
 *
 * <ul>
 *   <li>Bytes at the end that hold no whole record were never committed, and are left alone. Zeros
 *       are {@linkplain ZeroedRoom room} for the next records.
 *   <li>A damaged stretch with whole records behind it may have been committed: the sequences in it
 *       are lost, everything behind it counts. Where no later batch proves that the stretch had
 *       been synced, though, removals and atomic groups behind it do not count, since what they go
 *       with may be missing.
 *   <li>An atomic group counts only whole.
 * </ul>
 */
final class SegmentScan {
  private final SegmentFile file;
  private final Set<Long> erased;
  private final long below;
  private final byte[] bytes;
  private final int limit;
  private final Records records;
  private final SubjectKey key;

  private int[] positions = new int[1024];
  private int count;

  /** Index of the first record behind a damaged stretch that nothing proves to be committed. */
  private int firstDoubtful = Integer.MAX_VALUE;

  private int lastStart = -1;
  private boolean damaged;
  private boolean droppedGroup;
  private FileSegment segment;
  private long end;
  private boolean hasRest;
  private boolean cutShort;

  private SegmentScan(SegmentFile file, byte[] bytes, int limit, Set<Long> erased, long below) {
    this.erased = erased;
    this.below = below;
    this.file = file;
    this.bytes = bytes;
    this.limit = limit;
    this.records = file.records();
    this.key = new SubjectKey(file.storeSalt);
    this.segment = new FileSegment(file, 0);
  }

  /**
   * Finds the records.
   *
   * @param knownEnd where the file's records are known to end, or {@code Long.MAX_VALUE}
   * @param confirmed whether everything up to the end is known to have been synced
   * @param erased sequences whose bodies later segments say are overwritten; those of this segment
   *     are added
   * @param below where later segments begin: a sequence from there on was given again and does not
   *     count here
   * @param doubtFrom where an earlier recovery found doubt, or {@code Long.MAX_VALUE}: what did not
   *     count then shall not count now, even if less is missing
   */
  static SegmentScan find(
      SegmentFile file,
      long knownEnd,
      boolean confirmed,
      Set<Long> erased,
      long below,
      long doubtFrom)
      throws IOException {
    long size;
    int limit;
    byte[] bytes;
    DiskFile handle = file.use();
    try {
      size = handle.size();
      bytes = new byte[(int) Math.min(knownEnd, size)];
      limit = handle.read(ByteBuffer.wrap(bytes), 0);
    } finally {
      file.release();
    }
    SegmentScan scan = new SegmentScan(file, bytes, limit, erased, below);
    scan.end = scan.findRecords(confirmed);
    for (int i = 0; i < Math.min(scan.count, scan.firstDoubtful); i++) {
      if (scan.positions[i] >= doubtFrom) {
        scan.firstDoubtful = i;
      }
    }
    scan.hasRest = size > bytes.length || !scan.isZero(scan.end);
    scan.cutShort = knownEnd == Long.MAX_VALUE ? confirmed && scan.hasRest : scan.end < knownEnd;
    return scan;
  }

  private boolean isZero(long from) {
    for (int i = (int) from; i < limit; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether not a single record was found. */
  boolean isEmpty() {
    return count == 0;
  }

  /** The first sequence of a message, {@code Long.MAX_VALUE} for none. */
  long firstSequence() {
    for (int i = 0; i < count; i++) {
      if (Records.kind(bytes, positions[i]) == Records.MESSAGE) {
        return Records.sequence(bytes, positions[i]);
      }
    }
    return Long.MAX_VALUE;
  }

  /** Whether a record proves that what lies in front of it was synced. */
  boolean startsBatch() {
    return lastStart >= 0;
  }

  /** Whether something that may belong to the last batch is missing, here or at the end. */
  boolean isDoubtful() {
    return firstDoubtful != Integer.MAX_VALUE || cutShort;
  }

  /** Where the first record is that is in doubt, {@code Long.MAX_VALUE} for none. */
  long doubtFrom() {
    return firstDoubtful < count ? positions[firstDoubtful] : Long.MAX_VALUE;
  }

  /** Where the last whole record ends. */
  long end() {
    return end;
  }

  /** Whether nothing lies behind the last record and everything in front of it counts. */
  boolean isClean() {
    return !hasRest && !isDoubtful() && !droppedGroup && !damaged;
  }

  /** Whether whole records lie behind bytes that are none, or records are missing at the end. */
  boolean isDamaged() {
    return damaged || cutShort;
  }

  /**
   * Makes the segment of what counts.
   *
   * @param doubtful whether something of the batch that reaches into this segment is missing in the
   *     one in front
   */
  FileSegment replay(boolean doubtful) {
    if (doubtful) {
      firstDoubtful = 0;
    }
    segment = new FileSegment(file, end);
    replay();
    segment.lostAtEnd = cutShort;
    segment.isDamaged = isDamaged();
    segment.isBlurred = isDamaged() || isDoubtful() || droppedGroup;
    segment.isComplete = true;
    return segment;
  }

  private int findRecords(boolean confirmed) {
    int end = SegmentHeader.BYTES;
    for (int at = SegmentHeader.BYTES; at < limit; ) {
      if (!records.isHead(bytes, at, limit - at, at)) {
        at += Records.ALIGNMENT;
        continue;
      }
      if (at != end) {
        damaged = true;
      }
      boolean whole = records.isBody(bytes, at, at);
      if (!whole && Records.kind(bytes, at) != Records.MESSAGE) {
        at += Records.ALIGNMENT;
        continue;
      }
      if ((Records.flags(bytes, at) & Records.STARTS_BATCH) != 0) {
        lastStart = count;
      }
      if ((Records.flags(bytes, at) & Records.ERASES) != 0) {
        noteErased(at);
      }
      add(at);
      at += Records.padded(Records.length(bytes, at));
      end = Math.min(at, limit);
    }
    while (count > 0 && !confirmed && !isWhole(count - 1)) {
      end = last();
      count--;
    }
    for (int i = Math.max(0, lastStart); i < count && !confirmed; i++) {
      boolean hole = i > lastStart && positions[i] != endBefore(i);
      if (hole || !isWhole(i)) {
        firstDoubtful = i;
        break;
      }
    }
    return Math.max(end, SegmentHeader.BYTES);
  }

  private void noteErased(int at) {
    LongList sequences = new LongList();
    decode(at, sequences);
    for (int i = 0; i < sequences.size(); i++) {
      erased.add(sequences.get(i));
    }
  }

  /** Adds the sequences in a record whose body is whole. */
  private void decode(int at, LongList into) {
    int length = records.plainLength(bytes, at);
    byte[] opened = new byte[length + records.mostOverhead()];
    if (records.open(bytes, at, at, opened, 0)) {
      into.decode(opened, 0, length);
    }
  }

  /** Whether the body is what was written, or was overwritten on purpose. */
  private boolean isWhole(int i) {
    return records.isBody(bytes, positions[i], positions[i])
        || (Records.sequence(bytes, positions[i]) < below
            && erased.contains(Records.sequence(bytes, positions[i])));
  }

  private int last() {
    return positions[count - 1];
  }

  private void add(int position) {
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count * 2);
    }
    positions[count++] = position;
  }

  /** Where the record in front of this one ends, by index. */
  private int endBefore(int i) {
    return i == 0
        ? SegmentHeader.BYTES
        : positions[i - 1] + Records.padded(Records.length(bytes, positions[i - 1]));
  }

  private boolean afterHole(int i) {
    return positions[i] != endBefore(i);
  }

  private boolean hasFlag(int i, int flag) {
    return (Records.flags(bytes, positions[i]) & flag) != 0;
  }

  private void replay() {
    int i = 0;
    while (i < count) {
      if (!hasFlag(i, Records.IN_GROUP)) {
        apply(positions[i], i >= firstDoubtful, afterHole(i));
        i++;
        continue;
      }
      int behind = behindGroup(i);
      if (isWholeGroup(i, behind)) {
        for (int in = i; in < behind; in++) {
          apply(positions[in], false, afterHole(in));
        }
      } else {
        droppedGroup = true;
      }
      i = behind;
    }
  }

  /** Index behind the last record that belongs to the group that begins here. */
  private int behindGroup(int first) {
    int i = first;
    while (i < count
        && hasFlag(i, Records.IN_GROUP)
        && (i == first || !hasFlag(i, Records.STARTS_BATCH))) {
      if (Records.kind(bytes, positions[i]) == Records.GROUP_END) {
        return i + 1;
      }
      i++;
    }
    return i;
  }

  private boolean isWholeGroup(int first, int behind) {
    if (Records.kind(bytes, positions[behind - 1]) != Records.GROUP_END) {
      return false;
    }
    for (int i = first; i < behind; i++) {
      boolean bad = afterHole(i) || !isWhole(i);
      if (bad && i >= firstDoubtful) {
        return false;
      }
    }
    return true;
  }

  private void apply(int at, boolean doubtful, boolean afterHole) {
    long sequence = Records.sequence(bytes, at);
    long time = Records.timeNanos(bytes, at);
    switch (Records.kind(bytes, at)) {
      case Records.MESSAGE -> {
        if (sequence <= segment.lastSequence || sequence >= below) {
          return;
        }
        if (afterHole && segment.lastSequence > 0) {
          segment.loseBetween(segment.lastSequence, sequence);
        } else if (afterHole) {
          segment.lostAtStart = true;
        }
        message(at, sequence, time);
      }
      case Records.SKIP -> segment.used(sequence, time);
      case Records.REMOVE -> {
        if (!doubtful) {
          LongList removals = segment.listsInMemory().removals();
          int before = removals.size();
          decode(at, removals);
          if ((Records.flags(bytes, at) & Records.ERASES) != 0) {
            for (int i = before; i < removals.size(); i++) {
              segment.listsInMemory().erasures().add(removals.get(i));
            }
          }
        }
      }
      case Records.FLOOR -> {
        if (!doubtful) {
          segment.floor = Math.max(segment.floor, sequence);
        }
      }
      default -> {
        assert Records.kind(bytes, at) == Records.GROUP_END;
      }
    }
  }

  private void message(int at, long sequence, long time) {
    if (!records.subject(bytes, at, at, key)) {
      segment.lost.add(sequence);
      segment.used(sequence, time);
      return;
    }
    segment.add(
        sequence,
        time,
        Records.expiresAtNanos(bytes, at),
        at,
        records.givenLength(bytes, at),
        Records.headerLength(bytes, at) > 0,
        key);
    segment.used(sequence, time);
    if (!records.isBody(bytes, at, at)) {
      segment.lost.add(sequence);
    }
  }
}
