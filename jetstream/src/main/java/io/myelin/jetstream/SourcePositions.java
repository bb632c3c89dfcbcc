package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.archive.SourcesFile;
import io.myelin.jetstream.model.StreamSource;
import io.myelin.jetstream.model.StreamSourceHeader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far each source of a stream has been copied: the last sequence of its origin that was dealt
 * with. Kept in records, and found in the header of every stored message (STR-475, STR-476). Not
 * thread-safe.
 */
final class SourcePositions {
  private final Map<String, Long> byKey = new HashMap<>();
  private long stamp;

  /** What tells a source from the others of its stream. */
  static String key(StreamSource source) {
    return key(StreamSourceHeader.of(source, 0, "", ""));
  }

  private static String key(StreamSourceHeader header) {
    return header.stream()
        + ' '
        + String.join("\f", header.filters())
        + ' '
        + String.join("\f", header.destinations());
  }

  /** The last sequence of that source, 0 for none; -1 where nothing is known. */
  long of(StreamSource source) {
    Long known = byKey.get(key(source));
    return known == null ? byKey.getOrDefault(source.name(), -1L) : known;
  }

  /** Everything up to this sequence of the origin was dealt with. */
  void reached(StreamSource source, long sequence) {
    byKey.put(key(source), sequence);
  }

  /** Positions that nats-server stored. */
  static SourcePositions of(SourcesFile file) {
    SourcePositions positions = new SourcePositions();
    positions.byKey.putAll(file.sequences());
    positions.stamp = file.stamp();
    return positions;
  }

  /**
   * Takes over what the header of a stored message tells.
   *
   * @return the key of its source, empty if it tells none
   */
  Set<String> stored(String headerValue) {
    Optional<StreamSourceHeader> header = StreamSourceHeader.parse(headerValue);
    if (header.isEmpty()) {
      return Set.of();
    }
    StreamSourceHeader told = header.get();
    String key = told.filters().isEmpty() ? told.streamName() : key(told);
    byKey.merge(key, told.seq(), Math::max);
    return Set.of(key);
  }

  /** The stream's sequence up to which stored headers have been taken into account. */
  long stamp() {
    return stamp;
  }

  /** Stored headers up to this sequence of the stream have been taken into account. */
  void stamp(long sequence) {
    stamp = sequence;
  }

  /** A record of all positions. */
  byte[] encode() {
    int bytes = Long.BYTES + Integer.BYTES;
    for (String key : byKey.keySet()) {
      bytes += Integer.BYTES + key.getBytes(UTF_8).length + Long.BYTES;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes);
    out.putLong(stamp).putInt(byKey.size());
    byKey.forEach(
        (key, sequence) -> {
          byte[] text = key.getBytes(UTF_8);
          out.putInt(text.length).put(text).putLong(sequence);
        });
    return out.array();
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException when it is none
   */
  static SourcePositions decode(byte[] record) {
    SourcePositions positions = new SourcePositions();
    ByteBuffer in = ByteBuffer.wrap(record);
    try {
      positions.stamp = in.getLong();
      int count = in.getInt();
      for (int i = 0; i < count; i++) {
        byte[] text = new byte[in.getInt()];
        in.get(text);
        positions.byKey.put(new String(text, UTF_8), in.getLong());
      }
    } catch (java.nio.BufferUnderflowException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("a record of source positions is cut short", e);
    }
    return positions;
  }
}
