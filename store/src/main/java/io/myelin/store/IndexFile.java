package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/**
 * The index file of a complete segment: what would otherwise have to be read from all its records.
 * Every page has a checksum; where one fails, or the file is gone, all of it is made again from the
 * records. Any thread.
 */
final class IndexFile {
  static final String SUFFIX = ".idx";
  private static final System.Logger LOG = System.getLogger(IndexFile.class.getName());

  final SegmentFile file;
  final IndexHeader header;

  /**
   * One writing of the file; its pages belong together.
   *
   * @param seal what they are encrypted with
   * @param contents what the first page says of all others
   */
  private record Writing(FileSeal seal, int contents) {
    static Writing of(FileSeal seal, byte[] firstPage) {
      return new Writing(seal, (int) IndexEncoder.INT.get(firstPage, IndexHeader.CONTENTS_AT));
    }
  }

  private volatile Writing writing;

  /** All pages, where they could be made again but not written. */
  private volatile byte @Nullable [] rebuilt;

  private long @Nullable [] filter;

  private IndexFile(SegmentFile file, IndexHeader header, Writing writing) {
    this.file = file;
    this.header = header;
    this.writing = writing;
  }

  /**
   * Writes the index of a complete segment. Blocks. It is not synced: what a power failure takes
   * away is made again, and syncs of messages do not wait for it.
   */
  static IndexFile write(FileSegment segment) throws IOException {
    SegmentFile file = segment.file;
    FileSeal seal = FileSeal.fresh(file.seal.cipher());
    IndexEncoder encoder = IndexEncoder.take();
    try {
      encoder.encode(segment, seal);
      write(file, encoder, seal);
      IndexHeader header = IndexHeader.decode(encoder.bytes());
      if (header == null) {
        throw new IllegalStateException(file + ": its new index cannot be read");
      }
      return new IndexFile(file, header, Writing.of(seal, encoder.bytes()));
    } finally {
      encoder.letGo();
    }
  }

  private static void write(SegmentFile file, IndexEncoder encoded, FileSeal seal)
      throws IOException {
    encoded.seal(file, seal);
    try (DiskFile to = file.disk.open(file.indexPath())) {
      to.write(ByteBuffer.wrap(encoded.bytes(), 0, encoded.length()), 0);
      to.truncate(encoded.length());
    }
  }

  /**
   * Opens the index of a segment file; only its first page is read.
   *
   * @return null where there is none, or it is damaged or describes something else
   */
  static @Nullable IndexFile open(SegmentFile file) {
    if (!file.disk.exists(file.indexPath())) {
      return null;
    }
    byte[] page = new byte[IndexLayout.PAGE];
    long size;
    try (DiskFile index = file.disk.openForReading(file.indexPath())) {
      size = index.size();
      if (index.read(ByteBuffer.wrap(page), 0) < page.length || !isChecked(page, file, 0, 0)) {
        return null;
      }
    } catch (IOException cause) {
      LOG.log(
          System.Logger.Level.WARNING,
          file.indexPath() + " cannot be read; the records are read instead",
          cause);
      return null;
    }
    IndexHeader header = IndexHeader.decode(page);
    if (header == null
        || header.id() != file.id
        || header.generation() != file.generation
        || size != (long) header.layout().pages() * IndexLayout.PAGE) {
      return null;
    }
    try {
      FileSeal seal = FileSeal.of(file.seal.cipher(), header.keyId(), header.keySalt());
      return new IndexFile(file, header, Writing.of(seal, page));
    } catch (IOException unknownKey) {
      return null;
    }
  }

  private static boolean isChecked(byte[] page, SegmentFile file, int number, int contents) {
    return (int) IndexEncoder.INT.get(page, IndexLayout.PAYLOAD)
        == IndexEncoder.checksum(page, 0, file, number, contents);
  }

  /**
   * Reads a page.
   *
   * @param pages has the open file
   * @throws DamagedFileException when the records are damaged too
   */
  void readPage(IndexPages pages, int number, byte[] into) throws IOException {
    byte[] whole = rebuilt;
    if (whole == null && !isRead(pages, number, into)) {
      whole = rebuild(number);
    }
    if (whole != null) {
      System.arraycopy(whole, number * IndexLayout.PAGE, into, 0, IndexLayout.PAGE);
    }
  }

