package io.myelin.jetstream;

import io.myelin.jetstream.consumer.ConsumerArchive;
import io.myelin.jetstream.consumer.ConsumerStream;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.natsstore.ImportProblems;
import io.myelin.jetstream.natsstore.NatsStore;
import io.myelin.jetstream.natsstore.SavedStream;
import io.myelin.jetstream.natsstore.StoreKeys;
import io.myelin.store.Journal;
import io.myelin.store.MessageIndex;
import io.myelin.store.MessageStore;
import io.myelin.store.PendingWrite;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the streams and consumers of a store directory of nats-server over into a new store
 * (STR-600 to STR-633). Blocks; one thread. No server uses either directory meanwhile.
 */
public final class StoreImport {
  private final JetStreamFiles files;
  private final RandomGenerator random;
  private final Progress progress;

  /** Is told of what was done. */
  public interface Progress extends ImportProblems {
    /** A stream was taken over. */
    void imported(ImportedStream stream);
  }

  /**
   * What was taken over of a stream.
   *
   * @param bytes size of its messages as stream info tells it
   */
  public record ImportedStream(
      String account,
      String name,
      long messages,
      long bytes,
      long firstSequence,
      long lastSequence,
      int consumers) {}

  /**
   * @param files of the new store, which has no streams
   */
  public StoreImport(JetStreamFiles files, RandomGenerator random, Progress progress) {
    this.files = files;
    this.random = random;
    this.progress = progress;
  }

  /**
   * Takes everything over. What cannot be is told and left out.
   *
   * @throws IOException when the one store cannot be read, or the other not be written
   */
  public void run(NatsStore from, StoreKeys keys) throws IOException {
    try (Journal assets = files.openAssets()) {
      for (NatsStore.StreamDirectory directory : from.streams()) {
        String before = directory.fingerprint();
        Optional<AssetLog.Asset> asset = stream(directory, keys);
        if (!directory.fingerprint().equals(before)) {
          throw new IOException(
              directory.path()
                  + " was changed while it was read; stop the nats-server that uses it, then import"
                  + " again");
        }
        if (asset.isPresent()) {
          assets.append(AssetLog.defined(asset.get()));
        }
      }
      PendingWrite write = assets.seal();
      if (write != null) {
        write.write(true);
        assets.committed(write);
      }
    }
  }

  private Optional<AssetLog.Asset> stream(NatsStore.StreamDirectory directory, StoreKeys keys)
      throws IOException {
    Optional<SavedStream> found =
        SavedStream.open(directory, keys, JetStreamSettings.API_LEVEL, progress);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SavedStream saved = found.get();
    StreamConfig config = saved.config();
    if (config.storage() == StorageType.MEMORY) {
      progress.ignored(directory.title(), "it was in memory and ended with nats-server");
      return Optional.empty();
    }
    if (config.replicas() > 1) {
      progress.ignored(
          directory.title(),
          "it has "
              + config.replicas()
              + " replicas in its configuration; there are no clusters of Myelin yet, so update"
              + " it to one");
    }
    StreamFiles.Opened into = files.open(directory.account(), config);
    try {
      ImportedStream imported = fill(directory, saved, into);
      progress.imported(imported);
    } finally {
      into.messages().close();
      into.journal().close();
    }
    return Optional.of(AssetLog.Asset.of(directory.account(), saved.created(), config));
  }

  private ImportedStream fill(
      NatsStore.StreamDirectory directory, SavedStream saved, StreamFiles.Opened into)
      throws IOException {
    StreamConfig config = saved.config();
    MessageStore store = into.messages();
    StreamFill fill = new StreamFill(into, config);
    saved.messages(fill);
    fill.finish();
    new StreamMachine(config, store, new NobodyAround(), random).recover(now());
    if (fill.laterTimes() > 0) {
      progress.ignored(
          directory.title(),
          fill.laterTimes()
              + " messages were older than the one in front of them, they have its time now");
    }
    List<SavedStream.Consumer> consumers = saved.consumers(JetStreamSettings.API_LEVEL);
    for (SavedStream.Consumer consumer : consumers) {
      for (byte[] record : records(consumer, config, store)) {
        fill.consumer(consumer.name(), record);
      }
    }
    if (!config.sources().isEmpty() && saved.sources().isPresent()) {
      SourcePositions positions = SourcePositions.of(saved.sources().get());
      if (positions.stamp() <= store.lastSequence()) {
        fill.consumer("", positions.encode());
      }
    }
    fill.finish();
    return new ImportedStream(
        directory.account(),
        config.name(),
        store.messages(),
        store.bytes(),
        store.firstSequence(),
        store.lastSequence(),
        consumers.size());
  }

  private static long now() {
    return GoTime.toEpochNanos(Instant.now());
  }

  private static List<byte[]> records(
      SavedStream.Consumer consumer, StreamConfig stream, MessageStore store) {
    long created = GoTime.toEpochNanos(consumer.created());
    return consumer
        .position()
        .map(position -> ConsumerArchive.records(consumer.config(), position, created))
        .orElseGet(
            () ->
                new ArrayList<>(
                    ConsumerArchive.unused(consumer.config(), new Filled(stream, store), created)));
  }

  /** The stream as its consumers see it, all of it being there. */
  private record Filled(StreamConfig config, MessageStore store) implements ConsumerStream {
    @Override
    public String name() {
      return config.name();
    }

    @Override
    public MessageIndex messages() {
      return store;
    }

    @Override
    public long visibleSequence() {
      return store.lastSequence();
    }

    @Override
    public boolean keepsOnePerSubject() {
      return config.maxMessagesPerSubject() == 1;
    }

    @Override
    public long maxMessageBytes() {
      return Integer.MAX_VALUE;
    }
  }

  /** No consumer listens and nothing is published while a stream is filled. */
  private static final class NobodyAround implements StreamMachine.Surroundings {
    @Override
    public boolean wanted(byte[] subject, int at, int length) {
      return true;
    }

    @Override
    public @Nullable ApiError storageRefusal(long bytes) {
      return null;
    }

    @Override
    public long maxPayloadBytes() {
      return Integer.MAX_VALUE;
    }
  }
}
