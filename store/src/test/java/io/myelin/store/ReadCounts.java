package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A disk that counts what is read of each file, and how often. */
final class ReadCounts implements Disk {
  private final Disk disk;
  final Map<Path, Long> bytes = new HashMap<>();
  int reads;

  ReadCounts(Disk disk) {
    this.disk = disk;
  }

  private DiskFile counted(Path path, DiskFile file) {
    return new DiskFile() {
      @Override
      public int read(ByteBuffer into, long position) throws IOException {
        int read = file.read(into, position);
        reads++;
        bytes.merge(path, (long) read, Long::sum);
        return read;
      }

      @Override
      public void write(ByteBuffer from, long position) throws IOException {
        file.write(from, position);
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
    };
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return counted(path, disk.open(path));
  }

  @Override
  public DiskFile openForReading(Path path) throws IOException {
    return counted(path, disk.openForReading(path));
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    disk.createDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    disk.syncDirectory(directory);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return disk.usableBytes(directory);
  }
}
