package io.myelin.jetstream.natsstore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.myelin.jetstream.archive.ArchiveFormatException;
import io.myelin.jetstream.archive.ArchivedMessages;
import io.myelin.jetstream.archive.ConsumerPosition;
import io.myelin.jetstream.archive.HighwayHash64;
import io.myelin.jetstream.archive.SourcesFile;
import io.myelin.jetstream.model.ArchivedConfigs;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.StreamConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One stream of a store that nats-server wrote (STR-600, STR-601). Reads only. One thread. */
public final class SavedStream {
  private final NatsStore.StreamDirectory directory;
  private final StoreKeys keys;
  private final Optional<AssetKey> key;
  private final ArchivedConfigs.Saved<StreamConfig> saved;
  private final ImportProblems problems;

  private SavedStream(
      NatsStore.StreamDirectory directory,
      StoreKeys keys,
      Optional<AssetKey> key,
      ArchivedConfigs.Saved<StreamConfig> saved,
      ImportProblems problems) {
    this.directory = directory;
    this.keys = keys;
    this.key = key;
    this.saved = saved;
    this.problems = problems;
  }

  /**
   * Reads the configuration.
   *
   * @param ourLevel the API level of this version
   * @return nothing when the stream cannot be taken over; that was told then
   * @throws LockedStoreException when it is encrypted with another key than those given
   */
  public static Optional<SavedStream> open(
      NatsStore.StreamDirectory directory, StoreKeys keys, int ourLevel, ImportProblems problems)
      throws IOException {
    Path path = directory.path();
    String name = String.valueOf(path.getFileName());
    String title = directory.title();
    Optional<AssetKey> key;
    Optional<ArchivedConfigs.Saved<StreamConfig>> saved;
    try {
      key = keys.unlock(path.resolve("meta.key"), directory.account(), name);
      saved = ArchivedConfigs.savedStream(meta(path, key, name), ourLevel);
    } catch (ArchiveFormatException damaged) {
      problems.lost(title, "its configuration is damaged: " + damaged.getMessage());
      return Optional.empty();
    }
    if (saved.isEmpty() || !saved.get().config().name().equals(name)) {
      problems.lost(title, path.resolve("meta.inf") + " is not its configuration");
      return Optional.empty();
    }
    if (!saved.get().unsupported().isEmpty()) {
      problems.lost(title, saved.get().unsupported());
      return Optional.empty();
    }
    return Optional.of(new SavedStream(directory, keys, key, saved.get(), problems));
  }

  private static byte[] meta(Path directory, Optional<AssetKey> key, String hashKey)
      throws IOException {
    Path file = directory.resolve("meta.inf");
    Path sum = directory.resolve("meta.sum");
    if (!Files.exists(file) || !Files.exists(sum)) {
      throw new ArchiveFormatException("meta.inf or meta.sum is missing in " + directory);
    }
    byte[] content = Files.readAllBytes(file);
    String told = new String(Files.readAllBytes(sum), US_ASCII).strip();
    if (!HighwayHash64.keyedBy(hashKey).hex(content).equals(told)) {
      throw new ArchiveFormatException("the checksum of " + file + " does not match");
    }
    return key.isPresent() ? key.get().open(content) : content;
  }

  /** How it is configured. */
  public StreamConfig config() {
    return saved.config();
  }

  /** When it was created. */
  public Instant created() {
    return saved.created();
  }

  /** Reads every message that is there, in the order of sequences. */
  public void messages(ArchivedMessages to) throws IOException {
    if (!NatsStore.directories(directory.path().resolve("batches")).isEmpty()) {
      problems.ignored(directory.title(), "atomic batches that were not complete are not kept");
    }
    new SavedMessages(directory, config().name(), keys, key, problems).read(to);
  }

  /** How far its sources have been copied; nothing where that is not known. */
  public Optional<SourcesFile> sources() throws IOException {
    Path file = directory.path().resolve("sources.db");
    return Files.exists(file) ? SourcesFile.read(Files.readAllBytes(file)) : Optional.empty();
  }

  /**
   * A consumer of the stream.
   *
   * @param position nothing when it was never stored: it is where new ones begin
   */
  public record Consumer(
      String name, ConsumerConfig config, Instant created, Optional<ConsumerPosition> position) {}

  /** Its consumers, but those that mirrors and sources use. */
  public List<Consumer> consumers(int ourLevel) throws IOException {
    List<Consumer> consumers = new ArrayList<>();
    for (Path path : NatsStore.directories(directory.path().resolve("obs"))) {
      consumer(path, ourLevel).ifPresent(consumers::add);
    }
    return consumers;
  }

  private Optional<Consumer> consumer(Path path, int ourLevel) throws IOException {
    String name = String.valueOf(path.getFileName());
    String title = directory.title() + " > " + name;
    String stream = config().name();
    Optional<AssetKey> own;
    Optional<ArchivedConfigs.Saved<ConsumerConfig>> found;
    try {
      own = keys.unlock(path.resolve("meta.key"), directory.account(), stream + '.' + name);
      found = ArchivedConfigs.savedConsumer(meta(path, own, stream + '/' + name), ourLevel);
    } catch (ArchiveFormatException damaged) {
      problems.lost(title, "its configuration is damaged: " + damaged.getMessage());
      return Optional.empty();
    }
    if (found.isEmpty() || !found.get().unsupported().isEmpty()) {
      problems.lost(
          title,
          found.map(ArchivedConfigs.Saved::unsupported).orElse("its configuration is unreadable"));
      return Optional.empty();
    }
    ConsumerConfig config = found.get().config();
    if (config.direct()) {
      return Optional.empty();
    }
    return Optional.of(
        new Consumer(name, config, found.get().created(), position(path, own, title)));
  }

  private Optional<ConsumerPosition> position(Path path, Optional<AssetKey> own, String title)
      throws IOException {
    Path file = path.resolve("o.dat");
    if (!Files.exists(file) || Files.size(file) == 0) {
      return Optional.empty();
    }
    byte[] content = Files.readAllBytes(file);
    try {
      return Optional.of(
          ConsumerPosition.decode(own.isPresent() ? own.get().open(content) : content));
    } catch (IOException damaged) {
      problems.lost(
          title,
          file + " is damaged (" + damaged.getMessage() + "): the consumer begins from its start");
      return Optional.empty();
    }
  }
}
