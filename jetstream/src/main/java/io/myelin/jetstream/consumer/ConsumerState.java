package io.myelin.jetstream.consumer;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What survives a restart (CON-570), and the changes it can undergo. Each change is deterministic,
 * reads no clock and is the same whether it happens or is read back from a record.
 */
final class ConsumerState {
  /** More than are ever reserved at once: records of reservations may be missing. */
  private static final long SKIPPED_WHEN_DAMAGED = 1 << 20;

  private final Cursor cursor = new Cursor();
  private final PendingLedger ledger = new PendingLedger();
  private final ExhaustedMessages exhausted = new ExhaustedMessages();
  private final NavigableMap<Long, DeadLetter> deadLetters = new TreeMap<>();

  private long createdNanos;
  private long deliveredConsumer;
  private long deliveredStream;
  private long deliveredNanos;
  private long floorConsumer;
  private long floorStream;
  private long ackedNanos;
  private long nextConsumer = 1;
  private long reservedConsumer;

  Cursor cursor() {
    return cursor;
  }

  PendingLedger ledger() {
    return ledger;
  }

  ExhaustedMessages exhausted() {
    return exhausted;
  }

  /** Messages to be passed on as dead letters, by sequence. */
  NavigableMap<Long, DeadLetter> deadLetters() {
    return deadLetters;
  }

  long createdNanos() {
    return createdNanos;
  }

  /** The consumer sequence of the last delivery. */
  long deliveredConsumer() {
    return deliveredConsumer;
  }

  /** The highest stream sequence delivered. */
  long deliveredStream() {
    return deliveredStream;
  }

  /** When a message was delivered, or its receiver asked for more time, last; 0 for never. */
  long deliveredNanos() {
    return deliveredNanos;
  }

  void deliveredNanos(long nanos) {
    deliveredNanos = nanos;
  }

  long floorConsumer() {
    return floorConsumer;
  }

  long floorStream() {
    return floorStream;
  }

  /** When a message was settled, once more or not, last; 0 for never. */
  long ackedNanos() {
    return ackedNanos;
  }

  void ackedNanos(long nanos) {
    ackedNanos = nanos;
  }

  /** The consumer sequence of the next delivery. */
  long nextConsumer() {
    return nextConsumer;
  }

  /** Up to here consumer sequences may have been used (CON-571). */
  long reservedConsumer() {
    return reservedConsumer;
  }

  void reserve(long upTo) {
    reservedConsumer = Math.max(reservedConsumer, upTo);
  }

  /** The next delivery has exactly this consumer sequence. */
  void continueAt(long consumerSequence) {
    nextConsumer = consumerSequence;
  }

  /** After a crash: what may have been used is not used again. */
  void passReserved() {
    nextConsumer = Math.max(nextConsumer, reservedConsumer + 1);
  }

  /** A new consumer, its cursor being set. */
  void created(long nanos) {
    createdNanos = nanos;
    deliveredStream = cursor.lowestUndelivered() - 1;
    floorStream = deliveredStream;
  }

  /** Everything that a snapshot says of single numbers. */
  void restored(
      long created,
      long lastConsumer,
      long lastStream,
      long lastNanos,
      long settledConsumer,
      long settledStream,
      long settledNanos,
      long next,
      long reserved) {
    createdNanos = created;
    deliveredConsumer = lastConsumer;
    deliveredStream = lastStream;
    deliveredNanos = lastNanos;
    floorConsumer = settledConsumer;
    floorStream = settledStream;
    ackedNanos = settledNanos;
    nextConsumer = next;
    reservedConsumer = reserved;
  }

  /** A message was delivered for the first time and waits for its ack; its row. */
  long delivered(long sequence, long consumerSequence, long nanos) {
    deliveredTo(consumerSequence, sequence, nanos);
    cursor.done(sequence);
    return ledger.add(sequence, consumerSequence, nanos);
  }

  /** A message was delivered and is thereby settled (CON-263). */
  void deliveredForGood(long sequence, long consumerSequence, long nanos) {
    deliveredTo(consumerSequence, sequence, nanos);
    cursor.done(sequence);
    floorConsumer = consumerSequence;
    floorStream = sequence;
    cursor.forget(floorStream);
  }

  /** A pending message was delivered once more (CON-283). */
  void redelivered(long row, long consumerSequence, long nanos) {
    deliveredTo(consumerSequence, ledger.sequence(row), nanos);
    ledger.deliveries(row, ledger.deliveries(row) + 1);
    ledger.clockNanos(row, nanos);
    ledger.deadlineNanos(row, PendingLedger.NEVER, false);
  }

