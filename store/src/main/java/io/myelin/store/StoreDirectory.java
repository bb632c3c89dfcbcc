package io.myelin.store;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The directory {@code <store_dir>/jetstream}, held by one process at a time (STR-002, STR-003). A
 * file in it says that it is Myelin's and in which format; what nats-server wrote and nobody
 * imported is refused and not touched.
 */
public final class StoreDirectory implements Closeable {
  /** Name of the directory below the configured one. */
  public static final String NAME = "jetstream";

  private static final Logger LOG = System.getLogger(StoreDirectory.class.getName());
  private static final int FORMAT = 1;
  private static final String FORMAT_FILE = "myelin.format";
  private static final String LOCK_FILE = "myelin.lock";
  private static final String PROBE_FILE = "myelin.probe";

  /** Behind anything that is written, so that where locks forbid reading the text can be read. */
  private static final long LOCK_POSITION = 1L << 40;

  private final Path root;
  private final Disk disk;
  private final FileChannel lockChannel;
  private final byte[] salt;

  private StoreDirectory(Path root, Disk disk, FileChannel lockChannel, byte[] salt) {
    this.root = root;
    this.disk = disk;
    this.lockChannel = lockChannel;
    this.salt = salt;
  }

  /**
   * Creates the directory where it does not exist, and takes it. Blocks.
   *
   * @param storeDirectory as configured; the parent of what is used
   * @param since told to a process that wants it too
   * @throws StoreRefusedException when it cannot be used; nothing of others was changed then
   */
  public static StoreDirectory open(Path storeDirectory, Instant since) throws IOException {
    return open(storeDirectory, since, new FileDisk());
  }

  /**
   * The same on another disk than the machine's; the lock is taken on the machine's.
   *
   * @throws StoreRefusedException when it cannot be used; nothing of others was changed then
   */
  public static StoreDirectory open(Path storeDirectory, Instant since, Disk disk)
      throws IOException {
    Path root = storeDirectory.toAbsolutePath().normalize().resolve(NAME);
    if (readFormat(root).isEmpty()) {
      refuseForeign(root);
    }
    create(root, disk);
    probe(root, disk);
    FileChannel lock = lock(root, since);
    try {
      Optional<byte[]> known = readFormat(root);
      byte[] salt = known.isPresent() ? known.get() : writeFormat(root, disk);
      return new StoreDirectory(root, disk, lock, salt);
    } catch (IOException | RuntimeException cause) {
      lock.close();
      throw cause;
    }
  }

  /** The directory, absolute. */
  public Path root() {
    return root;
  }

  /** The disk that it is on. */
  public Disk disk() {
    return disk;
  }

  /** Random bytes of this store, for ever the same: with the passphrase they make its main key. */
  public byte[] salt() {
    return salt.clone();
  }

  /** Bytes that can still be written. */
  public long usableBytes() throws IOException {
    return disk.usableBytes(root);
  }

  /** Lets another process have it. */
  @Override
  public void close() throws IOException {
    lockChannel.close();
  }

  private static void refuseForeign(Path root) throws IOException {
    Optional<String> streams = NatsServerLayout.contentOf(root);
    if (streams.isPresent()) {
      throw new StoreRefusedException(
          root
              + " was written by nats-server ("
              + streams.get()
              + ") and has not been imported; stop nats-server, run ./myelin import "
              + root.getParent()
              + " <new directory> and configure the new directory as store_dir, or configure an"
              + " empty one. Nothing was changed.");
    }
  }

  private static void create(Path root, Disk disk) throws IOException {
    for (Path path : new Path[] {root.getParent(), root}) {
      if (path != null && Files.exists(path) && !Files.isDirectory(path)) {
        throw new StoreRefusedException("storage directory is not a directory: " + path);
      }
    }
    try {
      disk.createDirectories(root);
    } catch (IOException cause) {
      throw new StoreRefusedException(
          "could not create storage directory " + root + ": " + cause.getMessage(), cause);
    }
  }

  private static void probe(Path root, Disk disk) throws IOException {
    Path probe = root.resolve(PROBE_FILE);
    try {
      disk.open(probe).close();
      disk.delete(probe);
    } catch (IOException cause) {
      throw new StoreRefusedException(
          "storage directory is not writable: " + root + " (" + cause.getMessage() + ")", cause);
    }
  }

  private static FileChannel lock(Path root, Instant since) throws IOException {
    Path path = root.resolve(LOCK_FILE);
    new FileDisk().open(path).close();
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new StoreRefusedException(
            root
                + " is in use by "
                + holder(channel)
                + "; stop it, or configure another store_dir");
      }
      String holder = "process " + ProcessHandle.current().pid() + " since " + since;
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException | RuntimeException cause) {
      channel.close();
      throw cause;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCK_POSITION, 1, false);
    } catch (OverlappingFileLockException thisProcess) {
      LOG.log(Level.DEBUG, "the store directory is locked by this process", thisProcess);
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(200);
    int length = channel.read(text, 0);
    return length <= 0
        ? "another process"
        : new String(text.array(), 0, length, StandardCharsets.UTF_8);
  }

  /** The salt, where there is a format file. */
  private static Optional<byte[]> readFormat(Path root) throws IOException {
    Path path = root.resolve(FORMAT_FILE);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    Map<String, String> values =
        Files.readAllLines(path).stream()
            .filter(line -> line.contains(": "))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(": ")),
                    line -> line.substring(line.indexOf(": ") + 2),
                    (first, second) -> second));
    try {
      int format = Integer.parseInt(values.getOrDefault("format", ""));
      if (format > FORMAT) {
        throw new StoreRefusedException(
            root
                + " has format "
                + format
                + ", which a newer Myelin wrote; this one knows formats up to "
                + FORMAT);
      }
      byte[] salt = HexFormat.of().parseHex(values.getOrDefault("salt", ""));
      if (salt.length == RecordCipher.SALT_BYTES) {
        return Optional.of(salt);
      }
    } catch (IllegalArgumentException notNumbers) {
      LOG.log(Level.DEBUG, path + " is damaged", notNumbers);
    }
    throw new StoreRefusedException(
        path + " is damaged; restore it from a backup, it holds the salt of the encryption");
  }

  private static byte[] writeFormat(Path root, Disk disk) throws IOException {
    byte[] salt = new byte[RecordCipher.SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    String text =
        "JetStream store of Myelin; without this file it is not recognised\nformat: "
            + FORMAT
            + "\nsalt: "
            + HexFormat.of().formatHex(salt)
            + "\n";
    Path made = root.resolve(FORMAT_FILE + ".new");
    try (DiskFile file = disk.open(made)) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
      file.sync();
    }
    disk.rename(made, root.resolve(FORMAT_FILE));
    disk.syncDirectory(root);
    return salt;
  }
}
