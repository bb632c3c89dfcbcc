package io.myelin.jetstream;

import io.myelin.store.Disk;
import io.myelin.store.DiskFile;
import io.myelin.store.DiskFullException;
import io.myelin.store.FileDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Part of the machine's disk: all files below a directory share a number of bytes. */
final class SmallDisk implements Disk {
  private final Disk machine = new FileDisk();
  private final Path root;
  private volatile long capacityBytes;

  SmallDisk(Path root, long capacityBytes) {
    this.root = root;
    this.capacityBytes = capacityBytes;
  }

  /** Changes how much fits. */
  void capacityBytes(long bytes) {
    capacityBytes = bytes;
  }

  /** What all files take. */
  long usedBytes() {
    try (Stream<Path> files = Files.walk(root)) {
      return files.mapToLong(SmallDisk::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException deletedMeanwhile) {
      return usedBytes();
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException deletedMeanwhile) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return new BoundedFile(path, machine.open(path));
  }

  @Override
  public DiskFile openForReading(Path path) throws IOException {
    return machine.openForReading(path);
  }

  @Override
  public boolean exists(Path path) {
    return machine.exists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    machine.createDirectories(directory);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    machine.createDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return machine.list(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    machine.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    machine.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    machine.syncDirectory(directory);
  }

  @Override
  public long usableBytes(Path directory) {
    return Math.max(0, capacityBytes - usedBytes());
  }

  /** A file that grows only while there is room. */
  private final class BoundedFile implements DiskFile {
    private final Path path;
    private final DiskFile file;

    BoundedFile(Path path, DiskFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      synchronized (SmallDisk.this) {
        long more = position + from.remaining() - file.size();
        if (more > 0 && usedBytes() + more > capacityBytes) {
          throw new DiskFullException(path + ": No space left on device");
        }
        file.write(from, position);
      }
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long length) throws IOException {
      file.truncate(length);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
