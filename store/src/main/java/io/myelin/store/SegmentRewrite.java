package io.myelin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a segment again without the records that nobody needs any more: into a new file of the
 * same number and the next generation, which takes its name only when all of it is on disk.
 */
final class SegmentRewrite implements MessageStore.Upkeep {
  static final String UNFINISHED = ".new";
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int REMOVALS_PER_RECORD = 1 << 15;
  private static final byte[] NOTHING = {};

  final FileSegment old;
  private final long[] removed;
  private final boolean compress;
  private final SegmentView view;
  private final List<SegmentView> earlier;
  private final IndexPages pages;
  private final SegmentFile file;
  private final Records records;
  private final byte[] head = new byte[Records.HEAD];
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private long written;
  private @Nullable FileSegment fresh;

  /**
   * @param old a complete segment
   * @param removed which of its entries are gone for good, as in {@link Segment#removedWords}
   * @param earlier complete segments in front of it with records of messages, in ascending order
   * @param pages closed in the end
   * @param compress whether messages are compressed
   */
  SegmentRewrite(
      FileSegment old,
      long[] removed,
      List<SegmentView> earlier,
      IndexPages pages,
      boolean compress) {
    this.compress = compress;
    this.old = old;
    this.view = new SegmentView(old, pages);
    this.pages = pages;
    this.removed = removed;
    this.earlier = earlier;
    SegmentFile from = old.file;
    this.file =
        new SegmentFile(
            from.disk,
            from.directory,
            from.id,
            from.storeSalt,
            from.generation + 1,
            FileSeal.fresh(from.seal.cipher()),
            compress);
    this.records = file.records();
  }

  /** What was written; null when that failed. */
  @Nullable FileSegment result() {
    return fresh;
  }

  @Override
  public void run() throws IOException {
    try (pages) {
      write();
    } catch (UncheckedIOException cause) {
      throw cause.getCause();
    }
  }

  private void write() throws IOException {
    Disk disk = file.disk;
    Path unfinished = file.directory.resolve(SegmentFile.name(file.id) + UNFINISHED);
    if (disk.exists(unfinished)) {
      disk.delete(unfinished);
    }
    FileSegment segment = new FileSegment(file, 0);
    try (DiskFile to = disk.open(unfinished)) {
      put(to, header().encode(), SegmentHeader.BYTES, NOTHING, 0, 0);
      messages(to, segment);
      rest(to, segment);
      flush(to);
      to.sync();
    }
    disk.rename(unfinished, file.path());
    disk.syncDirectory(file.directory);
    segment.writtenEnd = written;
    segment.isComplete = true;
    fresh = segment;
  }

  private SegmentHeader header() throws IOException {
    byte[] bytes = new byte[SegmentHeader.BYTES];
    int length;
    DiskFile handle = old.file.use();
    try {
      length = handle.read(ByteBuffer.wrap(bytes), 0);
    } finally {
      old.file.release();
    }
    SegmentHeader header = SegmentHeader.decode(bytes, length, old.file.toString());
    if (header == null) {
      throw new DamagedFileException(old.file + ": the file header is damaged");
    }
    return new SegmentHeader(
        header.id(),
        file.generation,
        header.salt(),
        header.previousId(),
        header.previousEnd(),
        header.continues(),
        header.doubt(),
        compress,
        file.seal.keyId(),
        file.seal.salt());
  }

  private boolean isLive(int index) {
    int word = index >>> 6;
    return word >= removed.length || (removed[word] & (1L << index)) == 0;
  }

