package io.myelin.store;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows every segment file of a store, also of segments without messages, and which of them can go.
 * Lane only; what is to be done is done by others.
 */
final class SegmentUpkeep {
  private final TreeMap<Long, FileSegment> files = new TreeMap<>();
  private MessageStore.@Nullable Upkeep running;
  private int empty;
  private long nextBatch = 1;
  private long syncedBatch;
  private long syncedId;

  /** The number of the batch that takes what is changed now. */
  long nextBatch() {
    return nextBatch;
  }

  /** A batch was sealed. */
  long sealed() {
    return nextBatch++;
  }

  /**
   * A batch and everything in front of it survives a power failure.
   *
   * @param lastId the newest segment that does
   */
  void synced(long batch, long lastId) {
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
    }
  }

  /** A loaded segment is appended to once more. */
  void continued(FileSegment segment) {
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

  /** Something to be done, null for nothing or while something is under way. */
  MessageStore.@Nullable Upkeep next() {
    if (running != null || empty == 0) {
      return null;
    }
    running = nextRemoval();
    return running;
  }

  private @Nullable SegmentRemoval nextRemoval() {
    FileSegment before = null;
    List<FileSegment> earlier = new ArrayList<>();
    for (FileSegment segment : files.values()) {
      if (canGo(segment) && (before == null || !before.isBlurred)) {
        boolean repeated = segment.repeatedInBatch <= syncedBatch;
        return new SegmentRemoval(segment, before, repeated ? List.of() : earlier);
      }
      if (segment.size() > 0) {
        earlier.add(segment);
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
        && newest != null
        && segment.file.id < syncedId
        && newest.startSequence >= segment.lastSequence
        && newest.startFloor >= segment.floor
        && (!segment.isDamaged || newest.startFloor > segment.lastSequence);
  }

  /** Something is done; what it found to be written first is added to the lists. */
  void done(MessageStore.Upkeep work, LongList removals, LongList erasures) {
    if (work != running) {
      throw new IllegalStateException("not the upkeep that is under way");
    }
    running = null;
    if (work instanceof SegmentRemoval removal) {
      if (removal.isDeleted()) {
        files.remove(removal.segment.file.id);
        empty--;
      } else if (!removal.removals.isEmpty()) {
        removal.removals.addTo(removals);
        removal.erasures.addTo(erasures);
        removal.segment.repeatedInBatch = nextBatch;
      }
    }
  }
}
