package io.myelin.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Makes the bytes of a segment's index file. Any one thread, for a complete segment. */
final class IndexEncoder {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final int HAS_HEADER = 1 << 31;

  private final FileSegment segment;
  private final SegmentIndex index;
  private final SubjectKey key;
  private final byte[] lists;
  private final IndexLayout layout;
  private final byte[] bytes;

  private IndexEncoder(FileSegment segment) {
    this.segment = segment;
    this.index = segment.index();
    this.key = new SubjectKey(segment.file.storeSalt);
    this.lists = segment.listsInMemory().encode();
    long subjectBytes = 0;
    for (int i = 0; i < index.subjectCount(); i++) {
      subjectBytes += index.subjectLength(i);
    }
    this.layout =
        new IndexLayout(
            index.size(), index.subjectCount(), Math.toIntExact(subjectBytes), lists.length);
    this.bytes = new byte[Math.multiplyExact(layout.pages(), IndexLayout.PAGE)];
  }

  /** All pages, as they are before they are sealed. */
  static byte[] encode(FileSegment segment, FileSeal seal) {
    IndexEncoder encoder = new IndexEncoder(segment);
    encoder.encode(seal);
    return encoder.bytes;
  }

  private void encode(FileSeal seal) {
    IndexHeader.of(segment, layout, seal).encode(bytes);
    subjects();
    putBytes(layout.listsPage(), 0, lists, 0, lists.length);
  }

  /** Adds to every page what proves it, and seals all but the first. */
  static void seal(byte[] bytes, SegmentFile file, FileSeal seal) {
    byte[] sealed = new byte[IndexLayout.PAGE];
    for (int at = 0; at < bytes.length; at += IndexLayout.PAGE) {
      int page = at / IndexLayout.PAGE;
      if (page > 0 && seal.isEncrypted()) {
        seal.key().seal(at, file.id, file.generation, bytes, at, IndexLayout.PAYLOAD, sealed, 0);
        System.arraycopy(sealed, 0, bytes, at, IndexLayout.PAGE);
      } else {
        INT.set(bytes, at + IndexLayout.PAYLOAD, checksum(bytes, at, file, page));
      }
    }
  }

  /** The checksum of a page, which passes for no other place. */
  static int checksum(byte[] bytes, int at, SegmentFile file, int page) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, IndexLayout.PAYLOAD);
    long mixed =
        Records.salt(file.storeSalt, file.id ^ (long) file.generation << 40)
            + page * 0x9e3779b97f4a7c15L;
    return (int) crc.getValue() ^ (int) (mixed >>> 32);
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

  /** Subjects ordered by hash, their bytes, the entries with their numbers, the postings. */
  private void subjects() {
    int count = layout.subjects();
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      index.loadSubject(i, key);
      order[i] = (long) key.hash << 32 | i;
    }
    Arrays.sort(order);
    int[] numbers = new int[count];
    int byteAt = 0;
    for (int number = 0; number < count; number++) {
      int local = (int) order[number];
      numbers[local] = number;
      index.loadSubject(local, key);
      int at = subjectAt(number);
      INT.set(bytes, at, key.hash);
      INT.set(bytes, at + 4, byteAt);
      putBytes(layout.bytesPage(), byteAt, key.bytes, key.at, key.length);
      byteAt += key.length;
    }
    INT.set(bytes, subjectAt(count) + 4, byteAt);
    entries(numbers);
  }

  private int subjectAt(int number) {
    return at(layout.subjectsPage(), number, IndexLayout.SUBJECTS_PER_PAGE, IndexLayout.SUBJECT);
  }

  private void entries(int[] numbers) {
    int size = layout.entries();
    int[] postings = new int[layout.subjects() + 1];
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
        INT.set(bytes, subjectAt(number) + 12, delta);
      }
      INT.set(bytes, subjectAt(number) + 16, delta);
    }
    for (int number = 0; number < layout.subjects(); number++) {
      INT.set(bytes, subjectAt(number) + 8, postings[number]);
      postings[number + 1] += postings[number];
    }
    INT.set(bytes, subjectAt(layout.subjects()) + 8, size);
    for (int i = 0; i < size; i++) {
      int posting = postings[numbers[index.subject(i)]]++;
      INT.set(bytes, at(layout.postingsPage(), posting, IndexLayout.POSTINGS_PER_PAGE, 4), i);
    }
  }
}
