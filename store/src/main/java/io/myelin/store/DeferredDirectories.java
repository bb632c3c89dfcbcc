package io.myelin.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A disk on which a directory costs no sync before something is kept in it: its name, and those of
 * the directories that it is in, survive a power failure from the first {@link #syncDirectory} on
 * of it or of a directory below. Whoever needs a directory has to be content to find it gone with
 * all that was in it as long as nothing was synced there.
 *
 * <p>Which names survive is remembered for as long as this object lives; of what it finds it takes
 * for granted only the directory that it begins at. Any thread.
 */
public final class DeferredDirectories extends ForwardingDisk {
  private final Path base;
  private final Set<Path> kept = ConcurrentHashMap.newKeySet();

  /**
   * @param base a directory that is there and survives; directories elsewhere are created as the
   *     disk creates them
   */
  public DeferredDirectories(Disk disk, Path base) {
    super(disk);
    this.base = base;
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    if (!directory.startsWith(base)) {
      super.createDirectories(directory);
    } else if (!exists(directory)) {
      createDirectory(directory);
    }
  }

  /** Creates the directory and those above it; no name of them is synced yet. */
  @Override
  public void createDirectory(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !exists(parent)) {
      createDirectory(parent);
    }
    super.createDirectory(directory);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    keepName(directory);
    super.syncDirectory(directory);
  }

  private void keepName(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent == null
        || directory.equals(base)
        || !directory.startsWith(base)
        || kept.contains(directory)) {
      return;
    }
    keepName(parent);
    super.syncDirectory(parent);
    kept.add(directory);
  }

  /**
   * Makes the names of all that is in a directory survive, with one sync for all of them.
   *
   * @return these names, in no particular order
   */
  public List<String> keepNamesIn(Path directory) throws IOException {
    List<String> names = list(directory);
    if (!names.isEmpty()) {
      syncDirectory(directory);
      names.forEach(name -> kept.add(directory.resolve(name)));
    }
    return names;
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    super.rename(from, to);
    if (kept.contains(from)) {
      kept.removeIf(path -> path.startsWith(from));
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    super.delete(path);
    kept.remove(path);
  }
}
