package io.myelin.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A segment to which nothing is added any more, as work outside the lane may see it: its records,
 * not which of them are removed.
 */
final class SegmentView {
  final FileSegment segment;
  final SegmentIndex index;
  private final IndexPages pages;
  private final @Nullable SegmentLists lists;

  /**
   * To be made on the lane.
   *
   * @param pages of the thread that will use the view
   */
  SegmentView(FileSegment segment, IndexPages pages) {
    this.segment = segment;
    this.index = segment.index().view(pages);
    this.pages = pages;
    this.lists = segment.lists();
  }

  /** What its records say beside its messages. */
  SegmentLists lists() {
    SegmentLists here = lists;
    if (here != null) {
      return here;
    }
    IndexFile file = segment.indexFile();
    if (file == null) {
      throw new IllegalStateException(segment.file + ": its lists are nowhere");
    }
    return file.readLists(pages);
  }

  /**
   * The segment up to a number that has an entry of this sequence, removed or not.
   *
   * @param segments in ascending order, none of them empty
   */
  static @Nullable SegmentView holder(List<SegmentView> segments, long sequence, long upToId) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).index.lastSequence() >= sequence) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (low == segments.size() || segments.get(low).segment.file.id > upToId) {
      return null;
    }
    SegmentView view = segments.get(low);
    return view.index.sequence(view.index.indexAtOrAfter(sequence)) == sequence ? view : null;
  }
}
