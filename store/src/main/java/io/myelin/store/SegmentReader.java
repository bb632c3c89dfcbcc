package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from segment files: just the record where reads jump about, and ever more at once
 * where they go on from one to the next. Lane only.
 */
final class SegmentReader {
  private static final int LEAST = 16 << 10;
  private static final int MOST = 256 << 10;

  /** How many files stay open to be read. */
  private static final int MOST_OPEN = 8;

  private @Nullable ByteBuffer window;
  private @Nullable SegmentFile file;
  private byte[] room = {};
  private long windowAt;
  private int windowLength;
  private long nextExpected;
  private int ahead = LEAST;
  private final ArrayDeque<SegmentFile> opened = new ArrayDeque<>();

  /**
   * Reads bytes of a file.
   *
   * @param writtenEnd nothing is read from here on, since it may be changing
   * @return whether all of them are there
   */
  boolean read(SegmentFile from, long position, int length, long writtenEnd, byte[] into)
      throws IOException {
    boolean follows = from == file && position == nextExpected;
    boolean within =
        from == file && position >= windowAt && position + length <= windowAt + windowLength;
    if (!within) {
      ahead = follows ? Math.min(MOST, ahead * 2) : Math.max(length, 512);
      long wanted = Math.min(Math.max(length, ahead), writtenEnd - position);
      ahead = Math.max(ahead, LEAST);
      fill(from, position, (int) Math.max(wanted, 0));
      if (windowLength < length) {
        return false;
      }
    }
    nextExpected = position + Records.padded(length);
    if (window != null) {
      window.get((int) (position - windowAt), into, 0, length);
    }
    return true;
  }

  /**
   * Reads a message, from memory where it still is there.
   *
   * @return whether its record is whole; otherwise nothing was filled in
   */
  boolean message(FileSegment from, int index, StoredMessage into) throws IOException {
    boolean plain = from.file.isPlain;
    int given = from.length(index);
    byte[] bytes = plain ? into.room(given) : room(given + from.records.mostOverhead());
    long position = from.offset(index);
    if (!record(from, position, given, bytes)
        || from.records.givenLength(bytes, 0) != given
        || Records.sequence(bytes, 0) != from.sequence(index)
        || !from.records.isBody(bytes, 0, position)) {
      return false;
    }
    int subjectLength = Records.subjectLength(bytes, 0);
    int headerLength = Records.headerLength(bytes, 0);
    byte[] opened = bytes;
    if (!plain) {
      opened = into.room(given + from.records.mostOverhead());
      if (!from.records.open(bytes, 0, position, opened, Records.HEAD)) {
        return false;
      }
    }
    into.set(
        from.sequence(index),
        from.timeNanos(index),
        Records.expiresAtNanos(bytes, 0),
        opened,
        Records.HEAD,
        subjectLength,
        headerLength,
        given - Records.HEAD - subjectLength - headerLength);
    return true;
  }

  private byte[] room(int length) {
    if (room.length < length) {
      room = new byte[Math.max(length, 4096)];
    }
    return room;
  }

  /**
   * Reads a record as it is stored.
   *
   * @param given its length as it was given
   * @param into has room for what sealing adds
   * @return whether its head is whole
   */
  private boolean record(FileSegment from, long position, int given, byte[] into)
      throws IOException {
    Records records = from.records;
    if (!from.tail.holds(position)) {
      return record(from.file, records, position, given, from.writtenEnd, into);
    }
    int length = given;
    if (!from.file.isPlain) {
      from.tail.read(position, into, 0, Records.HEAD);
      length = Records.length(into, 0);
    }
    from.tail.read(position, into, 0, length);
    return records.isHead(into, 0, length, position);
  }

  /** The same from the file. */
  boolean record(
      SegmentFile from, Records records, long position, int given, long writtenEnd, byte[] into)
      throws IOException {
    int most = (int) Math.min((long) given + records.mostOverhead(), writtenEnd - position);
    if (most < Records.HEAD
        || !read(from, position, most, writtenEnd, into)
        || !records.isHead(into, 0, most, position)) {
      return false;
    }
    nextExpected = position + Records.padded(Records.length(into, 0));
    return true;
  }

  private void fill(SegmentFile from, long position, int length) throws IOException {
    ByteBuffer buffer = window;
    if (buffer == null
        || buffer.capacity() < length
        || buffer.capacity() > Math.max(length, MOST)) {
      buffer = ByteBuffer.allocateDirect(Math.max(length, LEAST));
      window = buffer;
    }
    file = null;
    buffer.clear().limit(length);
    DiskFile handle = from.use();
    try {
      windowLength = handle.read(buffer, position);
    } finally {
      from.release();
      wasOpened(from);
    }
    windowAt = position;
    file = from;
  }

  /** Closes the files that were read longest ago, all but a few. */
  private void wasOpened(SegmentFile file) throws IOException {
    if (file == opened.peekLast()) {
      return;
    }
    opened.remove(file);
    if (file.isAppended) {
      return;
    }
    opened.addLast(file);
    if (opened.size() > MOST_OPEN) {
      opened.removeFirst().close();
    }
  }

  /** Forgets what was read. */
  void clear() {
    window = null;
    file = null;
    windowLength = 0;
    opened.clear();
  }
}
