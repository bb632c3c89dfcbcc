package io.myelin.store;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Applies what the records of segments that were read back remove. */
final class LoadedRemovals {
  private final List<FileSegment> loaded;
  private final List<FileSegment> holders;

  /** What is to be overwritten once more, since a crash may have come before it was. */
  private final List<SegmentBatch.Erasure> bodies;

  private final long nextBatch;

  /**
   * @param loaded in ascending order
   * @param nextBatch the number of the batch that overwrites the bodies
   */
  LoadedRemovals(List<FileSegment> loaded, List<SegmentBatch.Erasure> bodies, long nextBatch) {
    this.loaded = loaded;
    this.holders = loaded.stream().filter(s -> s.size() > 0).toList();
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
      for (int i = 0; i < segment.removals.size(); i++) {
        long sequence = segment.removals.get(i);
        markRemoved(sequence, segment);
        if (anyLost) {
          gone.add(sequence);
        }
      }
      for (int i = 0; i < segment.erasures.size(); i++) {
        eraseAgain(segment.erasures.get(i), segment);
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
        segment.markRemoved(e);
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
    FileSegment segment = holder(holders, sequence, record.file.id);
    if (segment != null) {
      int index = segment.indexOf(sequence);
      if (index != Segment.NONE) {
        segment.markRemoved(index);
      }
    }
  }

  private void eraseAgain(long sequence, FileSegment record) {
    FileSegment segment = holder(holders, sequence, record.file.id);
    if (segment != null) {
      segment.erase(segment.indexAtOrAfter(sequence), bodies, nextBatch);
    }
  }

  /**
   * The segment up to a number that has an entry of this sequence, live or not.
   *
   * @param segments in ascending order, none of them empty
   */
  static @Nullable FileSegment holder(List<FileSegment> segments, long sequence, long upToId) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).lastSequence() >= sequence) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (low == segments.size() || segments.get(low).file.id > upToId) {
      return null;
    }
    FileSegment segment = segments.get(low);
    int index = segment.indexAtOrAfter(sequence);
    return segment.sequence(index) == sequence ? segment : null;
  }
}
