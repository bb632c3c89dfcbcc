package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.archive.ArchiveEntries;
import io.myelin.jetstream.archive.ArchiveFormatException;
import io.myelin.jetstream.archive.BlockIndex;
import io.myelin.jetstream.archive.ConsumerPosition;
import io.myelin.jetstream.archive.HighwayHash64;
import io.myelin.jetstream.archive.MessageBlock;
import io.myelin.jetstream.archive.TarFiles;
import io.myelin.jetstream.consumer.ConsumerArchive;
import io.myelin.jetstream.model.ArchivedConfigs;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.MessageStore;
import io.myelin.store.S2InputStream;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills the files of a new stream from an archive of format 1 or 2 (STR-505 to STR-508). Blocks; on
 * a thread of its own.
 */
final class StreamRestorer {
  private final StreamFiles files;
  private final String account;
  private final StreamConfig config;
  private final Map<String, ArchivedConfigs.Consumer> consumers = new HashMap<>();
  private StreamFiles.@Nullable Opened opened;
  private long lastBlockNumber;
  private byte[] lastBlock = HeaderBlock.NONE;

  StreamRestorer(StreamFiles files, String account, StreamConfig config) {
    this.files = files;
    this.account = account;
    this.config = config;
  }

  /**
   * Reads an archive to its end.
   *
   * @return what was restored, all of it on disk
   */
  StreamFiles.Opened restore(InputStream archive) throws IOException {
    files.remove(account, config.name());
    StreamFiles.Opened into = files.open(account, config);
    opened = into;
    StreamFill fill = new StreamFill(into, config);
    InputStream in = new S2InputStream(archive);
    byte[] magic = ArchiveEntries.magic();
    byte[] first = in.readNBytes(magic.length);
    if (Arrays.equals(first, magic)) {
      entries(new ArchiveEntries(in), fill);
    } else {
      tar(new SequenceInputStream(new java.io.ByteArrayInputStream(first), in), into, fill);
    }
    fill.finish();
    return into;
  }

  /** Removes what was restored so far. */
  void discard() {
    StreamFiles.Opened begun = opened;
    try {
      if (begun != null) {
        begun.messages().delete();
        begun.journal().delete();
      }
      files.remove(account, config.name());
    } catch (IOException | RuntimeException e) {
      System.getLogger(StreamRestorer.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "Files of stream " + config.name() + " that was not restored stay behind: " + e);
    }
  }

  // ---- format 1

  private void tar(InputStream in, StreamFiles.Opened into, StreamFill fill) throws IOException {
    TarFiles.Entry file;
    byte[] meta = HeaderBlock.NONE;
    boolean any = false;
    Map<String, byte[]> sums = new HashMap<>();
    Optional<BlockIndex> index = Optional.empty();
    while ((file = TarFiles.read(in)) != null) {
      String name = file.name();
      if (name.equals("meta.inf")) {
        any = true;
        meta = file.content();
        checkName(meta);
      } else if (name.equals("meta.sum")) {
        checkSum(config.name(), meta, file.content());
      } else if (name.startsWith("msgs/") && name.endsWith(".blk")) {
        block(name, file.content(), fill);
      } else if (name.equals("msgs/index.db")) {
        index = BlockIndex.read(config.name(), file.content());
      } else if (name.startsWith("obs/")) {
        consumerFile(name, file.content(), sums, fill);
      } else if (name.equals("errors.txt")) {
        throw new ArchiveFormatException(
            "the backup was not complete: " + new String(file.content(), UTF_8));
      }
    }
    if (!any) {
      throw new ArchiveFormatException("no configuration of a stream in the backup");
    }
    if (index.isPresent() && index.get().isOf(lastBlockNumber, lastBlock)) {
      removeAllBut(index.get(), into.messages());
    }
  }

  /** Removes messages that purges or limits had removed without a trace in the blocks (STR-614). */
  private static void removeAllBut(BlockIndex index, MessageStore store) {
    long sequence = store.next(SubjectFilter.ALL, 1);
    while (sequence != 0 && sequence <= index.lastSequence()) {
      if (!index.holds(sequence)) {
        store.remove(sequence, false);
      }
      sequence = store.next(SubjectFilter.ALL, sequence + 1);
    }
  }

