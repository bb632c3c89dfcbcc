package io.myelin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from segment files: by pages, which stay in memory, where reads jump about, and
 * ever more at once where they go on from one to the next. Lane only.
 */
final class SegmentReader {
  /** Pages of one store: 16 MiB. */
  static final int MOST_PAGES = 4096;

  /** Pages of a reader that reads nothing twice. */
  static final int FEWEST_PAGES = 4;

  /** Of all stores, beyond what each begins with: 32 MiB. */
  private static final AtomicInteger LEFT = new AtomicInteger(8 << 10);

  private static final int LARGEST_PAGED = 16 << 10;
  private static final int LEAST = 16 << 10;
  private static final int MOST = 256 << 10;

  /** How many files stay open to be read. */
  private static final int MOST_OPEN = 8;

  private final PageTable<SegmentFile> pages;
  private @Nullable ByteBuffer window;
  private @Nullable SegmentFile file;
  private byte[] room = {};
  private long windowAt;
  private int windowLength;
  private @Nullable SegmentFile last;
  private long nextExpected;
  private int ahead = LEAST;
  private final ArrayDeque<SegmentFile> opened = new ArrayDeque<>();

  /**
   * @param mostPages how many stay in memory at most, a power of two
   * @param segmentBytes about the length of a segment file
   */
  SegmentReader(int mostPages, long segmentBytes) {
    this.pages = new PageTable<>(FEWEST_PAGES, mostPages, LEFT, new Source(segmentBytes));
  }

  /** Gives the pages of neighbouring segments places one behind the other. */
  private final class Source implements PageTable.Source<SegmentFile> {
    private final int pagesOfSegment;

    Source(long segmentBytes) {
      this.pagesOfSegment = (int) (segmentBytes / PageTable.PAGE) + 1;
    }

    @Override
    public int slot(SegmentFile file, int number) {
      return (int) file.id * pagesOfSegment + number;
    }

    @Override
    public void read(SegmentFile from, int number, byte[] into) throws IOException {
      int length = readFile(from, (long) number * PageTable.PAGE, ByteBuffer.wrap(into));
      Arrays.fill(into, length, into.length, (byte) 0);
    }
  }

  /**
   * Reads bytes of a file.
   *
   * @param writtenEnd nothing is read from here on, since it may be changing
   * @return whether all of them are there
   */
  boolean read(SegmentFile from, long position, int length, long writtenEnd, byte[] into)
      throws IOException {
    boolean follows = from == last && position == nextExpected;
    last = from;
    nextExpected = position + Records.padded(length);
    boolean within =
        from == file && position >= windowAt && position + length <= windowAt + windowLength;
    if (!within && !follows && isPaged(position, length, writtenEnd)) {
      readPages(from, position, length, into);
      return true;
    }
    if (!within) {
      ahead = follows ? Math.min(MOST, ahead * 2) : LEAST;
      long wanted = Math.min(Math.max(length, ahead), writtenEnd - position);
      fill(from, position, (int) Math.max(wanted, 0));
      if (windowLength < length) {
        return false;
      }
    }
    if (window != null) {
      window.get((int) (position - windowAt), into, 0, length);
    }
    return true;
  }

  /** Whether whole pages hold the bytes, pages that no longer change. */
  private static boolean isPaged(long position, int length, long writtenEnd) {
    long end = position + length + PageTable.PAGE - 1;
    return length <= LARGEST_PAGED && end - end % PageTable.PAGE <= writtenEnd;
  }

  private void readPages(SegmentFile from, long position, int length, byte[] into)
      throws IOException {
    int number = (int) (position / PageTable.PAGE);
    int at = (int) (position % PageTable.PAGE);
    try {
      for (int done = 0; done < length; number++) {
        int piece = Math.min(length - done, PageTable.PAGE - at);
        System.arraycopy(pages.page(from, number), at, into, done, piece);
        done += piece;
        at = 0;
      }
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
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
    windowLength = readFile(from, position, buffer.clear().limit(length));
    windowAt = position;
    file = from;
  }

  private int readFile(SegmentFile from, long position, ByteBuffer into) throws IOException {
    DiskFile handle = from.use();
    try {
      return handle.read(into, position);
    } finally {
      from.release();
      wasOpened(from);
    }
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
    pages.clear();
    window = null;
    file = null;
    last = null;
    windowLength = 0;
    opened.clear();
  }
}
