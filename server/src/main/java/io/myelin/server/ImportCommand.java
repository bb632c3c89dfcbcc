package io.myelin.server;

import io.myelin.config.CommandLine;
import io.myelin.config.ConfigLoader;
import io.myelin.config.JetStreamKeys;
import io.myelin.config.LoadResult;
import io.myelin.config.Options;
import io.myelin.config.Section;
import io.myelin.config.StartRequest;
import io.myelin.jetstream.DiskJetStreamFiles;
import io.myelin.jetstream.StoreImport;
import io.myelin.jetstream.natsstore.NatsStore;
import io.myelin.jetstream.natsstore.StoreKeys;
import io.myelin.store.Disk;
import io.myelin.store.DiskFile;
import io.myelin.store.FileDisk;
import io.myelin.store.PassphraseCipher;
import io.myelin.store.RecordCipher;
import io.myelin.store.StoreDirectory;
import io.myelin.store.WriteWorkers;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code import}: makes a new store directory of one that nats-server wrote. It is made
 * under another name beside its place and renamed when all of it is on disk.
 */
final class ImportCommand implements StoreImport.Progress {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int DONE_IN_PART = 2;
  private static final Disk DISK = new FileDisk();
  private static final String UNFINISHED = ".importing";

  private final PrintStream out;
  private final PrintStream err;
  private int streams;
  private long messages;
  private int losses;

  ImportCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs it.
   *
   * @param program its name, for messages
   * @param words behind {@code import}
   * @return the exit status
   */
  int run(String program, List<String> words) {
    if (words.isEmpty() || words.contains("-h") || words.contains("--help")) {
      out.print(ImportArguments.USAGE);
      return words.isEmpty() ? FAILED : DONE;
    }
    try {
      return run(ImportArguments.parse(words), program);
    } catch (ImportArguments.UsageException e) {
      err.println("import: " + e.getMessage());
      err.print(ImportArguments.USAGE);
    } catch (StartupException e) {
      err.println("import: " + e.getMessage());
    } catch (IOException e) {
      err.println("import: " + text(e) + ". Nothing was imported.");
    }
    return FAILED;
  }

  private static String text(IOException e) {
    String message = String.valueOf(e.getMessage());
    return e.getClass() == IOException.class || message.contains(" ")
        ? message
        : e.getClass().getSimpleName() + ": " + message;
  }

  private int run(ImportArguments arguments, String program) throws IOException, StartupException {
    Secrets secrets = Secrets.of(arguments, options(arguments, program));
    Path from =
        arguments
            .from()
            .or(secrets::storeDirectory)
            .orElseThrow(() -> new StartupException("the configuration names no store_dir"));
    Path to = arguments.to().toAbsolutePath().normalize();
    checkTarget(to);
    NatsStore store = NatsStore.open(from, this);
    if (to.startsWith(store.root())) {
      throw new IOException(to + " is inside the store of nats-server; name another place");
    }
    Path unfinished = to.resolveSibling(to.getFileName() + UNFINISHED);
    if (Files.exists(unfinished)) {
      throw new IOException(
          unfinished
              + " is there: another import is under way, or one was ended before it was done;"
              + " remove it in that case");
    }
    boolean done = false;
    try {
      fill(store, secrets, unfinished);
      if (losses == 0 || arguments.partial()) {
        sync(unfinished);
        DISK.rename(unfinished, to);
        DISK.syncDirectory(parentOf(to));
        done = true;
      }
    } finally {
      if (!done) {
        delete(unfinished);
      }
    }
    return report(done, to);
  }

  private int report(boolean done, Path to) {
    if (!done) {
      err.println(
          "import: nothing was imported, since not everything can be: see the warnings. With"
              + " --partial the rest is.");
      return FAILED;
    }
    out.println(
        "imported "
            + counted(streams, "stream")
            + " with "
            + counted(messages, "message")
            + " into "
            + to
            + "; configure it as store_dir");
    return losses == 0 ? DONE : DONE_IN_PART;
  }

  private static Path parentOf(Path to) throws IOException {
    Path parent = to.getParent();
    if (parent == null) {
      throw new IOException(to + " cannot be the new store, name a directory in it");
    }
    return parent;
  }

