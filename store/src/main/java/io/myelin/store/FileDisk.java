package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The real file system. Directories are made with mode 0700 and files with 0600 where the file
 * system knows modes (STR-003).
 *
 * <p>Syncing goes down to the device as far as the operating system takes it: {@code fdatasync} for
 * files, {@code fsync} for directories. Where a directory cannot be opened to be synced (Windows)
 * the file system keeps names by itself and {@link #syncDirectory} does nothing.
 *
 * <p>Files are interruptible channels: a thread that is interrupted while it reads or writes closes
 * the file for everybody. Only threads that nobody interrupts may use them.
 */
public final class FileDisk implements Disk {
  private static final Set<OpenOption> READ_WRITE_CREATE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

  /** Java copies what comes from its heap, and each thread keeps room for the longest piece. */
  private static final int MOST_FROM_HEAP = 256 << 10;

  private static final boolean DIRECTORIES_SYNC =
      !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  /** The disk of this machine. */
  public FileDisk() {}

  @Override
  public DiskFile open(Path path) throws IOException {
    FileAttribute<?>[] mode = modes(path, "rw-------");
    try {
      return new ChannelFile(path, FileChannel.open(path, READ_WRITE_CREATE, mode));
    } catch (IOException cause) {
      throw translated(path, cause);
    }
  }

  @Override
  public DiskFile openForReading(Path path) throws IOException {
    return new ChannelFile(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path at = directory.toAbsolutePath().normalize();
    while (at != null && !Files.isDirectory(at)) {
      missing.push(at);
      at = at.getParent();
    }
    for (Path next : missing) {
      createDirectory(next);
      Path parent = next.getParent();
      if (parent != null) {
        syncDirectory(parent);
      }
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, modes(directory, "rwx------"));
    } catch (FileAlreadyExistsException somebodyElseMadeIt) {
      if (!Files.isDirectory(directory)) {
        throw somebodyElseMadeIt;
      }
    } catch (IOException cause) {
      throw translated(directory, cause);
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (NoSuchFileException nothingThere) {
      return List.of();
    } catch (NotDirectoryException aFile) {
      return List.of();
    }
    return names;
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException cause) {
      throw translated(to, cause);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (!DIRECTORIES_SYNC) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    Path at = directory.toAbsolutePath().normalize();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at.toFile().getUsableSpace();
  }

  private static FileAttribute<?>[] modes(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return NO_ATTRIBUTES;
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static IOException translated(Path path, IOException cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    boolean full =
        text.contains("no space left")
            || text.contains("quota exceeded")
            || text.contains("not enough space");
    return full ? new DiskFullException(path + ": " + cause.getMessage(), cause) : cause;
  }

  private static final class ChannelFile implements DiskFile {
    private final Path path;
    private final FileChannel channel;

    ChannelFile(Path path, FileChannel channel) {
      this.path = path;
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      int total = 0;
      while (into.hasRemaining()) {
        int read = channel.read(into, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      long at = position;
      int limit = from.limit();
      try {
        while (from.position() < limit) {
          from.limit(from.isDirect() ? limit : Math.min(limit, from.position() + MOST_FROM_HEAP));
          at += channel.write(from, at);
        }
      } catch (IOException cause) {
        throw translated(path, cause);
      } finally {
        from.limit(limit);
      }
    }

    @Override
    public void sync() throws IOException {
      try {
        channel.force(false);
      } catch (IOException cause) {
        throw translated(path, cause);
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
