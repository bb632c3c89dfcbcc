package io.myelin.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file of a segment, opened when needed. The writing thread makes it, the lane reads it. Its
 * name tells its number and, where it was written again, its generation.
 */
final class SegmentFile {
  static final String SUFFIX = ".seg";

  final Disk disk;
  final Path directory;
  final long id;
  final long storeSalt;
  final int generation;
  final FileSeal seal;

  /** Whether records may be compressed. */
  final boolean isCompressed;

  /** Whether records lie in it as they were given: neither sealed nor compressed. */
  final boolean isPlain;

  /** Behind its end, for what is appended next; writing thread only. */
  final ZeroedRoom room = new ZeroedRoom();

  private @Nullable DiskFile handle;
  private int users;

  /** Whether it stays open, since it is written to. */
  volatile boolean isAppended;

  private boolean closing;
  private boolean gone;

  /**
   * @param seal of its records
   * @param compressed whether records may be compressed
   */
  SegmentFile(
      Disk disk,
      Path directory,
      long id,
      long storeSalt,
      int generation,
      FileSeal seal,
      boolean compressed) {
    this.seal = seal;
    this.isCompressed = compressed;
    this.isPlain = !compressed && !seal.isEncrypted();
    this.disk = disk;
    this.directory = directory;
    this.id = id;
    this.storeSalt = storeSalt;
    this.generation = generation;
  }

  Path path() {
    return path(generation == 0 ? SUFFIX : "." + generation + SUFFIX);
  }

  /** Where its index is, if there is one. */
  Path indexPath() {
    return path(generation == 0 ? IndexFile.SUFFIX : "." + generation + IndexFile.SUFFIX);
  }

  Path path(String suffix) {
    return directory.resolve(name(id) + suffix);
  }

  static String name(long id) {
    return String.format("%012d", id);
  }

  Records records() {
    return new Records(Records.salt(storeSalt, id ^ (long) generation << 40), seal.key());
  }

  /**
   * The open file; it is made where it does not exist. It stays open until {@link #release}.
   *
   * @throws IOException also when the file was deleted
   */
  synchronized DiskFile use() throws IOException {
    if (gone) {
      throw new NoSuchFileException(path().toString(), null, "its segment was deleted");
    }
    DiskFile open = handle;
    if (open == null) {
      open = disk.open(path());
      handle = open;
    }
    users++;
    closing = false;
    return open;
  }

  /** Ends a {@link #use}. */
  synchronized void release() throws IOException {
    users--;
    if (closing) {
      close();
    }
  }

  /** Closes the file as soon as nobody uses it; the next use opens it again. */
  synchronized void close() throws IOException {
    DiskFile open = handle;
    closing = users > 0;
    if (open != null && !closing) {
      handle = null;
      open.close();
    }
  }

  /** Deletes the file and its index; it is never made again. */
  synchronized void delete() throws IOException {
    if (!gone) {
      close();
      if (disk.exists(indexPath())) {
        disk.delete(indexPath());
      }
      disk.delete(path());
      gone = true;
    }
  }

  @Override
  public String toString() {
    return path().toString();
  }
}
