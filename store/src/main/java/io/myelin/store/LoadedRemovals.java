package io.myelin.store;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Applies what the records of segments that were read back remove. */
final class LoadedRemovals {
  private final List<FileSegment> loaded;
  private final List<SegmentView> holders;

  /** What is to be overwritten once more, since a crash may have come before it was. */
  private final List<SegmentBatch.Erasure> bodies;

  private final long nextBatch;

  /**
   * @param loaded in ascending order
   * @param nextBatch the number of the batch that overwrites the bodies
   */
  LoadedRemovals(
      List<FileSegment> loaded,
      List<SegmentBatch.Erasure> bodies,
      long nextBatch,
      IndexPages pages) {
    this.loaded = loaded;
    this.holders =
        loaded.stream().filter(s -> s.size() > 0).map(s -> new SegmentView(s, pages)).toList();
    this.bodies = bodies;
    this.nextBatch = nextBatch;
  }

  /**
   * Marks what was removed.
   *
   * @param floor nothing lives below
   * @param lost sequences that were neither removed nor can be read are added
   */
  void apply(long floor, NavigableSet<Long> lost) {
    NavigableSet<Long> gone = new TreeSet<>();
    boolean anyLost =
        loaded.stream().anyMatch(s -> !s.lost.isEmpty() || s.lostAtStart || s.lostAtEnd);
    for (FileSegment segment : loaded) {
      LongList removals = segment.listsInMemory().removals();
      for (int i = 0; i < removals.size(); i++) {
        long sequence = removals.get(i);
        markRemoved(sequence, segment);
        if (anyLost) {
          gone.add(sequence);
        }
      }
      LongList erasures = segment.listsInMemory().erasures();
      for (int i = 0; i < erasures.size() && segment.indexFile() == null; i++) {
        eraseAgain(erasures.get(i), segment);
      }
    }
    applyFloors();
    noteLostBetween();
    for (FileSegment segment : loaded) {
      for (int i = 0; i < segment.lost.size(); i++) {
        long sequence = segment.lost.get(i);
        boolean live = segment.indexOf(sequence) != Segment.NONE;
        if (live || (sequence >= floor && !gone.contains(sequence))) {
          lost.add(sequence);
          segment.isDamaged = true;
        }
      }
    }
  }

  private void applyFloors() {
    long floorHere = 0;
    for (int i = loaded.size() - 1; i >= 0; i--) {
      FileSegment segment = loaded.get(i);
      floorHere = Math.max(floorHere, segment.floor);
      int end = segment.indexAtOrAfter(floorHere);
      for (int e = segment.nextLive(0); e != Segment.NONE && e < end; e = segment.nextLive(e + 1)) {
        segment.markRemovedUnsized(e);
      }
    }
  }

  private void noteLostBetween() {
    long before = 0;
    boolean gap = false;
    for (FileSegment segment : loaded) {
      gap |= segment.lostAtStart;
      if (gap && before > 0 && segment.size() > 0) {
        segment.loseBetween(before, segment.firstSequence());
      }
      if (!gap || segment.size() > 0) {
        before = Math.max(before, segment.lastSequence);
      }
      gap = segment.lostAtEnd || (gap && segment.size() == 0);
    }
  }

  /** A record removes only what lies in front of it: a lost sequence may have been given again. */
  private void markRemoved(long sequence, FileSegment record) {
    SegmentView holder = SegmentView.holder(holders, sequence, record.file.id);
    if (holder != null) {
      int index = holder.index.indexAtOrAfter(sequence);
      if (holder.segment.isLive(index)) {
        holder.segment.markRemovedUnsized(index);
      }
    }
  }

  /** Where the removal is in an index file, the bytes were overwritten before that was written. */
  private void eraseAgain(long sequence, FileSegment record) {
    SegmentView holder = SegmentView.holder(holders, sequence, record.file.id);
    if (holder != null) {
      holder.segment.erase(holder.index.indexAtOrAfter(sequence), bodies, nextBatch);
    }
  }
}
