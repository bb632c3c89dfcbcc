package io.myelin.store.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Power failures for real processes: a library that is loaded in front of a process keeps, beside
 * the files that the process writes, what of them was synced; when the process was killed, the disk
 * is put together from that and a random part of the rest. Linux with a C compiler only.
 */
public final class UnsyncedLoss {
  private static final int PAGE_BYTES = 4096;
  private final Path library;

  private UnsyncedLoss(Path library) {
    this.library = library;
  }

  /**
   * Compiles the library.
   *
   * @param directory where to put it
   * @return empty where there is no Linux or no C compiler
   */
  public static Optional<UnsyncedLoss> compile(Path directory)
      throws IOException, InterruptedException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Path source = directory.resolve("unsynced.c");
    Path library = directory.resolve("unsynced.so");
    try (InputStream resource = UnsyncedLoss.class.getResourceAsStream("unsynced.c")) {
      Files.copy(resource, source, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command =
        List.of("cc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString());
    try {
      Process compiler =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("unsynced.log").toFile())
              .start();
      if (compiler.waitFor() != 0) {
        throw new IOException(Files.readString(directory.resolve("unsynced.log")));
      }
    } catch (IOException noCompiler) {
      if (Files.exists(library)) {
        throw noCompiler;
      }
      return Optional.empty();
    }
    return Optional.of(new UnsyncedLoss(library));
  }

  /**
   * Takes what is in a directory for synced, and tells what a process that works there needs in its
   * environment.
   *
   * @param live where it works; exists, absolute and without symbolic links
   * @param durable beside it on the same file system; does not exist
   */
  public Map<String, String> prepare(Path live, Path durable) throws IOException {
    Path tree = durable.resolve("tree");
    Path inodes = Files.createDirectories(durable.resolve("inodes"));
    for (Path from : everything(live)) {
      Path to = tree.resolve(live.relativize(from).toString());
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.createLink(to, Files.copy(from, inodes.resolve(inode(from) + ".0")));
      }
    }
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "UNSYNCED_LIVE", live.toString(),
        "UNSYNCED_DURABLE", durable.toString());
  }

  /**
   * Puts together what a power failure would have left, after the process was killed.
   *
   * @param left where; does not exist
   */
  public void powerFails(Path live, Path durable, Path left, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Object, Path> liveFiles = filesByInode(live);
    Map<Object, Path> durableFiles = new HashMap<>();
    Map<Object, Object> liveInodes = new HashMap<>();
    for (Path bytes : files(durable.resolve("inodes"))) {
      String name = bytes.getFileName().toString();
      if (!name.startsWith("gone.")) {
        Object inode = Long.valueOf(name.substring(0, name.indexOf('.')));
        durableFiles.put(inode, bytes);
        liveInodes.put(inode(bytes), inode);
      }
    }
    boolean liveNames = random.nextInt(4) == 0;
    boolean syncedOnly = random.nextInt(4) == 0;
    Path names = liveNames ? live : durable.resolve("tree");
    for (Path from : everything(names)) {
      Path to = left.resolve(names.relativize(from).toString());
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
        continue;
      }
      Object inode = liveNames ? inode(from) : liveInodes.get(inode(from));
      Path synced = liveNames ? durableFiles.get(inode) : from;
      byte[] bytes = synced == null ? new byte[0] : Files.readAllBytes(synced);
      Path seen = inode == null ? null : liveFiles.get(inode);
      if (seen != null && !syncedOnly) {
        bytes = torn(bytes, Files.readAllBytes(seen), random);
      }
      Files.write(to, bytes);
    }
  }

  private static byte[] torn(byte[] synced, byte[] seen, SplittableRandom random) {
    int shorter = Math.min(synced.length, seen.length);
    int length =
        switch (random.nextInt(4)) {
          case 0 -> synced.length;
          case 1 -> shorter + random.nextInt(Math.abs(synced.length - seen.length) + 1);
          default -> seen.length;
        };
    byte[] torn = Arrays.copyOf(synced, length);
    int keepOf = random.nextInt(5);
    for (int page = 0; page < Math.min(length, seen.length); page += PAGE_BYTES) {
      if (random.nextInt(4) < keepOf) {
        int end = Math.min(page + PAGE_BYTES, Math.min(length, seen.length));
        System.arraycopy(seen, page, torn, page, end - page);
      }
    }
    return torn;
  }

  private static Map<Object, Path> filesByInode(Path directory) throws IOException {
    Map<Object, Path> files = new HashMap<>();
    for (Path file : files(directory)) {
      files.put(inode(file), file);
    }
    return files;
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  private static List<Path> files(Path directory) throws IOException {
    return everything(directory).stream().filter(Files::isRegularFile).toList();
  }

  private static List<Path> everything(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.sorted().toList();
    }
  }
}
