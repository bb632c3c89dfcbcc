package io.myelin.store;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows every segment file of a store, also of segments without messages, and which of them can go.
 * Lane only; what is to be done is done by others.
 */
final class SegmentUpkeep {
  private static final System.Logger LOG = System.getLogger(SegmentUpkeep.class.getName());

  private final TreeMap<Long, FileSegment> files = new TreeMap<>();
  private final DiskReserve reserve;
  private final List<Segment> segments;
  private static final int PAGES_OF_WORK = 64;

  private boolean full;

  /**
   * Between two tries there is nothing to be done once, or whoever asks would never come to rest.
   */
  private boolean refillTried;

  private MessageStore.@Nullable Upkeep running;
  private int empty;
  private final Set<FileSegment> shrunk = new LinkedHashSet<>();
  private final List<FileSegment> obsolete = new ArrayList<>();
  private final Set<FileSegment> unindexed = new LinkedHashSet<>();

  /** With an index file, and in memory all the same. */
  private final ArrayDeque<FileSegment> indexed = new ArrayDeque<>();

  private int indexedEntries;

  /** Whose index could not be written: tried again when there is room or the store is opened. */
  private final List<FileSegment> unindexable = new ArrayList<>();

  private final IndexPages pages;
  private final int entriesInMemory;
  private @Nullable WeakReference<GrowingIndex> spareIndex;
  private boolean compress;

  /**
   * Sequences that went and could come back if a batch failed: of the next one, of those sealed.
   */
  private final LongList going = new LongList();

  private final LongList goingSealed = new LongList();
  private long floorInBatch;
  private long floorBelow;
  private long nextBatch = 1;
  private long syncedBatch;
  private long syncedId;

  /**
   * @param segments those with messages; one that is written again takes the old one's place
   * @param pages of the lane
   * @param entriesInMemory so many entries of segments with an index file stay in memory
   */
  SegmentUpkeep(
      DiskReserve reserve, List<Segment> segments, IndexPages pages, int entriesInMemory) {
    this.segments = segments;
    this.reserve = reserve;
    this.pages = pages;
    this.entriesInMemory = entriesInMemory;
  }

  /** Whether there is room for removals only. */
  boolean isFull() {
    return full;
  }

  /** Whether messages that are written again are compressed. */
  void compress(boolean compress) {
    this.compress = compress;
  }

  /** There is no room on the disk, or less than is to be held in reserve. */
  void full() {
    full = true;
  }

  /** The number of the batch that takes what is changed now. */
  long nextBatch() {
    return nextBatch;
  }

  /** A batch was sealed. */
  long sealed() {
    going.addTo(goingSealed);
    going.clear();
    return nextBatch++;
  }

  /**
   * A batch and everything in front of it survives a power failure.
   *
   * @param lastId the newest segment that does
   */
  void synced(long batch, long lastId) {
    goingSealed.clear();
    syncedBatch = batch;
    syncedId = lastId;
  }

  /** A new file, which need not exist yet. */
  void begun(FileSegment segment) {
    files.put(segment.file.id, segment);
  }

  /**
   * Files that were read back.
   *
   * @param synced whether all of them survive a power failure
   */
  void loaded(List<FileSegment> loaded, boolean synced) {
    files.clear();
    shrunk.clear();
    obsolete.clear();
    unindexed.clear();
    unindexable.clear();
    indexed.clear();
    indexedEntries = 0;
    going.clear();
    goingSealed.clear();
    floorInBatch = 0;
    empty = 0;
    for (FileSegment segment : loaded) {
      files.put(segment.file.id, segment);
      if (segment.live() == 0) {
        segment.emptiedInBatch = synced ? 0 : Long.MAX_VALUE;
        empty++;
      }
      if (synced) {
        syncedId = segment.file.id;
      } else {
        segment.isKept = true;
      }
      shrunk(segment);
      if (segment.indexFile() == null) {
        unindexed.add(segment);
      }
    }
  }

  /** Nothing more is appended to a segment. */
  void completed(FileSegment segment) {
    unindexed.add(segment);
    shrunk(segment);
  }

  /** A loaded segment is appended to once more. */
  void continued(FileSegment segment) {
    unindexed.remove(segment);
    if (segment.live() == 0) {
      segment.emptiedInBatch = Long.MAX_VALUE;
      empty--;
    }
  }

  /** No message of the segment is left, or will be once the next batch is committed. */
  void emptied(FileSegment segment) {
    segment.emptiedInBatch = nextBatch;
    empty++;
  }

  /** A message of a segment goes with the next batch. */
  void removed(long sequence) {
    going.add(sequence);
  }

  /** Every message below goes with the next batch. */
  void removedBelow(long sequence) {
    floorInBatch = nextBatch;
    floorBelow = Math.max(floorBelow, sequence);
  }