  private void messages(DiskFile to, FileSegment segment) throws IOException {
    SegmentReader reader = new SegmentReader(SegmentReader.FEWEST_PAGES, old.writtenEnd);
    Records from = old.file.records();
    SubjectKey key = new SubjectKey(file.storeSalt);
    S2Encoder compressor = compress ? new S2Encoder() : null;
    byte[] bytes = NOTHING;
    byte[] opened = NOTHING;
    SegmentIndex index = view.index;
    for (int i = 0; i < index.size(); i++) {
      if (!isLive(i)) {
        continue;
      }
      long position = index.offset(i);
      int given = index.length(i);
      if (bytes.length < given + from.mostOverhead()) {
        bytes = new byte[Math.max(given + from.mostOverhead(), 4096)];
        opened = new byte[bytes.length];
      }
      boolean whole =
          reader.record(old.file, from, position, given, old.writtenEnd, bytes)
              && from.givenLength(bytes, 0) == given
              && Records.sequence(bytes, 0) == index.sequence(i)
              && from.isBody(bytes, 0, position)
              && from.open(bytes, 0, position, opened, 0);
      if (!whole) {
        throw new DamagedFileException(
            old.file + ": the record at " + position + " is damaged; the file is left as it is");
      }
      int subject = Records.subjectLength(bytes, 0);
      int header = Records.headerLength(bytes, 0);
      segment.add(
          index.sequence(i),
          index.timeNanos(i),
          Records.expiresAtNanos(bytes, 0),
          (int) at(),
          given,
          header > 0,
          key.set(opened, 0, subject));
      records.encode(
          head,
          at(),
          Records.MESSAGE,
          0,
          index.sequence(i),
          index.timeNanos(i),
          Records.expiresAtNanos(bytes, 0),
          opened,
          0,
          subject,
          header,
          given - Records.HEAD - subject - header,
          compressor);
      putRecord(to);
    }
  }

  private void putRecord(DiskFile to) throws IOException {
    put(to, head, Records.HEAD, records.stored(), records.storedAt(), records.storedLength());
  }

  /** What else the segment's records say, as far as it is still needed. */
  private void rest(DiskFile to, FileSegment segment) throws IOException {
    SegmentLists before = view.lists();
    SegmentLists after = segment.listsInMemory();
    collect(before.removals(), after.removals());
    collect(before.erasures(), after.erasures());
    removals(to, after.removals(), 0);
    removals(to, after.erasures(), Records.ERASES);
    segment.floor = old.floor;
    segment.used(old.lastSequence, old.lastTimeNanos);
    if (old.floor > 0) {
      control(to, Records.FLOOR, 0, old.floor, 0, NOTHING);
    }
    if (old.lastSequence > 0) {
      control(to, Records.SKIP, 0, old.lastSequence, old.lastTimeNanos, NOTHING);
    }
  }

  private void collect(LongList from, LongList needed) {
    for (int i = 0; i < from.size(); i++) {
      if (SegmentView.holder(earlier, from.get(i), file.id - 1) != null) {
        needed.add(from.get(i));
      }
    }
  }

  private void removals(DiskFile to, LongList sequences, int flags) throws IOException {
    for (int from = 0; from < sequences.size(); from += REMOVALS_PER_RECORD) {
      int end = Math.min(sequences.size(), from + REMOVALS_PER_RECORD);
      control(to, Records.REMOVE, flags, 0, 0, sequences.encode(from, end));
    }
  }

  private void control(DiskFile to, int kind, int flags, long sequence, long timeNanos, byte[] body)
      throws IOException {
    records.encode(
        head, at(), kind, flags, sequence, timeNanos, 0, body, 0, 0, 0, body.length, null);
    putRecord(to);
  }

  private long at() {
    return written + buffered;
  }

  private void put(DiskFile to, byte[] start, int startLength, byte[] body, int at, int length)
      throws IOException {
    int whole = startLength + length;
    int padded = Records.padded(whole);
    if (padded > buffer.length - buffered) {
      flush(to);
    }
    if (padded <= buffer.length) {
      System.arraycopy(start, 0, buffer, buffered, startLength);
      System.arraycopy(body, at, buffer, buffered + startLength, length);
      Arrays.fill(buffer, buffered + whole, buffered + padded, (byte) 0);
      buffered += padded;
      return;
    }
    byte[] large = Arrays.copyOf(start, padded);
    System.arraycopy(body, at, large, startLength, length);
    to.write(ByteBuffer.wrap(large), written);
    written += padded;
  }

  private void flush(DiskFile to) throws IOException {
    if (buffered > 0) {
      to.write(ByteBuffer.wrap(buffer, 0, buffered), written);
      written += buffered;
      buffered = 0;
    }
  }
}
