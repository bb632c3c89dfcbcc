package io.myelin.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a segment, opened when needed. The writing thread makes it, the lane reads it. */
final class SegmentFile {
  static final String SUFFIX = ".seg";

  final Disk disk;
  final Path directory;
  final long id;
  final long storeSalt;
  final int generation;
  private @Nullable DiskFile handle;

  SegmentFile(Disk disk, Path directory, long id, long storeSalt, int generation) {
    this.disk = disk;
    this.directory = directory;
    this.id = id;
    this.storeSalt = storeSalt;
    this.generation = generation;
  }

  Path path() {
    return path(SUFFIX);
  }

  Path path(String suffix) {
    return directory.resolve(name(id) + suffix);
  }

  static String name(long id) {
    return String.format("%012d", id);
  }

  Records records() {
    return new Records(Records.salt(storeSalt, id));
  }

  /** The open file; it is made where it does not exist. */
  synchronized DiskFile open() throws IOException {
    DiskFile open = handle;
    if (open == null) {
      open = disk.open(path());
      handle = open;
    }
    return open;
  }

  synchronized void close() throws IOException {
    DiskFile open = handle;
    handle = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return path().toString();
  }
}
