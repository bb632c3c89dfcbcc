package io.myelin.store;

import java.io.IOException;
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
  private static final int MOST_RECORD_BYTES = 1 << 30;
  private static final int REMOVALS_PER_RECORD = 1 << 16;
  private static final byte[] NOTHING = {};

  private final Disk disk;
  private final Path directory;
  private final FileStoreOptions options;
  private final long salt;
  private final SegmentReader reader = new SegmentReader();
  private final NavigableSet<Long> lost = new TreeSet<>();
  private final DiskReserve reserve;
  private final SegmentUpkeep upkeep;

  private @Nullable FileSegment active;
  private long nextId = 1;
  private long previousId;
  private long previousEnd;

  private final List<FileSegment> unsealed = new ArrayList<>();
  private final LongList removals = new LongList();
  private final LongList erasures = new LongList();
  private final List<SegmentBatch.Erasure> bodies = new ArrayList<>();
  private long newFloor;
  private long writtenFloor;
  private boolean inGroup;
  private @Nullable FileSegment startSegment;
  private long startPosition;

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

  private FileMessageStore(Disk disk, Path directory, FileStoreOptions options, long salt) {
    super(salt);
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    this.salt = salt;
    this.reserve = new DiskReserve(disk, directory);
    this.upkeep = new SegmentUpkeep(reserve, segments);
  }

  /**
   * Opens the store of a directory, a new one where there is none. Blocks.
   *
   * @throws UnsupportedFormatException when a newer version wrote it; nothing was changed
   */
  public static FileMessageStore open(Disk disk, Path directory, FileStoreOptions options)
      throws IOException {
    disk.createDirectories(directory);
    long salt = new SegmentLoader(disk, directory).salt(options.salt());
    FileMessageStore store = new FileMessageStore(disk, directory, options, salt);
    store.load(0, 0, false, true);
    if (!store.reserve.take()) {
      store.upkeep.full();
    }
    return store;
  }

  private void load(long knownId, long knownEnd, boolean known, boolean durable)
      throws IOException {
    SegmentLoader loader = new SegmentLoader(disk, directory);
    loader.load(salt, knownId, knownEnd, known);
    nextId = Math.max(nextId, loader.highestId + 1);
    previousId = loader.lastId;
    previousEnd = loader.lastEnd;
    committedId = loader.lastId;
    committedEnd = loader.lastEnd;
    List<FileSegment> loaded = loader.segments;
    FileSegment last = loaded.isEmpty() ? null : loaded.get(loaded.size() - 1);
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
    new LoadedRemovals(loaded, bodies, upkeep.nextBatch()).apply(floor, lost);
    upkeep.loaded(loaded, durable);
    writtenFloor = floor;
    segments.removeIf(s -> s.live() == 0);
    boolean reuse =
        last != null
            && !known
            && loader.lastIsClean
            && last.file.generation == 0
            && loader.lastEnd < options.segmentBytes() / 2;
    if (reuse && last != null) {
      active = last;
      last.isComplete = false;
      last.file.isAppended = true;
      upkeep.continued(last);
      if (segments.isEmpty() || segments.get(segments.size() - 1) != last) {
        segments.add(last);
      }
    }
    adoptAll(lastSequence, lastTime, floor);
    for (FileSegment segment : loaded) {
      for (int i = 0; i < segment.expiries.size(); i += 2) {
        if (contains(segment.expiries.get(i + 1))) {
          expiries().add(segment.expiries.get(i), segment.expiries.get(i + 1));
        }
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
  public boolean isFull() {
    return upkeep.isFull();
  }

  @Override
  GrowingSegment write(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    long length = (long) Records.HEAD + subjectLength + headerLength + payloadLength;
    if (length > MOST_RECORD_BYTES) {
      throw new IllegalArgumentException("a message of " + length + " bytes");
    }
    FileSegment segment = room(sequence, (int) length);
    long position =
        write(
            segment,
            Records.MESSAGE,
            0,
            sequence,
            timeNanos,
            expiresAtNanos,
            buffer,
            at,
            subjectLength,
            headerLength,
            payloadLength);
    segment.add(sequence, timeNanos, (int) position, (int) length, headerLength > 0, key);
    if (expiresAtNanos > 0) {
      segment.expiries.add(expiresAtNanos);
      segment.expiries.add(sequence);
    }
    return segment;
  }

  private long write(
      FileSegment segment,
      int kind,
      int flags,
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] body,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    long position =
        segment.write(
            kind,
            inGroup ? flags | Records.IN_GROUP : flags,
            sequence,
            timeNanos,
            expiresAtNanos,
            body,
            at,
            subjectLength,
            headerLength,
            payloadLength);
    if (startSegment == null) {
      startSegment = segment;
      startPosition = position;
    }
    if (kind == Records.FLOOR) {
      writtenFloor = Math.max(writtenFloor, sequence);
    }
    return position;
  }

  /** The segment that takes a record of this length. */
  private FileSegment room(long sequence, int length) {
    FileSegment segment = active;
    if (segment == null) {
      return begin();
    }
    boolean full =
        segment.tail.end() + length > options.segmentBytes()
            && segment.tail.end() > segment.startEnd;
    if (inGroup) {
      if (!segment.canIndex(sequence) || segment.tail.end() + length > MOST_RECORD_BYTES) {
        throw new IllegalStateException(
            "an atomic group in " + directory + " is larger than a segment can be");
      }
      return segment;
    }
    return full || !segment.canIndex(sequence) ? begin() : segment;
  }

  private FileSegment begin() {
    FileSegment old = active;
    if (old != null && old.tail.unsealed() > 0 && !unsealed.contains(old)) {
      unsealed.add(old);
    }
    if (old != null) {
      previousId = old.file.id;
      previousEnd = old.tail.end();
      if (old.writtenEnd == old.tail.end()) {
        old.complete();
      }
    }
    SegmentHeader header = new SegmentHeader(nextId, 0, salt, previousId, previousEnd, old != null);
    FileSegment segment = new FileSegment(new SegmentFile(disk, directory, nextId, salt, 0), 0);
    segment.isNew = true;
    segment.file.isAppended = true;
    byte[] bytes = header.encode();
    segment.tail.append(bytes, bytes.length, NOTHING, 0, 0);
    Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    if (last != null && last.live() == 0) {
      segments.remove(last);
      emptied(last);
    }
    segments.add(segment);
    unsealed.add(segment);
    active = segment;
    nextId++;
    upkeep.begun(segment);
    long start = segment.tail.end();
    segment.writeStart(lastSequence(), lastTimeNanos(), writtenFloor);
    if (startSegment == null && segment.startEnd > start) {
      startSegment = segment;
      startPosition = start;
    }
    return segment;
  }

  private FileSegment control() {
    return room(lastSequence() + 1, Records.HEAD);
  }

  @Override
  void writeSkip(long sequence, long timeNanos) {
    write(control(), Records.SKIP, 0, sequence, timeNanos, 0, NOTHING, 0, 0, 0, 0);
  }

  @Override
  void writeRemoval(Segment segment, int index, long sequence, boolean erase) {
    upkeep.removed(sequence);
    if (erase) {
      erasures.add(sequence);
      ((FileSegment) segment).erase(index, bodies, upkeep.nextBatch());
    } else if (sequence == firstSequence()) {
      newFloor = Math.max(newFloor, sequence + 1);
    } else {
      removals.add(sequence);
    }
  }

  @Override
  void writeFloor(long sequence) {
    upkeep.removedBelow(sequence);
    newFloor = Math.max(newFloor, sequence);
  }

  private void writeRemovals() {
    FileSegment current = active;
    boolean any = !removals.isEmpty() || !erasures.isEmpty() || newFloor > 0;
    if (any
        && !inGroup
        && current != null
        && current.live() == 0
        && current.tail.end() - current.startEnd > options.segmentBytes() / 8) {
      begin();
    }
    writeRemovals(removals, 0);
    writeRemovals(erasures, Records.ERASES);
    if (newFloor > 0) {
      write(control(), Records.FLOOR, 0, newFloor, 0, 0, NOTHING, 0, 0, 0, 0);
      newFloor = 0;
    }
  }

  private void writeRemovals(LongList sequences, int flags) {
    for (int from = 0; from < sequences.size(); from += REMOVALS_PER_RECORD) {
      byte[] list = sequences.encode(from, Math.min(sequences.size(), from + REMOVALS_PER_RECORD));
      FileSegment segment = room(lastSequence() + 1, Records.HEAD + list.length);
      for (int i = from; i < Math.min(sequences.size(), from + REMOVALS_PER_RECORD); i++) {
        segment.removals.add(sequences.get(i));
        if (flags != 0) {
          segment.erasures.add(sequences.get(i));
        }
      }
      write(segment, Records.REMOVE, flags, 0, 0, 0, list, 0, 0, 0, list.length);
    }
    sequences.clear();
  }

  @Override
  public void beginAtomic() {
    checkWritable();
    if (inGroup) {
      throw new IllegalStateException("an atomic group is open already in " + directory);
    }
    writeRemovals();
    FileSegment segment = active;
    if (segment == null || segment.tail.end() > options.segmentBytes() / 2) {
      begin();
    }
    inGroup = true;
  }

  @Override
  public void endAtomic() {
    if (!inGroup) {
      throw new IllegalStateException("no atomic group is open in " + directory);
    }
    writeRemovals();
    write(control(), Records.GROUP_END, 0, 0, 0, 0, NOTHING, 0, 0, 0, 0);
    inGroup = false;
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
    upkeep.done(done, removals, erasures, bodies);
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
    if (inGroup) {
      throw new IllegalStateException("an atomic group is open in " + directory);
    }
    if (failure != null) {
      return null;
    }
    writeRemovals();
    FileSegment current = active;
    if (current != null && !unsealed.contains(current) && current.tail.unsealed() > 0) {
      unsealed.add(current);
    }
    boolean nothing = unsealed.isEmpty() && bodies.isEmpty();
    if (nothing && !(evenUnsynced && !unsynced.isEmpty())) {
      return null;
    }
    markStart();
    SegmentBatch batch = new SegmentBatch(disk, upkeep.sealed());
    for (FileSegment segment : unsealed) {
      List<TailBuffer.Slice> slices = new ArrayList<>();
      segment.tail.seal(slices);
      batch.parts.add(new SegmentBatch.Part(segment, segment.isNew, slices, segment.tail.end()));
      segment.isNew = false;
    }
    unsealed.clear();
    batch.erasures.addAll(bodies);
    bodies.clear();
    batch.unsynced.addAll(unsynced);
    batch.unsyncedNames = unsyncedNames;
    pending = batch;
    return batch;
  }

  /** The first record of a batch says so when everything before it was synced. */
  private void markStart() {
    FileSegment segment = startSegment;
    startSegment = null;
    if (segment == null || !unsynced.isEmpty()) {
      return;
    }
    segment.addFlags(startPosition, Records.STARTS_BATCH);
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
      if (segment != active && segment.tail.end() == part.end()) {
        segment.complete();
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
    inGroup = false;
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
    unsealed.clear();
    removals.clear();
    erasures.clear();
    bodies.clear();
    newFloor = 0;
    startSegment = null;
    active = null;
    allSynced &= unsynced.isEmpty();
    unsynced.clear();
    unsyncedNames = false;
    long knownId = committedId;
    long knownEnd = committedEnd;
    reset();
    load(knownId, knownEnd, true, allSynced);
    committedId = knownId;
    committedEnd = knownEnd;
    previousId = knownId;
    previousEnd = knownEnd;
    FileSegment segment = begin();
    startSegment = null;
    SegmentBatch batch = new SegmentBatch(disk, upkeep.sealed());
    List<TailBuffer.Slice> slices = new ArrayList<>();
    segment.tail.seal(slices);
    batch.parts.add(new SegmentBatch.Part(segment, true, slices, segment.tail.end()));
    unsealed.clear();
    segment.isNew = false;
    return batch;
  }

  @Override
  void read(Segment segment, int index, StoredMessage into) throws IOException {
    FileSegment from = (FileSegment) segment;
    if (!reader.message(from, index, into)) {
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
    Path parent = directory.getParent();
    if (parent != null) {
      disk.syncDirectory(parent);
    }
  }
}
