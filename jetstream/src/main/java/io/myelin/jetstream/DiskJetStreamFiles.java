package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.DamagedFileException;
import io.myelin.store.DeferredDirectories;
import io.myelin.store.FileJournal;
import io.myelin.store.FileMessageStore;
import io.myelin.store.FileStoreOptions;
import io.myelin.store.Journal;
import io.myelin.store.MemoryJournal;
import io.myelin.store.MemoryMessageStore;
import io.myelin.store.PendingWrite;
import io.myelin.store.RecordCipher;
import io.myelin.store.StoreDirectory;
import io.myelin.store.WriteExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The store directory on a disk: {@code streams.log} with the list of streams, and for each stream
 * a directory {@code <account>/<stream>} with {@code messages/} and {@code consumers.log}. Creating
 * a stream syncs nothing here: it is on the list, and directories that a power failure took are
 * made again. Their names are synced with the first thing that is kept in them. Any thread.
 */
public final class DiskJetStreamFiles implements JetStreamFiles {
  private static final System.Logger LOG = System.getLogger(DiskJetStreamFiles.class.getName());
  private static final String STREAMS_LOG = "streams.log";
  static final String CONSUMERS_LOG = "consumers.log";
  private static final String SALVAGED = ".salvaged";
  private static final String MESSAGES = "messages";
  private static final String ASIDE = ".aside-";
  private static final String ACCOUNTS = "accounts";

  private final StoreDirectory directory;
  private final DeferredDirectories disk;
  private final RecordCipher cipher;
  private final WriteExecutor executor;
  private final RandomGenerator random;

  /**
   * @param executor writes and syncs; closed with these files
   * @param random where salts are drawn from; nobody outside can know them
   */
  public DiskJetStreamFiles(
      StoreDirectory directory,
      RecordCipher cipher,
      WriteExecutor executor,
      RandomGenerator random) {
    this.directory = directory;
    this.disk = new DeferredDirectories(directory.disk(), directory.root());
    this.cipher = cipher;
    this.executor = executor;
    this.random = random;
  }

  @Override
  public Journal openAssets() throws IOException {
    return FileJournal.open(disk, directory.root().resolve(STREAMS_LOG), cipher);
  }

  @Override
  public void setAsideOthers(Collection<AssetLog.Asset> listed) throws IOException {
    Set<Path> known = new HashSet<>();
    for (AssetLog.Asset asset : listed) {
      known.add(directoryOf(asset.account()).resolve(asset.stream()));
    }
    Path accounts = directory.root().resolve(ACCOUNTS);
    for (String account : disk.list(accounts)) {
      Path accountDirectory = accounts.resolve(account);
      for (String name : disk.keepNamesIn(accountDirectory)) {
        Path files = accountDirectory.resolve(name);
        if (!name.startsWith(ASIDE) && !known.contains(files)) {
          Path aside = accountDirectory.resolve(ASIDE + Instant.now().toEpochMilli() + "-" + name);
          disk.rename(files, aside);
          disk.syncDirectory(accountDirectory);
          LOG.log(
              System.Logger.Level.WARNING,
              files
                  + " belongs to no stream, as after a crash while one was deleted or restored;"
                  + " it was renamed to "
                  + aside
                  + " and can be removed");
        }
      }
    }
  }

  @Override
  public Opened open(String account, StreamConfig config) throws IOException {
    if (config.storage() == StorageType.MEMORY) {
      return new Opened(new MemoryMessageStore(random.nextLong()), new MemoryJournal());
    }
    Path stream = directoryOf(account).resolve(config.name());
    disk.createDirectories(stream);
    return new Opened(
        FileMessageStore.open(
            disk,
            stream.resolve(MESSAGES),
            FileStoreOptions.forLimit(config.maxBytes(), random.nextLong()),
            cipher),
        consumersLog(stream));
  }

  /** The journal of a stream's consumers; where it is damaged, what can be read of it (CON-838). */
  private Journal consumersLog(Path stream) throws IOException {
    Path path = stream.resolve(CONSUMERS_LOG);
    Path salvaged = stream.resolve(CONSUMERS_LOG + SALVAGED);
    if (!disk.exists(path) && disk.exists(salvaged)) {
      disk.rename(salvaged, path);
      disk.syncDirectory(stream);
    }
    try {
      return FileJournal.open(disk, path, cipher);
    } catch (DamagedFileException damaged) {
      Path aside = stream.resolve(CONSUMERS_LOG + ".damaged-" + Instant.now().toEpochMilli());
      LOG.log(
          System.Logger.Level.ERROR,
          "The records of consumers are damaged: "
              + damaged.getMessage()
              + "; consumers go back to where their messages were surely settled, the damaged file"
              + " is kept as "
              + aside);
      salvage(path, salvaged);
      disk.rename(path, aside);
      disk.rename(salvaged, path);
      disk.syncDirectory(stream);
      return FileJournal.open(disk, path, cipher);
    }
  }

  private void salvage(Path damaged, Path salvaged) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try {
      FileJournal.salvage(
          disk, damaged, cipher, records::add, () -> records.add(ConsumersJournal.gap()));
    } catch (DamagedFileException e) {
      records.add(ConsumersJournal.gap());
    }
    if (disk.exists(salvaged)) {
      disk.delete(salvaged);
    }
    try (Journal journal = FileJournal.open(disk, salvaged, cipher)) {
      journal.replace(records);
      PendingWrite write = journal.seal();
      if (write != null) {
        write.write(true);
        journal.committed(write);
      }
    }
  }

  @Override
  public void remove(String account, String stream) throws IOException {
    Path files = directoryOf(account).resolve(stream);
    if (disk.exists(files)) {
      deleteAll(files);
      // A stream of that name that is created next must not find these files after a power failure.
      disk.syncDirectory(directoryOf(account));
    }
  }

  private void deleteAll(Path path) throws IOException {
    for (String name : disk.list(path)) {
      deleteAll(path.resolve(name));
    }
    disk.delete(path);
  }

  private Path directoryOf(String account) {
    return directory.root().resolve(ACCOUNTS).resolve(fileName(account));
  }

  /**
   * An account's name as a file name: letters, digits, {@code -}, {@code _} and {@code $} as is.
   */
  private static String fileName(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_$".indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return text.toString();
  }

  @Override
  public GroupCommit.Writer writer(Lane lane) {
    return (writes, sync, done) -> write(lane, writes, sync, done);
  }

  private void write(
      Lane lane, List<PendingWrite> writes, boolean sync, Consumer<@Nullable IOException> done) {
    AtomicInteger missing = new AtomicInteger(writes.size());
    AtomicReference<@Nullable IOException> problem = new AtomicReference<>();
    for (PendingWrite write : writes) {
      executor.submit(
          write,
          sync,
          (written, failure) -> {
            if (failure != null) {
              problem.compareAndSet(null, failure);
            }
            if (missing.decrementAndGet() == 0) {
              lane.execute(() -> done.accept(problem.get()));
            }
          });
    }
  }

  @Override
  public void close() throws IOException {
    executor.close();
    directory.close();
  }
}