  private static void checkTarget(Path to) throws IOException {
    if (!Files.isDirectory(parentOf(to))) {
      throw new IOException(to.getParent() + " is not a directory");
    }
    if (Files.isDirectory(to)) {
      try (Stream<Path> entries = Files.list(to)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(to + " is not empty; name a directory that does not exist");
        }
      }
    } else if (Files.exists(to)) {
      throw new IOException(to + " is there and not a directory");
    }
  }

  private void fill(NatsStore from, Secrets secrets, Path to) throws IOException {
    StoreDirectory directory = StoreDirectory.open(to, Instant.now());
    try (DiskJetStreamFiles files =
        new DiskJetStreamFiles(
            directory,
            secrets.cipher(directory.salt()),
            new WriteWorkers("myelin-import", 1),
            new SecureRandom())) {
      new StoreImport(files, new SecureRandom(), this).run(from, secrets.keys());
    }
  }

  // ---- what is told

  @Override
  public void imported(StoreImport.ImportedStream stream) {
    streams++;
    messages += stream.messages();
    out.println(
        stream.account()
            + " > "
            + stream.name()
            + ": "
            + counted(stream.messages(), "message")
            + ", "
            + stream.bytes()
            + " bytes, sequences "
            + Long.toUnsignedString(stream.firstSequence())
            + ".."
            + Long.toUnsignedString(stream.lastSequence())
            + ", "
            + counted(stream.consumers(), "consumer"));
  }

  @Override
  public void lost(String where, String what) {
    losses++;
    err.println("warning: " + where + ": " + what);
  }

  @Override
  public void ignored(String where, String what) {
    err.println("note: " + where + ": " + what);
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  // ---- the configuration

  private static @Nullable Options options(ImportArguments arguments, String program)
      throws StartupException {
    if (arguments.config().isEmpty()) {
      return null;
    }
    StartRequest request =
        CommandLine.parse(program, Version.COMPATIBLE, List.of("-c", arguments.config()));
    if (request instanceof StartRequest.RunServer run) {
      LoadResult result = new ConfigLoader().load(run);
      if (result instanceof LoadResult.Loaded loaded) {
        return loaded.options();
      }
      if (result instanceof LoadResult.Failed failed) {
        throw new StartupException(failed.text());
      }
    }
    throw new StartupException("the configuration " + arguments.config() + " cannot be read");
  }

  /** Keys and places, of the command line and else of the configuration. */
  private record Secrets(
      String key, String previousKey, String cipher, Optional<Path> storeDirectory) {

    static Secrets of(ImportArguments arguments, @Nullable Options options) {
      String key = arguments.key();
      String previous = arguments.previousKey();
      String cipher = arguments.cipher();
      Optional<Path> directory = Optional.empty();
      if (options != null) {
        Section jetStream = options.jetStream();
        key = key.isEmpty() ? jetStream.find(JetStreamKeys.KEY).orElse("") : key;
        previous =
            previous.isEmpty() ? jetStream.find(JetStreamKeys.PREV_KEY).orElse("") : previous;
        cipher = cipher.isEmpty() ? jetStream.get(JetStreamKeys.CIPHER) : cipher;
        String configured = options.storeDirectory();
        directory = configured.isEmpty() ? Optional.empty() : Optional.of(Path.of(configured));
      }
      return new Secrets(key, previous, cipher, directory);
    }

    StoreKeys keys() {
      return new StoreKeys(Stream.of(key, previousKey).filter(it -> !it.isEmpty()).toList());
    }

    RecordCipher cipher(byte[] storeSalt) {
      if (key.isEmpty()) {
        return RecordCipher.NONE;
      }
      boolean aes = cipher.equalsIgnoreCase("aes");
      return PassphraseCipher.of(
          aes ? PassphraseCipher.Algorithm.AES : PassphraseCipher.Algorithm.CHACHA,
          key,
          previousKey,
          storeSalt);
    }
  }

  // ---- files

  /** Everything in it is on disk when this returns. */
  private static void sync(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        if (Files.isDirectory(path)) {
          DISK.syncDirectory(path);
        } else {
          try (DiskFile file = DISK.open(path)) {
            file.sync();
          }
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }
}
