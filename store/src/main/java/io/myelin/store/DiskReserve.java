package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file of zeros that holds room on the disk of a store: given up when the disk is full, so that
 * messages can still be removed, and taken again as soon as there is room. File systems count the
 * room as taken when the zeros are written, so nothing is synced: a reserve that a power failure
 * takes is taken again when the store is opened. Used by one thread at a time.
 */
final class DiskReserve {
  static final int BYTES = 64 << 10;
  private static final String NAME = "reserve";

  private final Disk disk;
  private final Path directory;
  private final Path path;

  DiskReserve(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
    this.path = directory.resolve(NAME);
  }

  /**
   * Takes room where it is not held yet.
   *
   * @return whether it is held now and about as much is left beside it
   */
  boolean take() throws IOException {
    if (disk.usableBytes(directory) < BYTES) {
      return false;
    }
    try (DiskFile file = disk.open(path)) {
      if (file.size() < BYTES) {
        file.write(ByteBuffer.allocate(BYTES), 0);
      }
      return disk.usableBytes(directory) >= BYTES;
    } catch (DiskFullException full) {
      giveUp();
      return false;
    }
  }

  /** Leaves the room to others. */
  void giveUp() throws IOException {
    if (disk.exists(path)) {
      disk.delete(path);
    }
  }
}
