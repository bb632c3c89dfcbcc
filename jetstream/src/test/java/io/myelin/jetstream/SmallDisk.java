package io.myelin.jetstream;

import io.myelin.store.DiskFile;
import io.myelin.store.DiskFullException;
import io.myelin.store.FileDisk;
import io.myelin.store.ForwardingDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Part of the machine's disk: all files below a directory share a number of bytes. */
final class SmallDisk extends ForwardingDisk {
  private final Path root;
  private volatile long capacityBytes;

  SmallDisk(Path root, long capacityBytes) {
    super(new FileDisk());
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
    return new BoundedFile(path, super.open(path));
  }

  @Override
  public long usableBytes(Path directory) {
    return Math.max(0, capacityBytes - usedBytes());
  }

  /** A file that grows only while there is room. */
  private final class BoundedFile extends ForwardingFile {
    private final Path path;

    BoundedFile(Path path, DiskFile file) {
      super(file);
      this.path = path;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      synchronized (SmallDisk.this) {
        long more = position + from.remaining() - size();
        if (more > 0 && usedBytes() + more > capacityBytes) {
          throw new DiskFullException(path + ": No space left on device");
        }
        super.write(from, position);
      }
    }
  }
}
