package io.myelin.jetstream.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a consumer is, as archives hold it (STR-624).
 *
 * @param pending messages delivered but not settled, by sequence
 * @param redelivered further deliveries of pending messages, by sequence
 */
public record ConsumerPosition(
    long deliveredConsumer,
    long deliveredStream,
    long floorConsumer,
    long floorStream,
    SortedMap<Long, Pending> pending,
    SortedMap<Long, Long> redelivered) {
  private static final int MAGIC = 22;
  private static final int VERSION = 2;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** A message that was delivered with that consumer sequence. */
  public record Pending(long consumerSequence, long timeNanos) {}

  /** The content of {@code o.dat}. */
  public byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(MAGIC);
    out.write(VERSION);
    unsigned(out, floorConsumer);
    unsigned(out, floorStream);
    unsigned(out, deliveredConsumer);
    unsigned(out, deliveredStream);
    unsigned(out, pending.size());
    if (!pending.isEmpty()) {
      long base = 0;
      for (Pending it : pending.values()) {
        base = Math.max(base, it.timeNanos() / NANOS_PER_SECOND);
      }
      signed(out, base);
      for (Map.Entry<Long, Pending> it : pending.entrySet()) {
        unsigned(out, it.getKey() - floorStream);
        unsigned(out, it.getValue().consumerSequence() - floorConsumer);
        signed(out, base - it.getValue().timeNanos() / NANOS_PER_SECOND);
      }
    }
    unsigned(out, redelivered.size());
    redelivered.forEach(
        (sequence, count) -> {
          unsigned(out, sequence - floorStream);
          unsigned(out, count);
        });
    return out.toByteArray();
  }

  private static void unsigned(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static void signed(ByteArrayOutputStream out, long value) {
    unsigned(out, (value << 1) ^ (value >> 63));
  }

  /** Reads {@code o.dat}. */
  public static ConsumerPosition decode(byte[] bytes) throws IOException {
    VarintReader in = new VarintReader(bytes);
    int magic = in.octet();
    int version = in.octet();
    if (magic != MAGIC || version < 1 || version > VERSION) {
      throw new ArchiveFormatException("a consumer's state of unknown version " + version);
    }
    long floorConsumer = in.unsigned();
    long floorStream = in.unsigned();
    long deliveredConsumer = in.unsigned();
    long deliveredStream = in.unsigned();
    boolean old = version == 1;
    if (old && floorConsumer > 1) {
      deliveredConsumer += floorConsumer - 1;
    }
    if (old && floorStream > 1) {
      deliveredStream += floorStream - 1;
    }
    SortedMap<Long, Pending> pending = new TreeMap<>();
    long count = in.unsigned();
    long base = count > 0 ? in.signed() : 0;
    for (long i = 0; i < count; i++) {
      long sequence = in.unsigned() + floorStream;
      long consumerSequence = old ? 0 : in.unsigned() + floorConsumer;
      long offset = in.signed();
      long seconds = old ? base + offset : base - offset;
      pending.put(sequence, new Pending(consumerSequence, seconds * NANOS_PER_SECOND));
    }
    SortedMap<Long, Long> redelivered = new TreeMap<>();
    long again = in.unsigned();
    for (long i = 0; i < again; i++) {
      long sequence = in.unsigned() + floorStream;
      redelivered.put(sequence, in.unsigned());
    }
    return new ConsumerPosition(
        deliveredConsumer, deliveredStream, floorConsumer, floorStream, pending, redelivered);
  }
}
