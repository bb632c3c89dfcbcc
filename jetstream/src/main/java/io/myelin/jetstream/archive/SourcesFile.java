package io.myelin.jetstream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far each source of a stream has been copied, as {@code sources.db} holds it (STR-623).
 *
 * @param stamp the stream's last sequence when it was written
 * @param sequences the last sequence of each source; named by origin, filters and destinations
 */
public record SourcesFile(long stamp, Map<String, Long> sequences) {
  private static final int VERSION = 1;
  private static final int LONGEST_NAME = 1 << 16;

  /** Copies the map. */
  public SourcesFile {
    sequences = Map.copyOf(sequences);
  }

  /**
   * Reads the content of the file.
   *
   * @return nothing when it is damaged or of an unknown version: stored headers then tell
   */
  public static Optional<SourcesFile> read(byte[] content) {
    VarintReader in = new VarintReader(content);
    try {
      if (in.octet() != VERSION) {
        return Optional.empty();
      }
      long count = LittleEndian.int64(in.bytes(Long.BYTES, Long.BYTES), 0);
      long stamp = LittleEndian.int64(in.bytes(Long.BYTES, Long.BYTES), 0);
      Map<String, Long> sequences = new TreeMap<>();
      for (long i = 0; i < count; i++) {
        String name = new String(in.bytes(in.unsigned(), LONGEST_NAME), UTF_8);
        sequences.put(name, in.unsigned());
        in.bytes(in.unsigned(), LONGEST_NAME); // which incarnation of the origin
      }
      return Optional.of(new SourcesFile(stamp, sequences));
    } catch (EOFException | ArchiveFormatException damaged) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory", impossible);
    }
  }
}
