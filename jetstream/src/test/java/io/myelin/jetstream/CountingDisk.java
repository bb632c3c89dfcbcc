package io.myelin.jetstream;

import io.myelin.store.DiskFile;
import io.myelin.store.FileDisk;
import io.myelin.store.ForwardingDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The machine's disk, which notes what is synced. Any thread. */
final class CountingDisk extends ForwardingDisk {
  private final List<String> synced = new CopyOnWriteArrayList<>();

  CountingDisk() {
    super(new FileDisk());
  }

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
    return new CountingFile(path, super.open(path));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    note(directory);
    super.syncDirectory(directory);
  }

  /** A file whose syncs are noted. */
  private final class CountingFile extends ForwardingFile {
    private final Path path;

    CountingFile(Path path, DiskFile file) {
      super(file);
      this.path = path;
    }

    @Override
    public void sync() throws IOException {
      note(path);
      super.sync();
    }
  }
}
