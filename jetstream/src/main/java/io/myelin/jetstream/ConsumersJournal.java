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
 * front. Records of a consumer that cannot be run are kept as they are. It also holds what else the
 * stream has to keep beside its messages: positions of sources, and ids of messages that are gone.
 * Lane only.
 */
final class ConsumersJournal {
  private static final System.Logger LOG = System.getLogger(ConsumersJournal.class.getName());
  private static final long SUMMARISE_BYTES = 8L << 20;

  /** Stands where a consumer's name does; no consumer can have it. */
  private static final String GAP = ".";

  /** Stands where a consumer's name does in front of message ids; no consumer can have it. */
  private static final String MESSAGE_IDS = ">";

  private final Journal journal;
  private final String title;
  private final Map<String, List<byte[]>> offline = new HashMap<>();
  private Map<String, List<byte[]>> replayed = Map.of();
  private byte[] sourcePositions = HeaderBlock.NONE;
  private List<DedupeWindow.Remembered> messageIds = new ArrayList<>();
  private boolean hasGap;
  private long summaryBytes;

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

  /** Appends ids of messages that are not there (STR-B09). */
  void messageIds(List<DedupeWindow.Remembered> ids) {
    MessageIdRecords.write(ids).forEach(record -> append(MESSAGE_IDS, record));
  }

  /** The ids of messages that are not there as replayed; the next call gives none. */
  List<DedupeWindow.Remembered> takeMessageIds() {
    List<DedupeWindow.Remembered> taken = messageIds;
    messageIds = new ArrayList<>();
    return taken;
  }

  /** Whether so much was appended, more than the last summary had, that another is due. */
  boolean wantsSummary() {
    return journal.appendedBytes() > Math.max(SUMMARISE_BYTES, summaryBytes);
  }

  /**
   * Replaces all records by these; those of consumers that cannot be run are kept.
   *
   * @param ids of messages that are not there
   */
  void summarise(Map<String, List<byte[]>> records, List<DedupeWindow.Remembered> ids) {
    List<byte[]> all = new ArrayList<>();
    MessageIdRecords.write(ids).forEach(record -> all.add(named(MESSAGE_IDS, record)));
    if (sourcePositions.length > 0) {
      all.add(named("", sourcePositions));
    }
    offline.values().forEach(all::addAll);
    records.forEach((consumer, own) -> own.forEach(record -> all.add(named(consumer, record))));
    summaryBytes = all.stream().mapToLong(record -> record.length).sum();
    journal.replace(all);
  }

  /** What the records make of each consumer that there is; those that are damaged are left out. */
  Map<String, ConsumerRecovery> replay() throws IOException {
    offline.clear();
    sourcePositions = HeaderBlock.NONE;
    messageIds = new ArrayList<>();
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
          if (consumer.equals(MESSAGE_IDS)) {
            readMessageIds(whole, 1 + length);
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

  private void readMessageIds(byte[] record, int at) {
    try {
      messageIds.addAll(MessageIdRecords.read(record, at));
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Stream " + title + " forgets ids of messages that were removed: " + e.getMessage());
    }
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