  /** Messages of the segment went. */
  void shrunk(FileSegment segment) {
    if (segment.isToBeRewritten()) {
      shrunk.add(segment);
    }
  }

  /** Something to be done, null for nothing or while something is under way. */
  MessageStore.@Nullable Upkeep next() {
    if (running == null) {
      running = nextObsolete();
    }
    if (running == null && empty > 0) {
      running = nextRemoval();
    }
    if (running == null && full) {
      refillTried = !refillTried;
      running = refillTried ? new Refill(reserve) : null;
    } else {
      if (running == null && !shrunk.isEmpty()) {
        running = nextRewrite();
      }
      if (running == null && !unindexed.isEmpty()) {
        running = nextIndex();
      }
    }
    return running;
  }

  private MessageStore.@Nullable Upkeep nextObsolete() {
    for (FileSegment old : obsolete) {
      if (old.erasedInBatch <= syncedBatch) {
        return new ObsoleteFile(old);
      }
    }
    return null;
  }

  /** Takes the reserve again. */
  private static final class Refill implements MessageStore.Upkeep {
    private final DiskReserve reserve;
    private boolean taken;

    Refill(DiskReserve reserve) {
      this.reserve = reserve;
    }

    @Override
    public void run() throws IOException {
      taken = reserve.take();
    }
  }

  /** A file whose segment was written again. */
  private record ObsoleteFile(FileSegment segment) implements MessageStore.Upkeep {
    @Override
    public void run() throws IOException {
      segment.file.delete();
      segment.file.disk.syncDirectory(segment.file.directory);
      segment.isKept = false;
    }
  }

  private @Nullable SegmentRewrite nextRewrite() {
    FileSegment chosen = null;
    for (FileSegment segment : List.copyOf(shrunk)) {
      if (files.get(segment.file.id) != segment || !segment.isToBeRewritten()) {
        shrunk.remove(segment);
      } else if (canBeRewritten(segment)) {
        chosen = segment;
        break;
      }
    }
    if (chosen == null) {
      return null;
    }
    shrunk.remove(chosen);
    chosen.liveWhenRewritten = chosen.live();
    IndexPages own = new IndexPages(PAGES_OF_WORK);
    return new SegmentRewrite(chosen, goneForGood(chosen), earlier(chosen, own), own, compress);
  }

  /** The segments in front of one that have records of messages. */
  private List<SegmentView> earlier(FileSegment segment, IndexPages own) {
    List<SegmentView> earlier = new ArrayList<>();
    for (FileSegment before : files.headMap(segment.file.id).values()) {
      if (before.size() > 0) {
        earlier.add(new SegmentView(before, own));
      }
    }
    return earlier;
  }

  private @Nullable IndexWrite nextIndex() {
    for (FileSegment segment : List.copyOf(unindexed)) {
      if (files.get(segment.file.id) != segment || segment.live() == 0 || segment.isDamaged) {
        unindexed.remove(segment);
      } else if (canBeIndexed(segment)) {
        unindexed.remove(segment);
        return new IndexWrite(segment);
      }
    }
    return null;
  }

  private boolean canBeIndexed(FileSegment segment) {
    return segment.isComplete
        && !segment.isKept
        && !segment.isBlurred
        && segment.file.id < syncedId;
  }

  /** Writes the index file of a segment. */
  private static final class IndexWrite implements MessageStore.Upkeep {
    private final FileSegment segment;
    private @Nullable IndexFile written;

    IndexWrite(FileSegment segment) {
      this.segment = segment;
    }

    @Override
    public void run() throws IOException {
      written = IndexFile.write(segment);
    }
  }

  private boolean canBeRewritten(FileSegment segment) {
    Map.Entry<Long, FileSegment> before = files.lowerEntry(segment.file.id);
    return !segment.isKept
        && !segment.isDamaged
        && !segment.isBlurred
        && segment.file.id < syncedId
        && segment.erasedInBatch <= syncedBatch
        && (before == null || !before.getValue().isBlurred)
        && (floorInBatch <= syncedBatch || segment.firstSequence() >= floorBelow);
  }

  private long[] goneForGood(FileSegment segment) {
    long[] removed = segment.removedWords().clone();
    for (LongList list : List.of(going, goingSealed)) {
      for (int i = 0; i < list.size(); i++) {
        long sequence = list.get(i);
        if (sequence >= segment.firstSequence() && sequence <= segment.lastSequence()) {
          int index = segment.indexAtOrAfter(sequence);
          removed[index >>> 6] &= ~(1L << index);
        }
      }
    }
    return removed;
  }

  private @Nullable SegmentRemoval nextRemoval() {
    FileSegment before = null;
    for (FileSegment segment : files.values()) {
      if (canGo(segment) && (before == null || !before.isBlurred)) {
        boolean repeated = segment.repeatedInBatch <= syncedBatch;
        IndexPages own = new IndexPages(PAGES_OF_WORK);
        return new SegmentRemoval(
            segment, before, repeated ? List.of() : earlier(segment, own), own);
      }
      before = segment;
    }
    return null;
  }

