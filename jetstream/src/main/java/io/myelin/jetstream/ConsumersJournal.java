package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.consumer.ConsumerRecovery;
import io.myelin.store.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The journal that all consumers of a stream share: each record has the name of its consumer in
 * front. Records of a consumer that cannot be run are kept as they are. Lane only.
 */
final class ConsumersJournal {
  private static final System.Logger LOG = System.getLogger(ConsumersJournal.class.getName());
  private static final long SUMMARISE_BYTES = 8L << 20;

  /** Stands where a consumer's name does; no consumer can have it. */
  private static final String GAP = ".";

  private final Journal journal;
  private final String title;
  private final Map<String, List<byte[]>> offline = new HashMap<>();
  private Map<String, List<byte[]>> replayed = Map.of();
  private byte[] sourcePositions = HeaderBlock.NONE;
  private boolean hasGap;

  /**
   * @param title the stream, for logs
   */
  ConsumersJournal(Journal journal, String title) {
    this.journal = journal;
    this.title = title;
  }

  /** Appends a record of a consumer. */
  void append(String consumer, byte[] record) {
    journal.append(named(consumer, record));
  }

  /** The positions of the stream's sources as kept last, empty for none. */
  byte[] sourcePositions() {
    return sourcePositions;
  }

  /** Keeps the positions of the stream's sources, in a record that names no consumer. */
  void sourcePositions(byte[] positions) {
    sourcePositions = positions;
    append("", positions);
  }

  /** Whether so much was appended that a summary is due. */
  boolean wantsSummary() {
    return journal.appendedBytes() > SUMMARISE_BYTES;
  }

  /** Replaces all records by these; those of consumers that cannot be run are kept. */
  void summarise(Map<String, List<byte[]>> records) {
    List<byte[]> all = new ArrayList<>();
    if (sourcePositions.length > 0) {
      all.add(named("", sourcePositions));
    }
    offline.values().forEach(all::addAll);
    records.forEach((consumer, own) -> own.forEach(record -> all.add(named(consumer, record))));
    journal.replace(all);
  }

  /** What the records make of each consumer that there is; those that are damaged are left out. */
  Map<String, ConsumerRecovery> replay() throws IOException {
    offline.clear();
    sourcePositions = HeaderBlock.NONE;
    hasGap = false;
    Map<String, ConsumerRecovery> found = new HashMap<>();
    Map<String, List<byte[]>> raw = new HashMap<>();
    Set<String> damaged = new HashSet<>();
    journal.replay(
        whole -> {
          int length = Byte.toUnsignedInt(whole[0]);
          String consumer = new String(whole, 1, length, UTF_8);
          if (consumer.equals(GAP)) {
            hasGap = true;
            found.values().forEach(ConsumerRecovery::gap);
            return;
          }
          if (length == 0) {
            sourcePositions = Arrays.copyOfRange(whole, 1, whole.length);
            return;
          }
          raw.computeIfAbsent(consumer, key -> new ArrayList<>()).add(whole);
          try {
            found
                .computeIfAbsent(consumer, key -> begun())
                .record(Arrays.copyOfRange(whole, 1 + length, whole.length));
          } catch (IllegalArgumentException e) {
            if (damaged.add(consumer)) {
              LOG.log(
                  System.Logger.Level.ERROR,
                  "Consumer " + title + " > " + consumer + " is kept but not run: " + e);
            }
          }
        });
    for (String consumer : damaged) {
      found.remove(consumer);
    }
    found.values().removeIf(recovery -> !recovery.exists());
    damaged.forEach(consumer -> offline.put(consumer, raw.getOrDefault(consumer, List.of())));
    replayed = raw;
    return found;
  }

  /** What is first heard of behind a gap may have been there before. */
  private ConsumerRecovery begun() {
    ConsumerRecovery recovery = new ConsumerRecovery();
    if (hasGap) {
      recovery.gap();
    }
    return recovery;
  }

  /** Whether records were missing when it was replayed. */
  boolean hasGap() {
    return hasGap;
  }

  /** A record that says that records are missing where it is. */
  static byte[] gap() {
    return named(GAP, HeaderBlock.NONE);
  }

  /** A consumer that was replayed cannot be run: its records are kept as they are. */
  void keep(String consumer) {
    offline.put(consumer, replayed.getOrDefault(consumer, List.of()));
  }

  /** Every consumer that was replayed is run, or kept. */
  void replayEnded() {
    replayed = Map.of();
  }

  /** A record of a consumer as the journal holds it. */
  static byte[] named(String consumer, byte[] record) {
    byte[] name = consumer.getBytes(UTF_8);
    byte[] whole = new byte[1 + name.length + record.length];
    whole[0] = (byte) name.length;
    System.arraycopy(name, 0, whole, 1, name.length);
    System.arraycopy(record, 0, whole, 1 + name.length, record.length);
    return whole;
  }
}
