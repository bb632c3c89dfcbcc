package io.myelin.jetstream.natsstore;

import io.myelin.jetstream.archive.ArchiveFormatException;
import io.myelin.jetstream.archive.ArchivedMessages;
import io.myelin.jetstream.archive.BlockIndex;
import io.myelin.jetstream.archive.MessageBlock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The message blocks of one stream, read in their order (STR-602, STR-613, STR-614, STR-621). The
 * index beside them tells what limits and purges removed without a trace; where it is older than
 * the blocks, what they say counts, and limits have to be applied again. One thread.
 */
final class SavedMessages {
  private static final String BLOCK = ".blk";

  private final NatsStore.StreamDirectory directory;
  private final String stream;
  private final StoreKeys keys;
  private final Optional<AssetKey> key;
  private final ImportProblems problems;

  SavedMessages(
      NatsStore.StreamDirectory directory,
      String stream,
      StoreKeys keys,
      Optional<AssetKey> key,
      ImportProblems problems) {
    this.directory = directory;
    this.stream = stream;
    this.keys = keys;
    this.key = key;
    this.problems = problems;
  }

  /** Reads all blocks. */
  void read(ArchivedMessages to) throws IOException {
    NavigableMap<Long, Path> blocks = blocks();
    Optional<BlockIndex> index = index(blocks);
    boolean current = index.isPresent() && isCurrent(index.get(), blocks);
    if (!current && !numbered(directory.path().resolve("msgs"), ".idx").isEmpty()) {
      problems.lost(
          directory.title(),
          "nats-server 2.9 or older used it last; which messages were deleted is in files that are"
              + " not read, so deleted ones may be back. Start and stop a nats-server 2.10 or newer"
              + " on a copy of the store, and import that");
    }
    BlockDamage damage = new BlockDamage(index);
    Living living = new Living(to, index, current);
    for (Map.Entry<Long, Path> block : blocks.entrySet()) {
      long number = block.getKey();
      long lastBefore = living.last;
      living.firstOfBlock = 0;
      List<MessageBlock.Damage> stretches =
          MessageBlock.salvage(stream, number, plain(number, block.getValue()), living);
      damage.read(block.getValue(), lastBefore, living.firstOfBlock, stretches);
    }
    damage.tell(directory.title(), problems);
    if (index.isPresent()) {
      end(index.get(), blocks, living, current && damage.isEmpty());
    }
  }

  private void end(
      BlockIndex index, NavigableMap<Long, Path> blocks, Living living, boolean complete)
      throws IOException {
    if (complete && living.taken < index.messages()) {
      problems.lost(
          directory.title(),
          (index.messages() - living.taken)
              + " of the "
              + index.messages()
              + " messages that its index names are not in its blocks");
    } else if (!blocks.isEmpty() && blocks.lastKey() < index.lastBlock()) {
      problems.lost(
          directory.title(), "block " + index.lastBlock() + ", which its index names, is missing");
    }
    living.to.skipped(index.lastSequence(), index.lastTimeNanos());
  }

  // ---- which blocks

  /** The blocks that count; a purge that had come to its end replaces all others (STR-602). */
  private NavigableMap<Long, Path> blocks() throws IOException {
    NavigableMap<Long, Path> blocks = numbered(directory.path().resolve("msgs"), BLOCK);
    Path replacing = directory.path().resolve("__new_msgs__");
    NavigableMap<Long, Path> others = numbered(replacing, BLOCK);
    if (!others.isEmpty()) {
      return others;
    }
    blocks.keySet().removeAll(numbered(replacing, ".key").keySet());
    return blocks;
  }

  private static NavigableMap<Long, Path> numbered(Path parent, String ending) throws IOException {
    NavigableMap<Long, Path> found = new TreeMap<>();
    if (!Files.isDirectory(parent)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, "*" + ending)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String digits = name.substring(0, name.length() - ending.length());
        if (digits.matches("[0-9]{1,18}")) {
          found.put(Long.parseLong(digits), file);
        }
      }
    }
    return found;
  }

  // ---- the index

  private Optional<BlockIndex> index(NavigableMap<Long, Path> blocks) throws IOException {
    Path parent = directory.path().resolve("msgs");
    if (!blocks.isEmpty() && !parent.equals(blocks.firstEntry().getValue().getParent())) {
      return Optional.empty();
    }
    Path file = parent.resolve("index.db");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Optional<byte[]> content = BlockIndex.proven(stream, Files.readAllBytes(file));
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] proven = content.get();
      return BlockIndex.decode(key.isPresent() ? key.get().open(proven) : proven);
    } catch (ArchiveFormatException damaged) {
      return Optional.empty();
    }
  }

  private boolean isCurrent(BlockIndex index, NavigableMap<Long, Path> blocks) throws IOException {
    if (blocks.isEmpty()) {
      return index.messages() == 0;
    }
    long last = blocks.lastKey();
    return last == index.lastBlock()
        && index.isOf(last, decrypted(last, blocks.lastEntry().getValue()));
  }

  // ---- one block

  private byte[] decrypted(long number, Path block) throws IOException {
    byte[] content = Files.readAllBytes(block);
    if (key.isEmpty()) {
      return content;
    }
    Path keyFile = block.resolveSibling(number + ".key");
    try {
      Optional<AssetKey> own = keys.unlock(keyFile, directory.account(), stream + ':' + number);
      return own.isPresent() ? own.get().decrypt(content) : content;
    } catch (ArchiveFormatException damaged) {
      problems.lost(directory.title(), keyFile + " is damaged: " + damaged.getMessage());
      return new byte[0];
    }
  }

  private byte[] plain(long number, Path block) throws IOException {
    return CompressedBlock.expand(decrypted(number, block));
  }

  /** Passes on what the index says is still there, and counts it. */
  private static final class Living implements ArchivedMessages {
    private final ArchivedMessages to;
    private final Optional<BlockIndex> index;
    private final boolean current;
    private long last;
    private long taken;
    private long firstOfBlock;

    Living(ArchivedMessages to, Optional<BlockIndex> index, boolean current) {
      this.to = to;
      this.index = index;
      this.current = current;
    }

    @Override
    public void message(
        long sequence, long timeNanos, byte[] subject, byte[] header, byte[] payload)
        throws IOException {
      firstOfBlock = firstOfBlock == 0 ? sequence : firstOfBlock;
      boolean gone =
          current
              && index.isPresent()
              && sequence <= index.get().lastSequence()
              && !index.get().holds(sequence);
      if (sequence > last && !gone) {
        last = sequence;
        taken++;
        to.message(sequence, timeNanos, subject, header, payload);
      }
    }

    /** An erased message has lost its time; if it was the last one, the index still knows. */
    @Override
    public void skipped(long sequence, long timeNanos) throws IOException {
      boolean last = index.isPresent() && index.get().lastSequence() == sequence;
      to.skipped(sequence, last ? index.get().lastTimeNanos() : timeNanos);
    }

    @Override
    public void deleted(long sequence, long timeNanos) throws IOException {
      to.deleted(sequence, timeNanos);
    }
  }
}
