package io.myelin.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the store uses it: the seam behind which tests put a disk that loses, tears
 * and damages. May be called from any thread; methods block.
 *
 * <p>Where the file system is full, whatever needs room throws {@link DiskFullException}.
 *
 * <p>A name that was created, renamed or deleted survives a power failure only after {@link
 * #syncDirectory} of its directory; bytes survive only after {@link DiskFile#sync}.
 */
public interface Disk {

  /** Opens a file for reading and writing and creates it where it does not exist. */
  DiskFile open(Path path) throws IOException;

  /** Opens an existing file for reading only. */
  DiskFile openForReading(Path path) throws IOException;

  /** Whether the name exists. */
  boolean exists(Path path);

  /**
   * Creates the directory and its parents and makes the new names survive a power failure; nothing
   * happens where it exists.
   */
  void createDirectories(Path directory) throws IOException;

  /**
   * Creates a directory in one that exists; nothing happens where it is there. Its name survives a
   * power failure as that of a file does.
   */
  void createDirectory(Path directory) throws IOException;

  /** Names in the directory, in no particular order; empty where the directory does not exist. */
  List<String> list(Path directory) throws IOException;

  /** Renames atomically, replacing the target. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file or an empty directory. */
  void delete(Path path) throws IOException;

  /** Makes the names in the directory survive a power failure. */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that can still be written to the file system of this directory. */
  long usableBytes(Path directory) throws IOException;
}
