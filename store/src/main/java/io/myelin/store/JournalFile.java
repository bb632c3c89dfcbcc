package io.myelin.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One file of a journal: a header and then frames. Frames make batches; a batch counts when its
 * last frame is there and whole.
 *
 * <p>Not safe for use by several threads at once; writing and reading may be done by any thread.
 */
final class JournalFile implements Closeable {
  private static final long MAGIC = FileHeader.magic("MYELJRNL");
  private static final int VERSION = 1;
  private static final int FEATURE_ENCRYPTED = 1;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int MAX_BODY_BYTES =
      FileJournal.MAX_RECORD_BYTES + JournalBatch.LENGTH_BYTES + 64;

  /**
   * What a look through a file found.
   *
   * @param end where the last whole batch ends
   * @param batches whole batches
   * @param appendedBytes bodies behind the first batch
   * @param tailBytes bytes behind the end, up to the last that is not zero
   * @param closed whether it was closed in order: all was synced
   */
  record Content(long end, long batches, long appendedBytes, long tailBytes, boolean closed) {}

  /** Sees the body of one frame: {@code length} bytes from 0. */
  interface FrameReader {
    void frame(JournalFrame frame, byte[] body, int length) throws IOException;
  }

  private final Path path;
  private final DiskFile file;
  private final FileHeader header;
  private final RecordCipher.FileKey key;
  private final ZeroedRoom room = new ZeroedRoom();
  private byte[] output = new byte[512];

  private JournalFile(Path path, DiskFile file, FileHeader header, RecordCipher.FileKey key) {
    this.path = path;
    this.file = file;
    this.header = header;
    this.key = key;
  }

  /** Makes a file, in place of one that may be there. */
  static JournalFile create(Disk disk, Path path, RecordCipher cipher, long generation)
      throws IOException {
    if (disk.exists(path)) {
      disk.delete(path);
    }
    DiskFile file = disk.open(path);
    try {
      long keyId = cipher.keyId();
      int features = keyId == 0 ? 0 : FEATURE_ENCRYPTED;
      FileHeader header =
          new FileHeader(MAGIC, VERSION, features, generation, keyId, cipher.newSalt());
      file.write(header.encode(), 0);
      return new JournalFile(path, file, header, cipher.key(keyId, header.salt()));
    } catch (IOException | RuntimeException cause) {
      file.close();
      throw cause;
    }
  }

  /** Opens a file that is there. */
  static JournalFile open(Disk disk, Path path, RecordCipher cipher) throws IOException {
    DiskFile file = disk.open(path);
    try {
      FileHeader header = FileHeader.read(file, path, "journal", MAGIC, VERSION, FEATURE_ENCRYPTED);
      try {
        return new JournalFile(path, file, header, cipher.key(header.keyId(), header.salt()));
      } catch (UnsupportedFormatException cause) {
        throw new UnsupportedFormatException(path + ": " + cause.getMessage());
      }
    } catch (IOException | RuntimeException cause) {
      file.close();
      throw cause;
    }
  }

  long keyId() {
    return header.keyId();
  }

  long generation() {
    return header.generation();
  }

  /**
   * Writes one batch.
   *
   * @return where it ends
   */
  long write(JournalBatch batch, long batchNumber, long position, long syncedEnd)
      throws IOException {
    int frames = batch.frames();
    long at = position;
    int filled = 0;
    for (int i = 0; i < frames; i++) {
      int start = batch.frameStart(i);
      int length = batch.frameEnd(i) - start;
      boolean last = i == frames - 1;
      ensureRoom(filled, length);
      filled +=
          encode(batch.bytes(), start, length, last, batchNumber, syncedEnd, at + filled, filled);
      if (filled >= CHUNK_BYTES || last) {
        file.write(ByteBuffer.wrap(output, 0, filled), at);
        at += filled;
        filled = 0;
      }
    }
    if (output.length > CHUNK_BYTES) {
      output = new byte[512];
    }
    return at;
  }

  /** Writes one frame of a batch. */
  long writeFrame(byte[] body, int length, boolean last, long batch, long position, long syncedEnd)
      throws IOException {
    ensureRoom(0, length);
    int bytes = encode(body, 0, length, last, batch, syncedEnd, position, 0);
    file.write(ByteBuffer.wrap(output, 0, bytes), position);
    return position + bytes;
  }