  private void deliveredTo(long consumerSequence, long sequence, long nanos) {
    deliveredConsumer = consumerSequence;
    deliveredStream = Math.max(deliveredStream, sequence);
    deliveredNanos = nanos;
    nextConsumer = consumerSequence + 1;
  }

  /** A message is settled; the floor follows (CON-260, CON-261). Whether it was waited for. */
  boolean settled(long sequence) {
    long row = ledger.find(sequence);
    if (row == PendingLedger.NONE) {
      return exhausted.remove(sequence);
    }
    removeRow(row);
    return true;
  }

  private void removeRow(long row) {
    boolean lowest = row == ledger.lowest();
    ledger.remove(row);
    if (ledger.isEmpty()) {
      floorToDelivered();
    } else if (lowest) {
      floorToLowest();
    }
    cursor.forget(floorStream);
  }

  private void floorToLowest() {
    floorConsumer = ledger.consumerSequence(ledger.lowest()) - 1;
    floorStream = ledger.sequence(ledger.lowest()) - 1;
  }

  private void floorToDelivered() {
    floorConsumer = deliveredConsumer;
    floorStream = Math.max(floorStream, deliveredStream);
  }

  /** Everything up to the pair is settled (CON-262). */
  void settledThrough(long sequence, long consumerSequence) {
    while (!ledger.isEmpty() && ledger.sequence(ledger.lowest()) <= sequence) {
      ledger.remove(ledger.lowest());
    }
    if (exhausted.atLeast() <= sequence) {
      exhausted.removeIf(other -> other <= sequence);
    }
    floorConsumer = consumerSequence;
    floorStream = sequence;
    cursor.forget(floorStream);
  }

  /** A pending message was delivered as often as allowed (CON-285). */
  void exhausted(long sequence) {
    long row = ledger.find(sequence);
    if (row != PendingLedger.NONE) {
      exhausted.add(sequence, ledger.deliveries(row));
      removeRow(row);
    }
  }

  /** Whether a purge of everything below the sequence has left something to change. */
  boolean concernedByPurge(long first) {
    return floorStream < first - 1 || exhausted.atLeast() < first;
  }

  /**
   * Everything that is wanted and lies below the sequence was purged (CON-520, CON-521).
   *
   * @param nanos when that was; 0 for unknown
   */
  void purgedBelow(long first, long nanos) {
    cursor.passTo(first);
    exhausted.removeIf(sequence -> sequence < first);
    int waited = ledger.size();
    while (!ledger.isEmpty() && ledger.sequence(ledger.lowest()) < first) {
      ledger.remove(ledger.lowest());
    }
    if (ledger.size() < waited && nanos > 0) {
      ackedNanos = nanos;
    }
    floorStream = Math.max(floorStream, first - 1);
    if (ledger.isEmpty()) {
      deliveredStream = Math.max(deliveredStream, first - 1);
      floorToDelivered();
    } else if (ledger.size() < waited) {
      floorToLowest();
    }
  }

  /** Forgets what is above the floor: all of that is delivered again (CON-838). */
  void backToFloor() {
    ledger.clear();
    exhausted.clear();
    cursor.goBackTo(floorStream + 1);
    deliveredStream = floorStream;
    reservedConsumer = Math.max(reservedConsumer, nextConsumer) + SKIPPED_WHEN_DAMAGED;
    deliveredConsumer = Math.max(deliveredConsumer, floorConsumer);
    floorConsumer = deliveredConsumer;
  }

  /** Begins anew at the sequence (CON-188). */
  void reset(long sequence) {
    ledger.clear();
    exhausted.clear();
    cursor.goBackTo(sequence);
    deliveredConsumer = 0;
    deliveredStream = sequence - 1;
    deliveredNanos = 0;
    floorConsumer = 0;
    floorStream = sequence - 1;
    ackedNanos = 0;
    nextConsumer = 1;
  }

  /** The stream lost what is above the sequence: it was never delivered then (CON-574). */
  void streamEndsAt(long last) {
    if (deliveredStream <= last || deliveredConsumer == 0) {
      return;
    }
    while (!ledger.isEmpty() && ledger.highestSequence() > last) {
      ledger.remove(ledger.find(ledger.highestSequence()));
    }
    exhausted.removeIf(sequence -> sequence > last);
    deadLetters.tailMap(last, false).clear();
    deliveredStream = last;
    floorStream = Math.min(floorStream, last);
    cursor.startAt(last + 1);
    if (ledger.isEmpty()) {
      floorConsumer = deliveredConsumer;
      floorStream = last;
    }
  }
}
