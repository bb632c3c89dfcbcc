package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the records of a segment file whose index is missing, and decides what of a damaged or
 * unfinished file counts:
 *
 * <ul>
 *   <li>Bytes at the end that hold no whole record were never committed, and are left alone.
 *   <li>A damaged stretch with whole records behind it may have been committed: the sequences in it
 *       are lost, everything behind it counts. Where no later batch proves that the stretch had
 *       been synced, though, removals and atomic groups behind it do not count, since what they go
 *       with may be missing.
 *   <li>An atomic group counts only whole.
 * </ul>
 */
final class SegmentScan {
  private final FileSegment segment;
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

  private SegmentScan(FileSegment segment, byte[] bytes, int limit) {
    this.segment = segment;
    this.bytes = bytes;
    this.limit = limit;
    this.records = segment.records;
    this.key = new SubjectKey(segment.file.storeSalt);
  }

  /**
   * What was found.
   *
   * @param end where the last whole record ends
   * @param clean whether nothing lies behind it and everything in front of it counts
   * @param damaged whether whole records lie behind bytes that are none
   * @param startsBatch whether a record proves that what lies before it was synced
   */
  record Result(
      FileSegment segment, long end, boolean clean, boolean damaged, boolean startsBatch) {}

  /**
   * @param end known end of the file's committed bytes, or {@code Long.MAX_VALUE}
   * @param confirmed whether everything up to the end is known to have been synced
   */
  static Result scan(SegmentFile file, long end, boolean confirmed) throws IOException {
    DiskFile handle = file.open();
    int length = (int) Math.min(end, handle.size());
    byte[] bytes = new byte[length];
    int read = handle.read(ByteBuffer.wrap(bytes), 0);
    FileSegment probe = new FileSegment(file, 0);
    SegmentScan scan = new SegmentScan(probe, bytes, read);
    int found = scan.findRecords(confirmed);
    FileSegment segment = new FileSegment(file, found);
    SegmentScan fill = new SegmentScan(segment, bytes, read);
    fill.positions = scan.positions;
    fill.count = scan.count;
    fill.firstDoubtful = scan.firstDoubtful;
    fill.replay();
    segment.lostAtEnd = found < length && (confirmed || end != Long.MAX_VALUE);
    return new Result(
        segment,
        found,
        found == handle.size() && fill.firstDoubtful == Integer.MAX_VALUE && !fill.droppedGroup,
        scan.damaged || segment.lostAtEnd,
        scan.lastStart >= 0);
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
      add(at);
      at += Records.padded(Records.length(bytes, at));
      end = Math.min(at, limit);
    }
    while (count > 0 && !confirmed && !records.isBody(bytes, last(), last())) {
      end = last();
      count--;
    }
    for (int i = Math.max(0, lastStart); i < count && !confirmed; i++) {
      boolean hole = i > lastStart && positions[i] != endBefore(i);
      if (hole || !records.isBody(bytes, positions[i], positions[i])) {
        firstDoubtful = i;
        break;
      }
    }
    return Math.max(end, SegmentHeader.BYTES);
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
      boolean bad = afterHole(i) || !records.isBody(bytes, positions[i], positions[i]);
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
        if (sequence <= segment.lastSequence) {
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
          int before = segment.removals.size();
          segment.removals.decode(
              bytes, at + Records.HEAD, Records.length(bytes, at) - Records.HEAD);
          if ((Records.flags(bytes, at) & Records.ERASES) != 0) {
            for (int i = before; i < segment.removals.size(); i++) {
              segment.erasures.add(segment.removals.get(i));
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
    int subjectLength = Records.subjectLength(bytes, at);
    key.set(bytes, at + Records.HEAD, subjectLength);
    segment.add(
        sequence, time, at, Records.length(bytes, at), Records.headerLength(bytes, at) > 0, key);
    segment.used(sequence, time);
    long expiry = Records.expiresAtNanos(bytes, at);
    if (expiry > 0) {
      segment.expiries.add(expiry);
      segment.expiries.add(sequence);
    }
    if (!records.isBody(bytes, at, at)) {
      segment.lost.add(sequence);
    }
  }
}
