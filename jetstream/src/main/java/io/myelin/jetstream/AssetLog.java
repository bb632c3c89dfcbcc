package io.myelin.jetstream;

import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.store.Journal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The durable list of the streams of all accounts: which exist and how they are configured. A
 * stream exists from the commit of its record on. Streams in memory pass through in the same order
 * without a record: they end with the server. Meta lane only.
 */
final class AssetLog {
  private static final long SUMMARISE_BYTES = 4L << 20;
  private static final byte DEFINED = 1;
  private static final byte REMOVED = 2;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * A stream as it is kept.
   *
   * @param configJson its configuration as JSON
   * @param kept whether it is there again after a restart; one in memory is not (STR-212)
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Asset(String account, String stream, Instant created, byte[] configJson, boolean kept) {

    /** Of a stream as it is now. */
    static Asset of(String account, Instant created, StreamConfig config) {
      return new Asset(
          account, config.name(), created, config.toJson(), config.storage() != StorageType.MEMORY);
    }
  }

  private record Key(String account, String stream) {}

  private final Journal journal;
  private final GroupCommit commit;
  private final Map<Key, Asset> assets = new LinkedHashMap<>();

  /**
   * @param onFailure is told when the log cannot be written
   */
  AssetLog(
      Journal journal,
      Executor lane,
      GroupCommit.Writer writer,
      java.util.function.Consumer<IOException> onFailure) {
    this.journal = journal;
    this.commit =
        new GroupCommit(
            lane, writer, Durability.SYNC, List.of(journal), () -> {}, () -> {}, onFailure);
  }

  /** Reads what was kept. */
  List<Asset> replay() throws IOException {
    journal.replay(record -> read(record, assets));
    return new ArrayList<>(assets.values());
  }

  /**
   * Reads the log again after it could not be written. Blocks, on any thread; nothing is written
   * meanwhile.
   *
   * @return to be run on the meta lane: from then on streams can be defined again
   * @throws IOException when it still cannot be written
   */
  Runnable recover() throws IOException {
    journal.recover();
    Map<Key, Asset> kept = new LinkedHashMap<>();
    journal.replay(record -> read(record, kept));
    return () -> {
      assets.clear();
      assets.putAll(kept);
      commit.reset(List.of(journal));
    };
  }

  private static void read(byte[] record, Map<Key, Asset> assets) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(record));
    byte kind = in.readByte();
    Key key = new Key(in.readUTF(), in.readUTF());
    switch (kind) {
      case DEFINED -> {
        long nanos = in.readLong();
        Instant created =
            Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
        assets.put(key, new Asset(key.account, key.stream, created, in.readAllBytes(), true));
      }
      case REMOVED -> assets.remove(key);
      default -> throw new IOException("the list of streams has a record of unknown kind " + kind);
    }
  }

  /** The streams of an account that are kept. */
  List<String> streams(String account) {
    List<String> names = new ArrayList<>();
    for (Key key : assets.keySet()) {
      if (key.account.equals(account)) {
        names.add(key.stream);
      }
    }
    return names;
  }

  /** Defines a stream, new or changed; the effect runs when it is committed. */
  void define(Asset asset, Effect effect) {
    if (!asset.kept) {
      withoutRecord(effect);
    } else if (!isLost(effect)) {
      assets.put(new Key(asset.account, asset.stream), asset);
      append(defined(asset), effect);
    }
  }

  /** Removes a stream; the effect runs when it is committed. */
  void remove(String account, String stream, Effect effect) {
    Key key = new Key(account, stream);
    if (!assets.containsKey(key)) {
      withoutRecord(effect);
      return;
    }
    if (isLost(effect)) {
      return;
    }
    assets.remove(key);
    append(
        bytes(
            out -> {
              out.writeByte(REMOVED);
              out.writeUTF(account);
              out.writeUTF(stream);
            }),
        effect);
  }

  private void withoutRecord(Effect effect) {
    if (commit.failed()) {
      effect.run();
    } else {
      commit.afterCommit(effect);
    }
  }

  private boolean isLost(Effect effect) {
    if (commit.failed()) {
      effect.lost("the list of streams cannot be written at the moment");
    }
    return commit.failed();
  }

  private void append(byte[] record, Effect effect) {
    if (journal.appendedBytes() > SUMMARISE_BYTES) {
      journal.replace(assets.values().stream().map(AssetLog::defined).toList());
    } else {
      journal.append(record);
    }
    commit.changed();
    commit.afterCommit(effect);
    commit.flush();
  }

  /** The record that defines a stream. */
  static byte[] defined(Asset asset) {
    return bytes(
        out -> {
          out.writeByte(DEFINED);
          out.writeUTF(asset.account);
          out.writeUTF(asset.stream);
          out.writeLong(
              asset.created.getEpochSecond() * NANOS_PER_SECOND + asset.created.getNano());
          out.write(asset.configJson);
        });
  }

  private interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      content.write(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Closes the log; everything must be committed. */
  void close() throws IOException {
    journal.close();
  }
}
