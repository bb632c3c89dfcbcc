package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A disk that counts what is read of each file, and how often. */
final class ReadCounts extends ForwardingDisk {
  final Map<Path, Long> bytes = new HashMap<>();
  int reads;

  ReadCounts(Disk disk) {
    super(disk);
  }

  private DiskFile counted(Path path, DiskFile file) {
    return new ForwardingFile(file) {
      @Override
      public int read(ByteBuffer into, long position) throws IOException {
        int read = super.read(into, position);
        reads++;
        bytes.merge(path, (long) read, Long::sum);
        return read;
      }
    };
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return counted(path, super.open(path));
  }

  @Override
  public DiskFile openForReading(Path path) throws IOException {
    return counted(path, super.openForReading(path));
  }
}