  private void ensureRoom(int filled, int bodyBytes) {
    int needed = filled + JournalFrame.BYTES + bodyBytes + key.overheadBytes();
    if (needed > output.length) {
      int length = Math.max(needed, Math.min(output.length * 4, CHUNK_BYTES));
      output = Arrays.copyOf(output, length);
    }
  }

  private int encode(
      byte[] from,
      int start,
      int length,
      boolean last,
      long batch,
      long syncedEnd,
      long position,
      int outAt) {
    int bodyAt = outAt + JournalFrame.BYTES;
    long context = new JournalFrame(0, last, batch, syncedEnd, 0).context();
    int stored = key.seal(position, batch, context, from, start, length, output, bodyAt);
    int checksum = JournalFrame.checksum(output, bodyAt, stored);
    new JournalFrame(stored, last, batch, syncedEnd, checksum)
        .encode(littleEndian(output), outAt, header.generation(), position);
    return JournalFrame.BYTES + stored;
  }

  void sync() throws IOException {
    file.sync();
  }

  /**
   * Syncs a batch that is appended to others.
   *
   * @param from where the batch begins
   * @param end where it ends
   */
  void sync(long from, long end) throws IOException {
    room.behind(file, end, end - from);
    file.sync();
  }

  /**
   * Looks for whole batches.
   *
   * @throws DamagedFileException when something is damaged that was synced before: the first batch,
   *     or anything that a later frame knows of as synced
   */
  Content scan() throws IOException {
    long size = file.size();
    Scan scan = new Scan();
    long stopped = frames(new FileWindow(path, file, size), size, scan);
    if (scan.batches == 0) {
      throw new DamagedFileException(path + ": damaged at byte " + stopped + " of " + size);
    }
    long tailBytes = tailBytes(scan.end, size);
    long synced = scan.synced;
    if (tailBytes > 0) {
      long tailEnd = Math.min(size, scan.end + tailBytes + JournalFrame.BYTES);
      synced = Math.max(synced, syncedAccordingTo(stopped + 1, tailEnd));
    }
    if (synced > scan.end) {
      throw new DamagedFileException(
          path
              + ": damaged at byte "
              + stopped
              + "; everything up to byte "
              + synced
              + " had been synced");
    }
    return new Content(scan.end, scan.batches, scan.appendedBytes, tailBytes, scan.closed);
  }

  /** Sums up the whole batches at the beginning of the file. */
  private final class Scan implements FrameVisitor {
    private long end = FileHeader.BYTES;
    private long batches;
    private long appendedBytes;
    private long batchBytes;
    private long synced;
    private boolean closed;

    @Override
    public boolean visit(JournalFrame frame, long position, long next) {
      if (frame.batch() != batches + 1) {
        return false;
      }
      synced = Math.max(synced, frame.syncedEnd());
      int bodyBytes = frame.storedBytes() - key.overheadBytes();
      batchBytes += bodyBytes;
      if (frame.last()) {
        appendedBytes += batches == 0 ? 0 : batchBytes;
        batchBytes = 0;
        closed = bodyBytes == 0 && frame.syncedEnd() == position;
        end = next;
        batches++;
      }
      return true;
    }
  }

  /** Opens the bodies of frames, one at a time. */
  private final class Bodies {
    private final FileWindow window;
    private byte[] opened = new byte[512];

    Bodies(FileWindow window) {
      this.window = window;
    }

    /** Opens one; its length, below 0 where this server did not write it. */
    int open(JournalFrame frame, long position) throws IOException {
      int stored = frame.storedBytes();
      if (opened.length < stored) {
        opened = new byte[stored];
      }
      return key.open(
          position,
          frame.batch(),
          frame.context(),
          window.bytes(),
          window.at(position + JournalFrame.BYTES, stored),
          stored,
          opened,
          0);
    }

    /** The bytes of the one that was opened last, from 0. */
    byte[] bytes() {
      return opened;
    }
  }

