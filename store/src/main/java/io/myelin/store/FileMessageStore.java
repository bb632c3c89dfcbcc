package io.myelin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Messages in append-only segment files of one directory, with their index in memory. What is
 * changed is appended to the last segment; the batch that {@link #seal} gives away is written and
 * synced elsewhere while the lane goes on. Lane only.
 */
public final class FileMessageStore extends SegmentedMessageStore {
  private static final System.Logger LOG = System.getLogger(FileMessageStore.class.getName());
  private static final int LOADING_PAGES = 256;

  private final Disk disk;
  private final Path directory;
  private final FileStoreOptions options;
  private final RecordCipher cipher;
  private final long salt;
  private final SegmentReader reader;
  private final IndexPages pages = new IndexPages(IndexPages.MOST);
  private final NavigableSet<Long> lost = new TreeSet<>();
  private final DiskReserve reserve;
  private final SegmentUpkeep upkeep;
  private final SegmentWriter writer;
  private final List<SegmentBatch.Erasure> bodies = new ArrayList<>();

  private @Nullable SegmentBatch pending;
  private final List<SegmentFile> unsynced = new ArrayList<>();
  private boolean unsyncedNames;
  private boolean allSynced = true;
  private long committedId;
  private long committedEnd;
  private @Nullable IOException failure;

  /** What ends a failure, where only room was missing so far. */
  private @Nullable SegmentBatch recovery;

  private boolean closed;

  private FileMessageStore(
      Disk disk, Path directory, FileStoreOptions options, RecordCipher cipher, long salt) {
    super(salt);
    this.cipher = cipher;
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    this.salt = salt;
    this.reader = new SegmentReader(SegmentReader.MOST_PAGES, options.segmentBytes());
    this.reserve = new DiskReserve(disk, directory);
    this.upkeep = new SegmentUpkeep(reserve, segments, pages, options.entriesInMemory());
    this.writer = new SegmentWriter(disk, directory, options, salt, cipher, new NewSegments());
  }

  /**
   * Opens the store of a directory, a new one where there is none. Reads the index files of
   * complete segments and the records of the others. Blocks.
   *
   * @param cipher seals what is written from now on, and opens what was written with its keys
   * @throws UnsupportedFormatException when a newer version wrote it, or with a key that is not
   *     configured; nothing was changed
   */
  public static FileMessageStore open(
      Disk disk, Path directory, FileStoreOptions options, RecordCipher cipher) throws IOException {
    try {
      return open(disk, directory, options, cipher, true);
    } catch (UncheckedIOException unreadable) {
      IOException cause = unreadable.getCause();
      if (!(cause instanceof DamagedFileException)) {
        throw cause;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          directory + ": an index file and the records do not agree; all records are read",
          cause);
      return open(disk, directory, options, cipher, false);
    }
  }

  /** Opens a store that is not encrypted. */
  public static FileMessageStore open(Disk disk, Path directory, FileStoreOptions options)
      throws IOException {
    return open(disk, directory, options, RecordCipher.NONE);
  }

  private static FileMessageStore open(
      Disk disk,
      Path directory,
      FileStoreOptions options,
      RecordCipher cipher,
      boolean trustsIndexes)
      throws IOException {
    disk.createDirectories(directory);
    try (IndexPages pages = new IndexPages(LOADING_PAGES)) {
      long salt = new SegmentLoader(disk, directory, cipher, pages, false).salt(options.salt());
      FileMessageStore store = new FileMessageStore(disk, directory, options, cipher, salt);
      SegmentLoader loader = new SegmentLoader(disk, directory, cipher, pages, trustsIndexes);
      loader.load(salt, 0, 0, false);
      store.adopt(loader, pages, true, true);
      if (loader.doubt.id() != 0) {
        store.settle();
      }
      if (!store.reserve.take()) {
        store.upkeep.full();
      }
      return store;
    }
  }

  /** Makes it last, in the header of a new segment, that some of what was read does not count. */
  private void settle() throws IOException {
    writer.begin();
    SegmentBatch batch = new SegmentBatch(disk, upkeep.sealed());
    writer.seal(batch, true);
    try {
      batch.write(true);
    } catch (DiskFullException full) {
      reserve.giveUp();
      batch.write(true);
    }
    pending = batch;
    committed(batch);
  }

  /**
   * Takes over what was read back.
   *
   * @param mayReuse whether the last segment may be appended to
   * @param durable whether everything in them survives a power failure
   */
  private void adopt(SegmentLoader loader, IndexPages loading, boolean mayReuse, boolean durable) {
    committedId = loader.lastId;
    committedEnd = loader.lastEnd;
    List<FileSegment> loaded = loader.segments;
    long lastSequence = 0;
    long lastTime = 0;
    long floor = 0;
    for (FileSegment segment : loaded) {
      lastSequence = Math.max(lastSequence, segment.lastSequence);
      lastTime = Math.max(lastTime, segment.lastTimeNanos);
      floor = Math.max(floor, segment.floor);
      if (segment.size() > 0) {
        segments.add(segment);
      }
    }
    new LoadedRemovals(loaded, bodies, upkeep.nextBatch(), loading).apply(floor, lost);
    upkeep.loaded(loaded, durable);
    writer.continueBehind(loader, floor);
    segments.removeIf(s -> s.live() == 0);
    FileSegment last = loaded.isEmpty() ? null : loaded.get(loaded.size() - 1);
    boolean reuse =
        last != null
            && mayReuse
            && loader.lastIsClean
            && last.file.generation == 0
            && !last.file.seal.isEncrypted() // A nonce that was lost would be used again.
            && last.file.seal.isCurrent()
            && last.file.isCompressed == writer.isCompressing()
            && loader.lastEnd < options.segmentBytes() / 2;
    if (reuse && last != null) {
      writer.reuse(last);
      upkeep.continued(last);
      if (segments.isEmpty() || segments.get(segments.size() - 1) != last) {
        segments.add(last);
      }
    }
    adoptAll(lastSequence, lastTime, floor);
    for (FileSegment segment : loaded) {
      LongList times = segment.listsInMemory().expiryTimes();
      LongList sequences = segment.listsInMemory().expirySequences();
      for (int i = 0; i < times.size(); i++) {
        if (contains(sequences.get(i))) {
          expiries().add(times.get(i), sequences.get(i));
        }
      }
      if (segment.indexFile() != null) {
        segment.close(pages);
      }
    }
  }

  @Override
  void checkWritable() {
    if (failure != null) {
      throw new StoreFailedException(
          "writing to "
              + directory
              + " failed ("
              + failure.getMessage()
              + "); nothing is stored there until the store has recovered",
          failure);
    }
    if (closed) {
      throw new IllegalStateException("the store in " + directory + " is closed");
    }
  }

  @Override
  public void compress(boolean compress) {
    writer.compress(compress);
    upkeep.compress(compress);
  }

  @Override
  public boolean isFull() {
    return upkeep.isFull();
  }

  @Override
  Segment write(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    return writer.message(
        sequence,
        timeNanos,
        expiresAtNanos,
        buffer,
        at,
        subjectLength,
        headerLength,
        payloadLength,
        key);
  }

  /** Puts segments that are begun behind the others. */
  private final class NewSegments implements SegmentWriter.Owner {
    @Override
    public long lastSequence() {
      return FileMessageStore.this.lastSequence();
    }

    @Override
    public long lastTimeNanos() {
      return FileMessageStore.this.lastTimeNanos();
    }

    @Override
    public GrowingIndex emptyIndex() {
      return upkeep.emptyIndex();
    }

    @Override
    public void begun(FileSegment segment, @Nullable FileSegment before) {
      if (before != null && before.writtenEnd == before.tail.end()) {
        complete(before);
      }
      Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
      if (last != null && last.live() == 0) {
        segments.remove(last);
        emptied(last);
      }
      segments.add(segment);
      upkeep.begun(segment);
    }
  }

  private void complete(FileSegment segment) {
    segment.complete();
    upkeep.completed(segment);
  }

  @Override
  void writeSkip(long sequence, long timeNanos) {
    writer.skip(sequence, timeNanos);
  }

  @Override
  void writeRemoval(Segment segment, int index, long sequence, boolean erase) {
    upkeep.removed(sequence);
    if (erase) {
      writer.remove(sequence, true);
      ((FileSegment) segment).erase(index, bodies, upkeep.nextBatch());
    } else if (sequence == firstSequence()) {
      writer.floor(sequence + 1);
    } else {
      writer.remove(sequence, false);
    }
  }

  @Override
  void writeFloor(long sequence) {
    upkeep.removedBelow(sequence);
    writer.floor(sequence);
  }

  @Override
  public void beginAtomic() {
    checkWritable();
    writer.beginGroup();
  }

  @Override
  public void endAtomic() {
    writer.endGroup();
  }

  @Override
  void shrunk(int position, Segment segment) {
    upkeep.shrunk((FileSegment) segment);
  }

  @Override
  void emptied(Segment segment) {
    upkeep.emptied((FileSegment) segment);
  }

  @Override
  public @Nullable Upkeep upkeep() {
    return failure != null || closed ? null : upkeep.next();
  }

  @Override
  public void upkept(Upkeep done) {
    upkeep.done(done, writer.removals(), writer.erasures(), bodies);
  }

  @Override
  public @Nullable PendingWrite seal() {
    return seal(false);
  }

  @Override
  public @Nullable PendingWrite sealUnsynced() {
    return seal(true);
  }

  private @Nullable PendingWrite seal(boolean evenUnsynced) {
    if (pending != null) {
      throw new IllegalStateException("a batch of " + directory + " is being written");
    }
    if (writer.isInGroup()) {
      throw new IllegalStateException("an atomic group is open in " + directory);
    }
    if (failure != null) {
      return null;
    }
    boolean nothing = !writer.prepare() && bodies.isEmpty();
    if (nothing && !(evenUnsynced && !unsynced.isEmpty())) {
      return null;
    }
    SegmentBatch batch = new SegmentBatch(disk, upkeep.sealed());
    writer.seal(batch, unsynced.isEmpty());
    batch.erasures.addAll(bodies);
    bodies.clear();
    batch.unsynced.addAll(unsynced);
    batch.unsyncedNames = unsyncedNames;
    pending = batch;
    return batch;
  }

  private SegmentBatch take(PendingWrite batch) {
    SegmentBatch sealed = pending;
    if (sealed == null || sealed != batch) {
      throw new IllegalStateException("not the batch of " + directory + " that is pending");
    }
    pending = null;
    return sealed;
  }

  @Override
  public void committed(PendingWrite written) {
    SegmentBatch batch = take(written);
    if (batch.isSynced()) {
      unsynced.clear();
      unsyncedNames = false;
    }
    for (SegmentBatch.Part part : batch.parts) {
      FileSegment segment = part.segment();
      segment.writtenEnd = part.end();
      segment.tail.written(part.end());
      if (segment != writer.active() && segment.tail.end() == part.end()) {
        complete(segment);
      }
      committedId = segment.file.id;
      committedEnd = part.end();
      if (!batch.isSynced()) {
        unsyncedNames |= part.create();
        if (!unsynced.contains(segment.file)) {
          unsynced.add(segment.file);
        }
      }
    }
    if (batch.isSynced()) {
      upkeep.synced(batch.number, committedId);
    }
  }

  @Override
  public void failed(PendingWrite lost, IOException cause) {
    take(lost);
    failure = cause;
    writer.clear();
    if (cause instanceof DiskFullException) {
      upkeep.full();
    }
  }

  @Override
  public void recover() throws IOException {
    if (failure == null) {
      return;
    }
    SegmentBatch batch = recovery;
    if (batch == null) {
      batch = reload();
    }
    if (upkeep.isFull()) {
      reserve.giveUp();
    }
    try {
      batch.write(true);
    } catch (DiskFullException full) {
      recovery = batch;
      upkeep.full();
      throw full;
    }
    recovery = null;
    FileSegment segment = batch.parts.get(0).segment();
    segment.writtenEnd = segment.tail.end();
    committedId = segment.file.id;
    committedEnd = segment.writtenEnd;
    upkeep.synced(batch.number, committedId);
    failure = null;
  }

  /** Reads again what is known to be on disk, and begins a new file behind it. */
  private SegmentBatch reload() throws IOException {
    closeFiles();
    writer.clear();
    bodies.clear();
    allSynced &= unsynced.isEmpty();
    unsynced.clear();
    unsyncedNames = false;
    long knownId = committedId;
    long knownEnd = committedEnd;
    reset();
    try (IndexPages loading = new IndexPages(LOADING_PAGES)) {
      SegmentLoader loader = new SegmentLoader(disk, directory, cipher, loading, true);
      loader.load(salt, knownId, knownEnd, true);
      adopt(loader, loading, false, allSynced);
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    committedId = knownId;
    committedEnd = knownEnd;
    writer.goOnBehind(knownId, knownEnd);
    writer.begin();
    SegmentBatch batch = new SegmentBatch(disk, upkeep.sealed());
    writer.seal(batch, false);
    return batch;
  }

  @Override
  void read(Segment segment, int index, StoredMessage into) throws IOException {
    FileSegment from = (FileSegment) segment;
    boolean whole;
    try {
      whole = reader.message(from, index, into);
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    if (!whole) {
      lost.add(from.sequence(index));
      from.isDamaged = true;
      throw new DamagedMessageException(
          from.file
              + ": the record of sequence "
              + from.sequence(index)
              + " at position "
              + from.offset(index)
              + " is damaged; its neighbours are not affected");
    }
  }

  @Override
  public long[] lostSequences() {
    return lost.stream().mapToLong(Long::longValue).toArray();
  }

  private void closeFiles() throws IOException {
    reader.clear();
    pages.close();
    for (Segment segment : segments) {
      ((FileSegment) segment).file.close();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    closeFiles();
    reset();
  }

  @Override
  public void delete() throws IOException {
    close();
    List<String> names = new ArrayList<>(disk.list(directory));
    Collections.sort(names);
    for (String name : names) {
      disk.delete(directory.resolve(name));
    }
    disk.delete(directory);
  }
}
