package io.myelin.jetstream.natsstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.archive.ConsumerPosition;
import io.myelin.jetstream.archive.HighwayHash64;
import io.myelin.jetstream.archive.MessageBlock;
import io.myelin.store.S2OutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Writes one stream of a store directory as nats-server does (section 21). */
public final class StoreWriter {
  /** What encrypted stores are encrypted with. */
  public static final String PASSPHRASE = "a passphrase";

  /** When everything in it was created. */
  public static final String CREATED = "2024-03-01T10:20:30.123456789Z";

  private final Path directory;
  private final String account;
  private final String stream;
  private final StoreLocker locker;
  private final byte[] seed;
  private final Map<Long, byte[]> blocks = new HashMap<>();

  /**
   * @param store the store directory
   */
  public StoreWriter(Path store, String account, String stream, StoreLocker locker) {
    this.directory = store.resolve("jetstream").resolve(account).resolve("streams").resolve(stream);
    this.account = account;
    this.stream = stream;
    this.locker = locker;
    this.seed = locker.newSeed();
  }

  /** Where the stream lies. */
  public Path directory() {
    return directory;
  }

  /**
   * Writes the configuration.
   *
   * @param more members behind the name, with a comma in front
   */
  public StoreWriter config(String more) {
    String json = "{\"Created\":\"" + CREATED + "\",\"name\":\"" + stream + "\"" + more + "}";
    meta(directory, stream, stream, seed, json);
    return this;
  }

  private void meta(Path where, String context, String hashKey, byte[] key, String json) {
    byte[] content = json.getBytes(UTF_8);
    if (locker != StoreLocker.NONE) {
      write(where.resolve("meta.key"), locker.keyFile(PASSPHRASE, account, context, key));
      content = locker.seal(key, content);
    }
    write(where.resolve("meta.inf"), content);
    write(where.resolve("meta.sum"), HighwayHash64.keyedBy(hashKey).hex(content).getBytes(UTF_8));
  }

  /** An empty block with that number. */
  public MessageBlock block(long number) {
    return new MessageBlock(stream, number);
  }

  /** Adds a message to a block. */
  public static void add(
      MessageBlock block, long sequence, long time, String subject, String header, String payload) {
    byte[] whole = (subject + header + payload).getBytes(UTF_8);
    int subjectLength = subject.getBytes(UTF_8).length;
    int headerLength = header.getBytes(UTF_8).length;
    block.add(
        sequence,
        time,
        whole,
        0,
        subjectLength,
        headerLength,
        whole.length - subjectLength - headerLength);
  }

  /** Writes a block as it is. */
  public StoreWriter plain(long number, MessageBlock block) {
    return file(number, block.bytes());
  }

  /** Writes a block compressed. */
  public StoreWriter compressed(long number, MessageBlock block) {
    byte[] plain = block.bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'c', 'm', 'p', 1});
    unsigned(out, plain.length);
    try (OutputStream s2 = new S2OutputStream(out, 1 << 16)) {
      s2.write(plain, 0, plain.length - 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.write(plain, plain.length - 8, 8);
    blocks.put(number, plain);
    return lockedFile(number, out.toByteArray());
  }

  private StoreWriter file(long number, byte[] content) {
    blocks.put(number, content);
    return lockedFile(number, content);
  }

  private StoreWriter lockedFile(long number, byte[] content) {
    Path file = blockFile(number);
    if (locker == StoreLocker.NONE) {
      write(file, content);
      return this;
    }
    byte[] own = locker.newSeed();
    byte[] keyFile = locker.keyFile(PASSPHRASE, account, stream + ':' + number, own);
    write(file.resolveSibling(number + ".key"), keyFile);
    write(file, locker.block(own, keyFile, content));
    return this;
  }

  /** The file of a block. */
  public Path blockFile(long number) {
    return directory.resolve("msgs").resolve(number + ".blk");
  }

  /** What an index says of one block. */
  public record Extent(long number, long first, long last, List<Long> deleted) {
    /** With the sequences between first and last that are gone. */
    public static Extent of(long number, long first, long last, long... deleted) {
      return new Extent(number, first, last, LongStream.of(deleted).boxed().toList());
    }
  }

  /** Writes an index of version 4 that was written behind the last record of the last block. */
  public StoreWriter index(long messages, long last, long lastTime, Extent... extents) {
    byte[] block = blocks.get(extents[extents.length - 1].number());
    byte[] hash = Arrays.copyOfRange(block, block.length - 8, block.length);
    return index(hash, messages, last, lastTime, extents);
  }

  /** Writes an index that names that hash of the last record. */
  public StoreWriter index(
      byte[] lastHash, long messages, long last, long lastTime, Extent... extents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {11, 4});
    unsigned(out, messages);
    unsigned(out, 1000);
    unsigned(out, extents[0].first());
    signed(out, 0);
    unsigned(out, last);
    signed(out, lastTime);
    unsigned(out, 0);
    unsigned(out, extents.length);
    for (Extent it : extents) {
      unsigned(out, it.number());
      unsigned(out, 1000);
      unsigned(out, it.first());
      signed(out, 0);
      unsigned(out, it.last());
      signed(out, 0);
      unsigned(out, it.deleted().size());
      unsigned(out, 0);
      unsigned(out, 0);
      if (!it.deleted().isEmpty()) {
        out.writeBytes(set(it.deleted()));
      }
    }
    unsigned(out, extents[extents.length - 1].number());
    out.writeBytes(lastHash);
    byte[] content = out.toByteArray();
    if (locker != StoreLocker.NONE) {
      content = locker.seal(seed, content);
    }
    long hash = HighwayHash64.keyedBy(stream).hash(content, 0, content.length);
    byte[] whole = Arrays.copyOf(content, content.length + 8);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(content.length, hash);
    write(directory.resolve("msgs").resolve("index.db"), whole);
    return this;
  }

  /** All of them within 2048 behind the first. */
  private static byte[] set(List<Long> sequences) {
    ByteBuffer out = ByteBuffer.allocate(2 + 8 + 33 * 8 + 2).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 22)
        .put((byte) 2)
        .putInt(1)
        .putInt(sequences.size())
        .putLong(sequences.getFirst());
    int words = out.position();
    for (long sequence : sequences) {
      int bit = (int) (sequence - sequences.getFirst());
      int at = words + bit / 64 * 8;
      out.putLong(at, out.getLong(at) | 1L << bit);
    }
    return out.array();
  }

  /**
   * Writes a consumer.
   *
   * @param more members behind the name, with a comma in front
   * @param position nothing for no file
   */
  public StoreWriter consumer(String name, String more, Optional<ConsumerPosition> position) {
    Path where = directory.resolve("obs").resolve(name);
    byte[] key = locker.newSeed();
    String json =
        "{\"Created\":\""
            + CREATED
            + "\",\"Name\":\""
            + name
            + "\",\"durable_name\":\""
            + name
            + "\",\"name\":\""
            + name
            + "\""
            + more
            + "}";
    meta(where, stream + '.' + name, stream + '/' + name, key, json);
    position.ifPresent(
        it -> {
          byte[] content = it.encode();
          write(
              where.resolve("o.dat"),
              locker == StoreLocker.NONE ? content : locker.seal(key, content));
        });
    return this;
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void unsigned(ByteArrayOutputStream out, long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) ((rest & 0x7f) | 0x80));
    }
    out.write((int) rest);
  }

  private static void signed(ByteArrayOutputStream out, long value) {
    unsigned(out, (value << 1) ^ (value >> 63));
  }
}