  private void checkName(byte[] meta) throws IOException {
    String name = ArchivedConfigs.streamName(meta).orElse("");
    if (!name.equals(config.name())) {
      throw new ArchiveFormatException(
          "stream name \"" + name + "\" of the backup is not \"" + config.name() + "\"");
    }
  }

  private static void checkSum(String keyText, byte[] content, byte[] sum) throws IOException {
    if (!HighwayHash64.keyedBy(keyText).hex(content).equals(new String(sum, US_ASCII).strip())) {
      throw new ArchiveFormatException("checksum of " + keyText + " does not match");
    }
  }

  private void block(String name, byte[] content, StreamFill fill) throws IOException {
    String number = name.substring("msgs/".length(), name.length() - ".blk".length());
    try {
      long parsed = Long.parseLong(number);
      MessageBlock.read(config.name(), parsed, content, fill);
      if (parsed > lastBlockNumber) {
        lastBlockNumber = parsed;
        lastBlock = content;
      }
    } catch (NumberFormatException e) {
      throw new ArchiveFormatException("a file named " + name);
    }
  }

  private void consumerFile(String path, byte[] content, Map<String, byte[]> metas, StreamFill fill)
      throws IOException {
    String[] parts = path.split("/", -1);
    if (parts.length != 3) {
      return;
    }
    String name = parts[1];
    switch (parts[2]) {
      case "meta.inf" -> {
        metas.put(name, content);
        consumers.put(
            name,
            ArchivedConfigs.consumer(content)
                .orElseThrow(() -> new ArchiveFormatException("consumer " + name + " unreadable")));
      }
      case "meta.sum" ->
          checkSum(config.name() + '/' + name, metas.getOrDefault(name, HeaderBlock.NONE), content);
      case "o.dat" -> {
        ArchivedConfigs.Consumer consumer = consumers.get(name);
        if (consumer == null) {
          throw new ArchiveFormatException("state of consumer " + name + " without its settings");
        }
        keep(name, consumer.config(), ConsumerPosition.decode(content), fill);
      }
      default -> {}
    }
  }

  private static void keep(
      String name, ConsumerConfig consumer, ConsumerPosition position, StreamFill fill)
      throws IOException {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    for (byte[] record : ConsumerArchive.records(consumer, position, now)) {
      fill.consumer(name, record);
    }
  }

  // ---- format 2

  private void entries(ArchiveEntries entries, StreamFill fill) throws IOException {
    ArchiveEntries.Entry entry = entries.next();
    if (entry == null || !new String(entry.name(), UTF_8).equals("state.json")) {
      throw new ArchiveFormatException("the backup does not begin with the stream's state");
    }
    ArchivedConfigs.State state =
        ArchivedConfigs.state(entry.payload())
            .orElseThrow(() -> new ArchiveFormatException("the stream's state is unreadable"));
    for (int i = 0; i < state.consumers(); i++) {
      ArchiveEntries.Entry consumer = entries.next();
      if (consumer == null) {
        throw new ArchiveFormatException("backup was truncated");
      }
      consumer(consumer, fill);
    }
    while ((entry = entries.next()) != null) {
      fill.message(
          entry.sequence(), entry.timeNanos(), entry.name(), entry.header(), entry.payload());
    }
    fill.skipped(state.lastSeq(), state.lastTimeNanos());
  }

  private static void consumer(ArchiveEntries.Entry entry, StreamFill fill) throws IOException {
    String path = new String(entry.name(), UTF_8);
    String name = path.substring(path.indexOf('/') + 1);
    try {
      ArchivedConfigs.ConsumerWithState consumer =
          ArchivedConfigs.consumerWithState(entry.payload())
              .orElseThrow(() -> new ArchiveFormatException("consumer " + name + " unreadable"));
      keep(name, consumer.config(), consumer.position(), fill);
    } catch (NumberFormatException e) {
      throw new ArchiveFormatException("consumer " + name + " unreadable: " + e.getMessage());
    }
  }
}
