package io.myelin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the file of a segment without messages. Earlier segments may still hold records of
 * messages that records of this one remove: then nothing is deleted before those removals were
 * written to a later segment.
 */
final class SegmentRemoval implements MessageStore.Upkeep {
  final FileSegment segment;
  private final @Nullable FileSegment before;
  private final List<SegmentView> earlier;
  private final SegmentView view;
  private final IndexPages pages;

  /** Removals that are still needed. */
  final LongList removals = new LongList();

  final LongList erasures = new LongList();
  private boolean deleted;

  /**
   * @param before the segment in front of it, null for none
   * @param earlier complete segments in front of it with records of messages, in ascending order;
   *     empty where its removals were written elsewhere
   * @param pages closed in the end
   */
  SegmentRemoval(
      FileSegment segment,
      @Nullable FileSegment before,
      List<SegmentView> earlier,
      IndexPages pages) {
    this.segment = segment;
    this.before = before;
    this.earlier = earlier;
    this.view = new SegmentView(segment, pages);
    this.pages = pages;
  }

  @Override
  public void run() throws IOException {
    try (pages) {
      if (!earlier.isEmpty()) {
        collect(view.lists().removals(), removals);
        collect(view.lists().erasures(), erasures);
      }
    } catch (UncheckedIOException cause) {
      throw cause.getCause();
    }
    if (!removals.isEmpty()) {
      return;
    }
    if (before != null) {
      trim(before);
    }
    segment.file.delete();
    segment.file.disk.syncDirectory(segment.file.directory);
    deleted = true;
  }

  private void collect(LongList from, LongList needed) {
    for (int i = 0; i < from.size(); i++) {
      if (SegmentView.holder(earlier, from.get(i), segment.file.id - 1) != null) {
        needed.add(from.get(i));
      }
    }
  }

  /** The segment knew where the one in front of it ends; from now on its length says so. */
  private static void trim(FileSegment before) throws IOException {
    DiskFile handle = before.file.use();
    try {
      if (handle.size() > before.writtenEnd) {
        handle.truncate(before.writtenEnd);
        handle.sync();
      }
    } finally {
      before.file.release();
      before.file.close();
    }
  }

  boolean isDeleted() {
    return deleted;
  }
}