  /** Reads the bodies of all frames up to a position that is known to be the end of a batch. */
  void read(long end, FrameReader reader) throws IOException {
    FileWindow window = new FileWindow(path, file, end);
    Bodies bodies = new Bodies(window);
    long stopped =
        frames(
            window,
            end,
            (frame, position, next) -> {
              int length = bodies.open(frame, position);
              if (length < 0) {
                throw new DamagedFileException(
                    path + ": what is at byte " + position + " was not written by this server");
              }
              reader.frame(frame, bodies.bytes(), length);
              return true;
            });
    if (stopped != end) {
      throw new DamagedFileException(path + ": damaged at byte " + stopped + " of " + end);
    }
  }

  /**
   * Reads the bodies of all frames that are whole, wherever they are.
   *
   * @param gap is run where bytes between two of them, or behind the last, are no frame
   */
  void salvage(FrameReader reader, Runnable gap) throws IOException {
    long size = file.size();
    long position = FileHeader.BYTES;
    while (position < size) {
      FileWindow window = new FileWindow(path, file, size);
      long stopped = salvageFrom(window, position, size, reader);
      long next = nextFrame(stopped, size);
      if (next < size || tailBytes(stopped, size) > 0) {
        gap.run();
      }
      position = next;
    }
  }

  private long salvageFrom(FileWindow window, long from, long size, FrameReader reader)
      throws IOException {
    Bodies bodies = new Bodies(window);
    return frames(
        window,
        from,
        size,
        (frame, position, next) -> {
          int length = bodies.open(frame, position);
          if (length >= 0) {
            reader.frame(frame, bodies.bytes(), length);
          }
          return length >= 0;
        });
  }

  /** Where a whole frame begins behind the position, the size of the file for nowhere. */
  private long nextFrame(long position, long size) throws IOException {
    FileWindow window = new FileWindow(path, file, size);
    for (long at = position + 1; at + JournalFrame.BYTES <= size; at++) {
      int start = window.at(at, JournalFrame.BYTES);
      if (JournalFrame.isAt(window.buffer(), start, header.generation(), at)) {
        return at;
      }
    }
    return size;
  }

  @FunctionalInterface
  private interface FrameVisitor {
    boolean visit(JournalFrame frame, long position, long next) throws IOException;
  }

  /** Goes through whole frames; returns where there is none, or the visitor wanted no more. */
  private long frames(FileWindow window, long end, FrameVisitor visitor) throws IOException {
    return frames(window, FileHeader.BYTES, end, visitor);
  }

  private long frames(FileWindow window, long from, long end, FrameVisitor visitor)
      throws IOException {
    long position = from;
    while (position + JournalFrame.BYTES <= end) {
      int at = window.at(position, JournalFrame.BYTES);
      if (!JournalFrame.isAt(window.buffer(), at, header.generation(), position)) {
        break;
      }
      JournalFrame frame = JournalFrame.decode(window.buffer(), at);
      int stored = frame.storedBytes();
      long next = position + JournalFrame.BYTES + stored;
      if (stored > MAX_BODY_BYTES || next > end) {
        break;
      }
      int bodyAt = window.at(position + JournalFrame.BYTES, stored);
      if (JournalFrame.checksum(window.bytes(), bodyAt, stored) != frame.bodyChecksum()
          || !visitor.visit(frame, position, next)) {
        break;
      }
      position = next;
    }
    return position;
  }

  /** How many bytes behind the end there are, up to the last that is not zero. */
  private long tailBytes(long end, long size) throws IOException {
    FileWindow window = new FileWindow(path, file, size);
    long last = end;
    for (long at = end; at < size; ) {
      int start = window.at(at, 1);
      int length = window.available(at);
      for (int i = length - 1; i >= 0; i--) {
        if (window.bytes()[start + i] != 0) {
          last = at + i + 1;
          break;
        }
      }
      at += length;
    }
    return last - end;
  }

  /** The farthest synced position that any frame in this range tells of, wherever it begins. */
  private long syncedAccordingTo(long from, long to) throws IOException {
    FileWindow window = new FileWindow(path, file, to);
    long synced = 0;
    for (long at = from; at + JournalFrame.BYTES <= to; at++) {
      int start = window.at(at, JournalFrame.BYTES);
      if (JournalFrame.isAt(window.buffer(), start, header.generation(), at)) {
        synced = Math.max(synced, JournalFrame.decode(window.buffer(), start).syncedEnd());
      }
    }
    return synced;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
