package io.myelin.jetstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of a batch that were checked already are going to change: those behind them are
 * checked against the stream as it was, and against this (STR-384). Lane only.
 */
final class StagedChanges {

  /** What the batch writes to one subject. */
  private static final class Written {
    private long messages;
    private boolean isSchedule;
  }

  private final List<StreamEntry> entries = new ArrayList<>();
  private final Set<String> msgIds = new HashSet<>();
  private final Map<String, Written> bySubject = new HashMap<>();
  private final Map<String, Counters.Total> totals = new HashMap<>();
  private final Map<String, Long> expected = new HashMap<>();
  private long bytes;

  /** Adds a message that passed. */
  void add(StreamEntry entry, String subject, boolean isSchedule, long size) {
    entries.add(entry);
    if (!entry.msgId().isEmpty()) {
      msgIds.add(entry.msgId());
    }
    Written written = bySubject.computeIfAbsent(subject, key -> new Written());
    written.messages++;
    written.isSchedule = isSchedule;
    bytes += size;
  }

  /** The messages so far, in order. */
  List<StreamEntry> entries() {
    return entries;
  }

  /** How many there are. */
  int size() {
    return entries.size();
  }

  /** What they count in the stream. */
  long bytes() {
    return bytes;
  }

  /** Whether the batch has this message id already. */
  boolean hasMsgId(String msgId) {
    return msgIds.contains(msgId);
  }

  /** How many messages the batch has on a subject. */
  long messagesOn(String subject) {
    Written written = bySubject.get(subject);
    return written == null ? 0 : written.messages;
  }

  /** Whether the batch's last message on the subject, of which there is one, is a schedule. */
  boolean isSchedule(String subject) {
    Written written = bySubject.get(subject);
    return written != null && written.isSchedule;
  }

  /** The sequence that was expected, and found, as the last one of a subject; null for none. */
  @Nullable Long expected(String subject) {
    return expected.get(subject);
  }

  /** An expectation was met. */
  void expect(String subject, long sequence) {
    expected.put(subject, sequence);
  }

  /** The counter of a subject within the batch, null where the batch did not count there. */
  Counters.@Nullable Total total(String subject) {
    return totals.get(subject);
  }

  /** The batch counted. */
  void total(String subject, Counters.Total total) {
    totals.put(subject, total);
  }
}