  private boolean canGo(FileSegment segment) {
    FileSegment newest = files.get(syncedId);
    boolean waits =
        segment.repeatedInBatch != Long.MAX_VALUE && segment.repeatedInBatch > syncedBatch;
    return segment.isComplete
        && !segment.isKept
        && segment.emptiedInBatch <= syncedBatch
        && segment.erasedInBatch <= syncedBatch
        && !waits
        && obsolete.stream().noneMatch(old -> old.file.id == segment.file.id)
        && newest != null
        && segment.file.id < syncedId
        && newest.startSequence >= segment.lastSequence
        && newest.startFloor >= segment.floor
        && (!segment.isDamaged || newest.startFloor > segment.lastSequence);
  }

  /**
   * Something is done, or failed.
   *
   * @param removals takes what is to be written once more, and so does the next
   * @param bodies takes what is to be overwritten with the next batch
   */
  void done(
      MessageStore.Upkeep work,
      LongList removals,
      LongList erasures,
      List<SegmentBatch.Erasure> bodies) {
    if (work != running) {
      throw new IllegalStateException("not the upkeep that is under way");
    }
    running = null;
    if (work instanceof SegmentRemoval removal) {
      done(removal, removals, erasures);
    } else if (work instanceof SegmentRewrite rewrite) {
      FileSegment by = rewrite.result();
      if (by == null) {
        rewrite.old.isKept = true;
      } else {
        replace(rewrite.old, by, bodies);
      }
    } else if (work instanceof Refill refill) {
      full &= !refill.taken;
      if (!full) {
        unindexed.addAll(unindexable);
        unindexable.clear();
      }
    } else if (work instanceof ObsoleteFile file && !file.segment.isKept) {
      obsolete.remove(file.segment);
      forget(file.segment);
    } else if (work instanceof IndexWrite index) {
      done(index);
    }
  }

  private void done(IndexWrite work) {
    IndexFile written = work.written;
    if (written == null) {
      unindexable.add(work.segment);
      return;
    }
    work.segment.indexFile(written);
    indexed.add(work.segment);
    indexedEntries += work.segment.size();
    while (indexedEntries > entriesInMemory) {
      FileSegment oldest = indexed.removeFirst();
      indexedEntries -= oldest.size();
      GrowingIndex free = oldest.close(pages);
      if (free != null) {
        spareIndex = new WeakReference<>(free);
      }
    }
  }

  /**
   * An empty index for a segment that is begun: that of an earlier one, where its file has taken
   * over. It is held weakly, so that a store at rest keeps none.
   */
  GrowingIndex emptyIndex() {
    WeakReference<GrowingIndex> spare = spareIndex;
    GrowingIndex used = spare == null ? null : spare.get();
    if (used == null) {
      return FileSegment.newIndex();
    }
    spareIndex = null;
    used.clear();
    return used;
  }

  /** A segment is no more: closes what is open of it. */
  private void forget(FileSegment segment) {
    if (indexed.remove(segment)) {
      indexedEntries -= segment.size();
    }
    IndexFile index = segment.indexFile();
    if (index != null) {
      try {
        pages.forget(index);
      } catch (IOException cause) {
        LOG.log(
            System.Logger.Level.WARNING, segment.file.indexPath() + " could not be closed", cause);
      }
    }
  }

  private void done(SegmentRemoval removal, LongList removals, LongList erasures) {
    if (removal.isDeleted()) {
      files.remove(removal.segment.file.id);
      forget(removal.segment);
      empty--;
    } else if (!removal.removals.isEmpty()) {
      removal.removals.addTo(removals);
      removal.erasures.addTo(erasures);
      removal.segment.repeatedInBatch = nextBatch;
    }
  }

  private void replace(FileSegment old, FileSegment by, List<SegmentBatch.Erasure> bodies) {
    by.startFloor = old.startFloor;
    by.startSequence = old.startSequence;
    by.emptiedInBatch = old.emptiedInBatch;
    by.liveWhenRewritten = old.liveWhenRewritten;
    boolean erased = old.erasedInBatch > 0;
    for (int i = 0, before = 0; i < by.size(); i++) {
      while (old.sequence(before) < by.sequence(i)) {
        before++;
      }
      if (!old.isLive(before)) {
        by.markRemoved(i);
        if (erased) {
          by.erase(i, bodies, nextBatch);
        }
      }
    }
    files.put(by.file.id, by);
    old.isKept = true;
    obsolete.add(old);
    int position = segments.indexOf(old);
    if (position >= 0) {
      segments.set(position, by);
    }
    completed(by);
  }
}
