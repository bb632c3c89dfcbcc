package io.myelin.jetstream;

import io.myelin.store.Disk;
import io.myelin.store.DiskFile;
import io.myelin.store.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The machine's disk, which notes what is synced. Any thread. */
final class CountingDisk implements Disk {
  private final Disk machine = new FileDisk();
  private final List<String> synced = new CopyOnWriteArrayList<>();

  /** Names of the files and directories that were synced since the last call. */
  List<String> takeSynced() {
    List<String> taken = List.copyOf(synced);
    synced.clear();
    return taken;
  }

  /** A file that is put in its place later counts by the name it has then. */
  private void note(Path path) {
    String name = String.valueOf(path.getFileName());
    synced.add(name.endsWith(".new") ? name.substring(0, name.length() - 4) : name);
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return new CountingFile(path, machine.open(path));
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
    note(directory);
    machine.syncDirectory(directory);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return machine.usableBytes(directory);
  }

  /** A file whose syncs are noted. */
  private final class CountingFile implements DiskFile {
    private final Path path;
    private final DiskFile file;

    CountingFile(Path path, DiskFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      file.write(from, position);
    }

    @Override
    public void sync() throws IOException {
      note(path);
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
