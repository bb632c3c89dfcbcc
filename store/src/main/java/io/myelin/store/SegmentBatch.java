package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One batch of a file store: bytes for the ends of one or more segments, and bodies to overwrite.
 */
final class SegmentBatch implements PendingWrite {
  /**
   * What goes into one segment.
   *
   * @param end of the file afterwards
   */
  record Part(FileSegment segment, boolean create, List<TailBuffer.Slice> slices, long end) {
    private long bytes() {
      long bytes = 0;
      for (TailBuffer.Slice slice : slices) {
        bytes += slice.bytes().remaining();
      }
      return bytes;
    }
  }

  /**
   * A message to overwrite once its removal is on disk.
   *
   * @param position of its record
   * @param length of the record as it was given
   */
  record Erasure(SegmentFile file, long position, int length) {
    /** Header block and payload: what of the stored record goes, from where to where. */
    private long[] range(DiskFile handle) throws IOException {
      Records records = file.records();
      byte[] bytes = new byte[length + records.mostOverhead()];
      int read = handle.read(ByteBuffer.wrap(bytes), position);
      return records.isHead(bytes, 0, read, position)
          ? new long[] {
            position + Records.HEAD + records.storedSubjectLength(bytes, 0),
            position + Records.length(bytes, 0)
          }
          : new long[] {position, position};
    }
  }

  private final Disk disk;
  final long number;
  final List<Part> parts = new ArrayList<>();
  final List<Erasure> erasures = new ArrayList<>();

  /** Files with bytes of earlier batches that were not synced; with new names if so. */
  final Set<SegmentFile> unsynced = new LinkedHashSet<>();

  boolean unsyncedNames;
  private boolean synced;

  /**
   * @param number ascending with every batch of the store
   */
  SegmentBatch(Disk disk, long number) {
    this.disk = disk;
    this.number = number;
  }

  /** Whether it was written with a sync. */
  boolean isSynced() {
    return synced;
  }

  @Override
  public long bytes() {
    long bytes = 0;
    for (Part part : parts) {
      bytes += part.bytes();
    }
    return bytes;
  }

  @Override
  public void write(boolean sync) throws IOException {
    boolean names = unsyncedNames;
    Set<SegmentFile> touched = new LinkedHashSet<>(unsynced);
    for (Part part : parts) {
      names |= part.create;
      SegmentFile file = part.segment.file;
      touched.add(file);
      DiskFile handle = file.use();
      try {
        for (TailBuffer.Slice slice : part.slices) {
          handle.write(slice.bytes().duplicate(), slice.position());
        }
        if (sync && file.isAppended) {
          file.room.behind(handle, part.end, part.bytes());
        }
      } finally {
        file.release();
      }
    }
    if (sync) {
      syncAll(touched);
      if (names && !touched.isEmpty()) {
        disk.syncDirectory(touched.iterator().next().directory);
      }
    }
    erase(sync);
    synced = sync;
  }

  private static void syncAll(Set<SegmentFile> files) throws IOException {
    for (SegmentFile file : files) {
      DiskFile handle = file.use();
      try {
        handle.sync();
      } finally {
        file.release();
        if (!file.isAppended) {
          file.close();
        }
      }
    }
  }

  private void erase(boolean sync) throws IOException {
    Set<SegmentFile> touched = new LinkedHashSet<>();
    for (Erasure erasure : erasures) {
      DiskFile handle = erasure.file.use();
      try {
        long[] range = erasure.range(handle);
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(range[1] - range[0], 1 << 16));
        for (long at = range[0]; at < range[1]; at += zeros.capacity()) {
          zeros.clear().limit((int) Math.min(zeros.capacity(), range[1] - at));
          handle.write(zeros, at);
        }
      } finally {
        erasure.file.release();
      }
      touched.add(erasure.file);
    }
    if (sync) {
      syncAll(touched);
    }
  }
}
