package io.myelin.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Makes the bytes of a segment's index file, for complete segments. Used by one thread at a time,
 * and then for the next segment: an index takes some 80 bytes a message here.
 */
final class IndexEncoder {
  /** One that was let go; weak, so that a server at rest keeps none. */
  private static final AtomicReference<@Nullable WeakReference<IndexEncoder>> SPARE =
      new AtomicReference<>();

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final int HAS_HEADER = 1 << 31;

  private byte[] bytes = {};
  private int length;
  private long[] order = {};
  private int[] numbers = {};
  private int[] postings = {};

  private IndexEncoder() {}

  /** One for the caller, until it {@linkplain #letGo lets go} of it. Any thread. */
  static IndexEncoder take() {
    WeakReference<IndexEncoder> spare = SPARE.getAndSet(null);
    IndexEncoder used = spare == null ? null : spare.get();
    return used == null ? new IndexEncoder() : used;
  }

  /** Gives it, and its bytes, to the next who takes one. */
  void letGo() {
    SPARE.set(new WeakReference<>(this));
  }

  /** All pages, up to {@link #length}; valid until the next are made. */
  byte[] bytes() {
    return bytes;
  }

  /** How many of the bytes count. */
  int length() {
    return length;
  }

  /** Makes all pages, as they are before they are sealed. */
  void encode(FileSegment segment, FileSeal seal) {
    SegmentIndex index = segment.index();
    byte[] lists = segment.listsInMemory().encode();
    long subjectBytes = 0;
    for (int i = 0; i < index.subjectCount(); i++) {
      subjectBytes += index.subjectLength(i);
    }
    IndexLayout layout =
        new IndexLayout(
            index.size(), index.subjectCount(), Math.toIntExact(subjectBytes), lists.length);
    length = Math.multiplyExact(layout.pages(), IndexLayout.PAGE);
    if (bytes.length < length) {
      bytes = new byte[length];
    } else {
      Arrays.fill(bytes, 0, length, (byte) 0);
    }
    IndexHeader.of(segment, layout, seal).encode(bytes);
    subjects(index, layout, new SubjectKey(segment.file.storeSalt));
    entries(index, layout);
    putBytes(layout.listsPage(), 0, lists, 0, lists.length);
  }

  /** Adds to every page what proves it, and seals all but the first. */
  void seal(SegmentFile file, FileSeal seal) {
    byte[] sealed = new byte[IndexLayout.PAGE];
    int contents = seal.isEncrypted() ? 0 : contents();
    INT.set(bytes, IndexHeader.CONTENTS_AT, contents);
    for (int at = 0; at < length; at += IndexLayout.PAGE) {
      int page = at / IndexLayout.PAGE;
      if (page > 0 && seal.isEncrypted()) {
        seal.key().seal(at, file.id, file.generation, bytes, at, IndexLayout.PAYLOAD, sealed, 0);
        System.arraycopy(sealed, 0, bytes, at, IndexLayout.PAGE);
      } else {
        INT.set(bytes, at + IndexLayout.PAYLOAD, checksum(bytes, at, file, page, contents));
      }
    }
  }

  private int contents() {
    CRC32C crc = new CRC32C();
    crc.update(bytes, IndexLayout.PAGE, length - IndexLayout.PAGE);
    return (int) crc.getValue();
  }

  /**
   * The checksum of a page, which passes for no other place, and for no index of the same segment
   * that was written at another time.
   *
   * @param contents what the first page says of all others
   */
  static int checksum(byte[] bytes, int at, SegmentFile file, int page, int contents) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, IndexLayout.PAYLOAD);
    long mixed =
        Records.salt(file.storeSalt, file.id ^ (long) file.generation << 40)
            + page * 0x9e3779b97f4a7c15L;
    return (int) crc.getValue() ^ (int) (mixed >>> 32) ^ (page == 0 ? 0 : contents);
  }

  private static int at(int firstPage, int row, int perPage, int size) {
    return (firstPage + row / perPage) * IndexLayout.PAGE + row % perPage * size;
  }

  private void putBytes(int firstPage, int at, byte[] from, int fromAt, int length) {
    for (int done = 0; done < length; ) {
      int in = (at + done) % IndexLayout.PAYLOAD;
      int some = Math.min(length - done, IndexLayout.PAYLOAD - in);
      int to = (firstPage + (at + done) / IndexLayout.PAYLOAD) * IndexLayout.PAGE + in;
      System.arraycopy(from, fromAt + done, bytes, to, some);
      done += some;
    }
  }

  /** Subjects ordered by hash, and their bytes. */
  private void subjects(SegmentIndex index, IndexLayout layout, SubjectKey key) {
    int count = layout.subjects();
    if (order.length < count) {
      order = new long[count];
      numbers = new int[count];
    }
    for (int i = 0; i < count; i++) {
      index.loadSubject(i, key);
      order[i] = (long) key.hash << 32 | i;
    }
    Arrays.sort(order, 0, count);
    int byteAt = 0;
    for (int number = 0; number < count; number++) {
      int local = (int) order[number];
      numbers[local] = number;
      index.loadSubject(local, key);
      int at = subjectAt(layout, number);
      INT.set(bytes, at, key.hash);
      INT.set(bytes, at + 4, byteAt);
      putBytes(layout.bytesPage(), byteAt, key.bytes, key.at, key.length);
      byteAt += key.length;
    }
    INT.set(bytes, subjectAt(layout, count) + 4, byteAt);
  }

  private static int subjectAt(IndexLayout layout, int number) {
    return at(layout.subjectsPage(), number, IndexLayout.SUBJECTS_PER_PAGE, IndexLayout.SUBJECT);
  }

  /** The entries with the numbers that their subjects have in the file, and the postings. */
  private void entries(SegmentIndex index, IndexLayout layout) {
    int size = layout.entries();
    int subjects = layout.subjects();
    if (postings.length <= subjects) {
      postings = new int[subjects + 1];
    } else {
      Arrays.fill(postings, 0, subjects + 1, 0);
    }
    for (int i = 0; i < size; i++) {
      int number = numbers[index.subject(i)];
      int delta = (int) (index.sequence(i) - index.firstSequence());
      int at = at(layout.entriesPage(), i, IndexLayout.ENTRIES_PER_PAGE, IndexLayout.ENTRY);
      INT.set(bytes, at, delta);
      INT.set(bytes, at + 4, index.offset(i));
      INT.set(bytes, at + 8, index.length(i) | (index.hasHeader(i) ? HAS_HEADER : 0));
      INT.set(bytes, at + 12, number);
      LONG.set(bytes, at + 16, index.timeNanos(i));
      if (postings[number + 1]++ == 0) {
        INT.set(bytes, subjectAt(layout, number) + 12, delta);
      }
      INT.set(bytes, subjectAt(layout, number) + 16, delta);
    }
    for (int number = 0; number < subjects; number++) {
      INT.set(bytes, subjectAt(layout, number) + 8, postings[number]);
      postings[number + 1] += postings[number];
    }
    INT.set(bytes, subjectAt(layout, subjects) + 8, size);
    for (int i = 0; i < size; i++) {
      int posting = postings[numbers[index.subject(i)]]++;
      INT.set(bytes, at(layout.postingsPage(), posting, IndexLayout.POSTINGS_PER_PAGE, 4), i);
    }
  }
}
