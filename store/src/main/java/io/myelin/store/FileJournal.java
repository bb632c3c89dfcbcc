package io.myelin.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A journal in one file. What is sealed together is one batch, which is there after a crash whole
 * or not at all. Replacing writes a new file beside the old one and renames it into place.
 *
 * <p>What a crash may have left half-written at the end is dropped when the journal is opened. That
 * is told from damage to what had been synced, because every batch says up to where the file was
 * synced when it was written: such damage is a {@link DamagedFileException}, and the file stays as
 * it is. A damaged <i>last</i> batch cannot be told from a torn one unless the journal was closed.
 *
 * <p>The first batch of a new journal, and one with a replacement, is always synced. Where a torn
 * end was found, or the key is no longer the current one, the file is written anew before anything
 * is appended; if that fails the journal can be replayed, and refuses changes until {@link
 * #recover}.
 */
public final class FileJournal implements Journal {
  /** Bytes that a record may have. */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  private static final Logger LOG = System.getLogger(FileJournal.class.getName());
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Disk disk;
  private final Path path;
  private final Path newPath;
  private final RecordCipher cipher;
  private @Nullable JournalFile file;
  private long end = FileHeader.BYTES;
  private long syncedEnd;
  private long batches;
  private JournalBatch open = new JournalBatch();
  private JournalBatch spare = new JournalBatch();
  private boolean replacing;
  private long appendedBytes;
  private long committedAppendedBytes;
  private @Nullable JournalFile retired;
  private @Nullable Batch pending;
  private @Nullable IOException failure;

  private FileJournal(Disk disk, Path path, RecordCipher cipher) {
    this.disk = disk;
    this.path = path;
    this.newPath = path.resolveSibling(path.getFileName() + ".new");
    this.cipher = cipher;
  }

  /**
   * Opens a journal, which need not exist. Blocks.
   *
   * @param path its file; its directory exists
   * @throws DamagedFileException when records that were synced are damaged
   * @throws UnsupportedFormatException when the file is of a newer version or another key
   */
  public static FileJournal open(Disk disk, Path path, RecordCipher cipher) throws IOException {
    FileJournal journal = new FileJournal(disk, path, cipher);
    if (disk.exists(path)) {
      journal.openFile();
    }
    return journal;
  }

  /**
   * Reads what is left of a journal that {@link #open} found damaged. Blocks.
   *
   * @param gap is run where records are missing
   * @throws IOException when nothing of it can be read
   */
  public static void salvage(
      Disk disk, Path path, RecordCipher cipher, RecordReader reader, Runnable gap)
      throws IOException {
    FileJournal journal = new FileJournal(disk, path, cipher);
    try (JournalFile damaged = JournalFile.open(disk, path, cipher)) {
      damaged.salvage((frame, body, length) -> journal.records(body, length, reader), gap);
    }
  }

  private void openFile() throws IOException {
    JournalFile opened = JournalFile.open(disk, path, cipher);
    try {
      JournalFile.Content content = opened.scan();
      file = opened;
      end = content.end();
      batches = content.batches();
      committedAppendedBytes = content.appendedBytes();
      appendedBytes = committedAppendedBytes;
      boolean torn = content.tailBytes() > 0;
      if (torn) {
        LOG.log(
            Level.WARNING,
            "{0}: dropped {1} bytes of an unfinished batch behind byte {2}",
            path,
            content.tailBytes(),
            end);
      }
      if (torn || !cipher.isCurrent(opened.keyId())) {
        rewriteOrRefuse();
      } else {
        syncOrRewrite(opened, content.closed());
      }
    } catch (IOException | RuntimeException cause) {
      opened.close();
      throw cause;
    }
  }

  /** What is replayed must not be lost by a power failure later, as if it had been committed. */
  private void syncOrRewrite(JournalFile opened, boolean closed) throws IOException {
    syncedEnd = end;
    if (closed) {
      return;
    }
    try {
      opened.sync();
      disk.syncDirectory(directory());
    } catch (IOException cause) {
      LOG.log(Level.WARNING, path + ": cannot be synced; it is written anew", cause);
      syncedEnd = 0;
      rewriteOrRefuse();
    }
  }

  private void rewriteOrRefuse() throws IOException {
    try {
      rewrite(end);
    } catch (DamagedFileException damaged) {
      throw damaged;
    } catch (IOException cause) {
      LOG.log(Level.WARNING, path + ": cannot be written anew; changes are refused", cause);
      failure = cause;
    }
  }

  @Override
  public void append(byte[] record) {
    check(record);
    open.add(record);
    appendedBytes += JournalBatch.LENGTH_BYTES + record.length;
  }

  @Override
  public void replace(Iterable<byte[]> records) {
    checkUsable();
    open.clear();
    replacing = true;
    appendedBytes = 0;
    for (byte[] record : records) {
      check(record);
      open.add(record);
    }
  }

  private void check(byte[] record) {
    checkUsable();
    if (record.length > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "a journal record may have up to 16 MiB; this one has " + record.length + " bytes");
    }
  }

  private void checkUsable() {
    if (failure != null) {
      throw new StoreFailedException(path + ": refuses changes until it recovers", failure);
    }
  }

  @Override
  public long appendedBytes() {
    return appendedBytes;
  }

  @Override
  public void replay(RecordReader reader) throws IOException {
    if (pending != null || replacing || !open.isEmpty()) {
      throw new IllegalStateException(path + ": replayed after it was changed");
    }
    if (file != null) {
      file.read(end, (frame, body, length) -> records(body, length, reader));
    }
  }

  private void records(byte[] body, int length, RecordReader reader) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at < length) {
      int start = at + JournalBatch.LENGTH_BYTES;
      int recordLength = start <= length ? bytes.getInt(at) : -1;
      if (recordLength < 0 || recordLength > length - start) {
        throw new DamagedFileException(path + ": a record is longer than its batch");
      }
      at = start + recordLength;
      reader.record(Arrays.copyOfRange(body, start, at));
    }
  }

  @Override
  public @Nullable PendingWrite seal() {
    if (pending != null) {
      throw new IllegalStateException(path + ": a batch is pending");
    }
    if (failure != null || (open.isEmpty() && !replacing)) {
      return null;
    }
    Batch batch = new Batch(open, replacing ? null : file, appendedBytes);
    open = spare;
    replacing = false;
    retired = null;
    pending = batch;
    return batch;
  }

  @Override
  public void committed(PendingWrite written) {
    Batch batch = finished(written);
    if (batch.target != file) {
      retired = file;
      file = batch.target;
      batches = 0;
    }
    batches++;
    end = batch.endAfter;
    syncedEnd = batch.synced ? end : syncedEnd;
    committedAppendedBytes = batch.appendedBytesAfter;
    spare = batch.records;
    spare.clear();
  }

  @Override
  public void failed(PendingWrite lost, IOException cause) {
    Batch batch = finished(lost);
    failure = cause;
    if (batch.target != null && batch.target != file) {
      closeQuietly(batch.target);
    }
    spare = batch.records;
    forgetUncommitted();
  }

  private Batch finished(PendingWrite write) {
    Batch batch = pending;
    if (batch == null || batch != write) {
      throw new IllegalStateException(path + ": this batch is not pending");
    }
    pending = null;
    return batch;
  }

  private void forgetUncommitted() {
    open.clear();
    spare.clear();
    replacing = false;
    appendedBytes = committedAppendedBytes;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where the last batches were committed without a sync they may be lost too; {@link #replay}
   * may be called again to see what is left.
   *
   * @throws DamagedFileException when bytes are damaged that had been synced
   */
  @Override
  public void recover() throws IOException {
    if (pending != null) {
      throw new IllegalStateException(path + ": a batch is pending");
    }
    if (failure == null) {
      return;
    }
    if (file == null) {
      deleteFiles();
      disk.syncDirectory(directory());
    } else {
      JournalFile.Content content = file.scan();
      if (content.end() < syncedEnd) {
        throw new DamagedFileException(
            path + ": damaged behind byte " + content.end() + "; synced up to " + syncedEnd);
      }
      rewrite(Math.min(end, content.end()));
      committedAppendedBytes = Math.min(committedAppendedBytes, content.appendedBytes());
    }
    failure = null;
    forgetUncommitted();
  }

  /** Writes what is in the file up to the position into a new one and puts that in its place. */
  private void rewrite(long upTo) throws IOException {
    JournalFile from = file;
    if (from == null) {
      return;
    }
    JournalFile to = JournalFile.create(disk, newPath, cipher, RANDOM.nextLong());
    try {
      long[] at = {FileHeader.BYTES, 0};
      from.read(
          upTo,
          (frame, body, length) -> {
            at[0] = to.writeFrame(body, length, false, 1, at[0], 0);
            at[1] += length;
          });
      long newEnd = to.writeFrame(new byte[0], 0, true, 1, at[0], 0);
      putInPlace(to);
      file = to;
      end = newEnd;
      syncedEnd = newEnd;
      batches = 1;
    } catch (IOException | RuntimeException cause) {
      closeQuietly(to);
      throw cause;
    }
    closeQuietly(from);
  }

  private void putInPlace(JournalFile made) throws IOException {
    made.sync();
    disk.rename(newPath, path);
    disk.syncDirectory(directory());
  }

  private Path directory() {
    Path directory = path.getParent();
    return directory != null ? directory : Path.of("");
  }

  /**
   * {@inheritDoc}
   *
   * <p>What was committed without a sync is synced. Changes that were never sealed are gone.
   */
  @Override
  public void close() throws IOException {
    closeRetired();
    JournalFile closing = file;
    if (closing == null) {
      return;
    }
    boolean whole = failure == null && pending == null;
    failure = new IOException("the journal is closed");
    file = null;
    try (closing) {
      if (whole) {
        if (syncedEnd < end) {
          closing.sync();
        }
        writeEndMark(closing);
      }
    }
  }

  /** Says that everything is synced; nothing is lost without it. */
  private void writeEndMark(JournalFile closing) {
    try {
      closing.write(new JournalBatch(), batches + 1, end, end);
    } catch (IOException cause) {
      LOG.log(Level.DEBUG, path + ": closed without its end mark", cause);
    }
  }

  private void closeRetired() {
    if (retired != null) {
      closeQuietly(retired);
      retired = null;
    }
  }

  @Override
  public void delete() throws IOException {
    closeRetired();
    if (file != null) {
      closeQuietly(file);
      file = null;
    }
    failure = new IOException("the journal is deleted");
    deleteFiles();
  }

  private void deleteFiles() throws IOException {
    for (Path name : new Path[] {path, newPath}) {
      if (disk.exists(name)) {
        disk.delete(name);
      }
    }
  }

  private void closeQuietly(JournalFile unused) {
    try {
      unused.close();
    } catch (IOException cause) {
      LOG.log(Level.DEBUG, path + ": closing a file that is no longer used", cause);
    }
  }

  /** One sealed batch; the thread that writes it leaves what came of it in its fields. */
  private final class Batch implements PendingWrite {
    private final JournalBatch records;
    private final long appendedBytesAfter;
    private final long position = end;
    private final long number = batches + 1;
    private final long syncedBefore = syncedEnd;
    private final @Nullable JournalFile replaced = retired;
    private @Nullable JournalFile target;
    private long endAfter;
    private boolean synced;

    Batch(JournalBatch records, @Nullable JournalFile target, long appendedBytesAfter) {
      this.records = records;
      this.target = target;
      this.appendedBytesAfter = appendedBytesAfter;
    }

    @Override
    public long bytes() {
      return records.length() + (long) records.frames() * JournalFrame.BYTES;
    }

    @Override
    public void write(boolean sync) throws IOException {
      if (endAfter != 0) {
        throw new IllegalStateException(path + ": this batch was written before");
      }
      endAfter = position;
      if (replaced != null) {
        closeQuietly(replaced);
      }
      JournalFile existing = target;
      if (existing != null) {
        endAfter = existing.write(records, number, position, syncedBefore);
        if (sync) {
          existing.sync(position, endAfter);
        }
        synced = sync;
        return;
      }
      JournalFile made = JournalFile.create(disk, newPath, cipher, RANDOM.nextLong());
      target = made;
      endAfter = made.write(records, 1, FileHeader.BYTES, 0);
      putInPlace(made);
      synced = true;
    }
  }
}
