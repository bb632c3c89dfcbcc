package io.myelin.jetstream.archive;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The index beside the blocks of an archive of format 1 (STR-620, STR-622): which of the messages
 * in the blocks are still there. Purges and limits remove messages without a trace in the blocks.
 */
public final class BlockIndex {
  private static final int MAGIC = 11;
  private static final int VERSION_WITH_TTLS = 2;
  private static final int VERSION_WITH_SCHEDULES = 3;
  private static final int VERSION_WITH_LAST_BLOCKS = 4;
  private static final int LONGEST_SUBJECT_BYTES = 1 << 16;
  private static final int SET_MAGIC = 22;
  private static final int OLD_SET_WORDS = 64;
  private static final int SET_WORDS = 32;
  private static final int HEIGHT_BYTES = 2;

  private record Block(long firstSequence, long lastSequence, NavigableMap<Long, long[]> deleted) {}

  private final NavigableMap<Long, Block> blocks = new TreeMap<>();
  private final int version;
  private final long messages;
  private final long lastSequence;
  private final long lastTimeNanos;
  private final long lastBlock;
  private final long lastRecordHash;

  private BlockIndex(byte[] content) throws IOException {
    VarintReader in = new VarintReader(content);
    int magic = in.octet();
    version = in.octet();
    if (magic != MAGIC || version < 1 || version > VERSION_WITH_LAST_BLOCKS) {
      throw new ArchiveFormatException("an index of unknown version " + version);
    }
    messages = in.unsigned();
    in.unsigned(); // bytes
    in.unsigned(); // first sequence
    in.signed(); // its time
    lastSequence = in.unsigned();
    lastTimeNanos = in.signed();
    skipSubjects(in);
    long count = in.unsigned();
    for (long i = 0; i < count; i++) {
      block(in);
    }
    lastBlock = in.unsigned();
    lastRecordHash =
        LittleEndian.int64(in.bytes(HighwayHash64.DIGEST_BYTES, HighwayHash64.DIGEST_BYTES), 0);
  }

  /**
   * Reads the content of the file.
   *
   * @return nothing when it is damaged or of an unknown version: the blocks are then all there is
   */
  public static Optional<BlockIndex> read(String stream, byte[] content) {
    return proven(stream, content).flatMap(BlockIndex::decode);
  }

  /**
   * What is in front of the hash at the end of the file; encrypted in an encrypted store (STR-631).
   *
   * @return nothing when the hash is another one
   */
  public static Optional<byte[]> proven(String stream, byte[] content) {
    int end = content.length - HighwayHash64.DIGEST_BYTES;
    if (end < 0
        || HighwayHash64.keyedBy(stream).hash(content, 0, end)
            != LittleEndian.int64(content, end)) {
      return Optional.empty();
    }
    return Optional.of(Arrays.copyOf(content, end));
  }

  /**
   * Reads what is in front of the hash.
   *
   * @return nothing when it is cut short or of an unknown version
   */
  public static Optional<BlockIndex> decode(byte[] proven) {
    try {
      return Optional.of(new BlockIndex(proven));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Whether it was written after the last record of the last block (STR-621).
   *
   * @param number of the last block
   */
  public boolean isOf(long number, byte[] block) {
    int end = block.length - HighwayHash64.DIGEST_BYTES;
    return number == lastBlock && end >= 0 && LittleEndian.int64(block, end) == lastRecordHash;
  }

  /** Sequences above are none of its business. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Time of the last message ever stored, 0 for none. */
  public long lastTimeNanos() {
    return lastTimeNanos;
  }

  /** Messages that are there. */
  public long messages() {
    return messages;
  }

  /** The number of the block that was written to last. */
  public long lastBlock() {
    return lastBlock;
  }

  /** Whether a message that is in the blocks is still there. */
  public boolean holds(long sequence) {
    Map.Entry<Long, Block> it = blocks.floorEntry(sequence);
    if (it == null || sequence > it.getValue().lastSequence()) {
      return false;
    }
    Map.Entry<Long, long[]> words = it.getValue().deleted().floorEntry(sequence);
    if (words == null) {
      return true;
    }
    long bit = sequence - words.getKey();
    int word = (int) Math.min(bit / Long.SIZE, Integer.MAX_VALUE);
    return word >= words.getValue().length
        || (words.getValue()[word] & 1L << (bit % Long.SIZE)) == 0;
  }

  private void skipSubjects(VarintReader in) throws IOException {
    long count = in.unsigned();
    for (long i = 0; i < count; i++) {
      in.bytes(in.unsigned(), LONGEST_SUBJECT_BYTES);
      long messages = in.unsigned();
      in.unsigned(); // first block
      if (version >= VERSION_WITH_LAST_BLOCKS || messages > 1) {
        in.unsigned(); // last block
      }
    }
  }

  private void block(VarintReader in) throws IOException {
    in.unsigned(); // number
    in.unsigned(); // bytes
    long first = in.unsigned();
    in.signed(); // its time
    long last = in.unsigned();
    in.signed(); // its time
    long deletedCount = in.unsigned();
    if (version >= VERSION_WITH_TTLS) {
      in.unsigned(); // messages with a time to live
    }
    if (version >= VERSION_WITH_SCHEDULES) {
      in.unsigned(); // schedules
    }
    NavigableMap<Long, long[]> deleted = deletedCount > 0 ? sequences(in) : new TreeMap<>();
    if (first <= last) {
      blocks.put(first, new Block(first, last, deleted));
    }
  }

  private static NavigableMap<Long, long[]> sequences(VarintReader in) throws IOException {
    int magic = in.octet();
    int setVersion = in.octet();
    if (magic != SET_MAGIC || setVersion < 1 || setVersion > 2) {
      throw new ArchiveFormatException("a sequence set of unknown version " + setVersion);
    }
    int nodes = LittleEndian.int32(in.bytes(4, 4), 0);
    in.bytes(4, 4); // entries
    int words = setVersion == 1 ? OLD_SET_WORDS : SET_WORDS;
    int nodeBytes = (1 + words) * Long.BYTES + HEIGHT_BYTES;
    NavigableMap<Long, long[]> sequences = new TreeMap<>();
    for (int i = 0; i < nodes; i++) {
      byte[] node = in.bytes(nodeBytes, nodeBytes);
      long[] bits = new long[words];
      for (int w = 0; w < words; w++) {
        bits[w] = LittleEndian.int64(node, (1 + w) * Long.BYTES);
      }
      sequences.put(LittleEndian.int64(node, 0), bits);
    }
    return sequences;
  }
}