  private boolean isRead(IndexPages pages, int number, byte[] into) {
    try {
      Writing read = writing;
      FileSeal sealed = read.seal;
      long at = (long) number * IndexLayout.PAGE;
      byte[] page = sealed.isEncrypted() ? new byte[IndexLayout.PAGE] : into;
      if (pages.open(this).read(ByteBuffer.wrap(page), at) < page.length) {
        return false;
      }
      return sealed.isEncrypted()
          ? sealed.key().open(at, file.id, file.generation, page, 0, page.length, into, 0) >= 0
          : isChecked(page, file, number, read.contents);
    } catch (IOException cause) {
      LOG.log(System.Logger.Level.WARNING, file.indexPath() + " cannot be read", cause);
      return false;
    }
  }

  private synchronized byte[] rebuild(int damagedPage) throws IOException {
    byte[] before = rebuilt;
    if (before != null) {
      return before;
    }
    FileSegment segment =
        SegmentScan.find(file, header.end(), true, new HashSet<>(), Long.MAX_VALUE, Long.MAX_VALUE)
            .replay(false);
    file.close();
    IndexEncoder encoder = IndexEncoder.take();
    try {
      return rebuild(segment, encoder, damagedPage);
    } finally {
      encoder.letGo();
    }
  }

  private byte[] rebuild(FileSegment segment, IndexEncoder encoder, int damagedPage)
      throws DamagedFileException {
    FileSeal fresh = FileSeal.fresh(file.seal.cipher());
    encoder.encode(segment, fresh);
    if (!header.isSame(IndexHeader.decode(encoder.bytes()))) {
      throw new DamagedFileException(
          file.indexPath()
              + ": page "
              + damagedPage
              + " is damaged, and so are records of "
              + file
              + "; what is left is found when the stream is opened again");
    }
    byte[] bytes = Arrays.copyOf(encoder.bytes(), encoder.length());
    rebuilt = bytes;
    try {
      write(file, encoder, fresh);
      writing = Writing.of(fresh, encoder.bytes());
      rebuilt = null;
      LOG.log(
          System.Logger.Level.WARNING,
          file.indexPath() + ": page " + damagedPage + " was damaged; made again from the records");
    } catch (IOException cause) {
      LOG.log(
          System.Logger.Level.WARNING,
          file.indexPath() + " is damaged and cannot be written again; it is kept in memory",
          cause);
    }
    return bytes;
  }

  /** What the segment's records say beside its messages. */
  SegmentLists readLists(IndexPages pages) {
    IndexLayout layout = header.layout();
    byte[] bytes = new byte[layout.listBytes()];
    for (int done = 0; done < bytes.length; done += IndexLayout.PAYLOAD) {
      byte[] page = pages.page(this, layout.listsPage() + done / IndexLayout.PAYLOAD);
      System.arraycopy(page, 0, bytes, done, Math.min(IndexLayout.PAYLOAD, bytes.length - done));
    }
    return SegmentLists.decode(bytes);
  }

  /** Whether the segment may have the subject: wrong for one in twenty that it does not have. */
  boolean mayHave(int hash, IndexPages pages) {
    long[] bits = filter;
    if (bits == null) {
      bits = readFilter(pages);
      filter = bits;
    }
    long wanted = filterBits(hash);
    return (bits[filterWord(hash, bits.length)] & wanted) == wanted;
  }

  private long[] readFilter(IndexPages pages) {
    IndexLayout layout = header.layout();
    long[] bits = new long[Math.max(1, (layout.subjects() + 7) / 8)];
    for (int subject = 0; subject < layout.subjects(); subject++) {
      byte[] page =
          pages.page(this, layout.subjectsPage() + subject / IndexLayout.SUBJECTS_PER_PAGE);
      int at = subject % IndexLayout.SUBJECTS_PER_PAGE * IndexLayout.SUBJECT;
      int hash = (int) IndexEncoder.INT.get(page, at);
      bits[filterWord(hash, bits.length)] |= filterBits(hash);
    }
    return bits;
  }

  private static int filterWord(int hash, int words) {
    return (int) (((hash & 0xffffffffL) * words) >>> 32);
  }

  private static long filterBits(int hash) {
    int mixed = hash * 0x9e3779b9;
    return 1L << (mixed & 63) | 1L << (mixed >>> 6 & 63) | 1L << (mixed >>> 12 & 63);
  }
}
