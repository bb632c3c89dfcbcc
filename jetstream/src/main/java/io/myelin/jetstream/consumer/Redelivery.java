package io.myelin.jetstream.consumer;

import java.util.Arrays;

/**
 * When pending messages are due again, and in which order (CON-280 to CON-283): a heap of deadlines
 * and a queue. What expires together is queued in stream order; what is refused goes to the tail.
 */
final class Redelivery {
  /** So that a burst expires together (CON-622). */
  static final long SLACK_NANOS = 1_000_000;

  private static final int STALE_ALLOWED = 1024;

  private final PendingLedger ledger;
  private final DeadlineHeap heap = new DeadlineHeap();
  private long[] queue = new long[16];
  private long[] expired = new long[64];

  /** Tickets count from 1; the one at the head and the one behind the tail. */
  private long headTicket = 1;

  private long nextTicket = 1;

  Redelivery(PendingLedger ledger) {
    this.ledger = ledger;
  }

  /** Sees what expired. */
  interface ExpiryListener {
    /**
     * A message is due again; called in stream order.
     *
     * @return whether it is to be queued
     */
    boolean expired(long row);
  }

  /** When {@link #expire} has something to do, {@code Long.MAX_VALUE} for never. */
  long deadlineNanos() {
    dropStale();
    long earliest = heap.deadlineNanos();
    return earliest == Long.MAX_VALUE ? earliest : earliest + SLACK_NANOS;
  }

  private void dropStale() {
    while (heap.size() > 0 && rowOfEarliest() == PendingLedger.NONE) {
      heap.remove();
    }
  }

  private long rowOfEarliest() {
    long row = ledger.find(heap.sequence());
    return row != PendingLedger.NONE && ledger.deadlineNanos(row) == heap.deadlineNanos()
        ? row
        : PendingLedger.NONE;
  }

  /** The message waits until then; it leaves the queue. */
  void schedule(long row, long deadlineNanos, boolean byDelay) {
    ledger.ticket(row, 0);
    ledger.deadlineNanos(row, deadlineNanos, byDelay);
    if (deadlineNanos != PendingLedger.NEVER) {
      heap.add(deadlineNanos, ledger.sequence(row));
      if (heap.size() > 2 * ledger.size() + STALE_ALLOWED) {
        rebuild();
      }
    }
  }

  private void rebuild() {
    heap.clear();
    for (long row = ledger.isEmpty() ? PendingLedger.NONE : ledger.lowest();
        row != PendingLedger.NONE;
        row = ledger.above(row)) {
      if (ledger.deadlineNanos(row) != PendingLedger.NEVER) {
        heap.add(ledger.deadlineNanos(row), ledger.sequence(row));
      }
    }
  }

  /** The message goes to the tail of the queue, if it is not queued already. */
  void enqueue(long row) {
    if (ledger.ticket(row) != 0) {
      return;
    }
    if (nextTicket - headTicket == queue.length) {
      makeRoom();
    }
    queue[(int) nextTicket & (queue.length - 1)] = ledger.sequence(row);
    ledger.deadlineNanos(row, PendingLedger.NEVER, false);
    ledger.ticket(row, nextTicket++);
  }

  /**
   * Makes room: gives those still queued new tickets in their order, in a larger ring if need be.
   */
  private void makeRoom() {
    long[] from = queue;
    long[] to =
        2 * ledger.queued() < from.length ? new long[from.length] : new long[2 * from.length];
    long base = nextTicket;
    for (long ticket = headTicket; ticket < base; ticket++) {
      long sequence = from[(int) ticket & (from.length - 1)];
      long row = ledger.find(sequence);
      if (row != PendingLedger.NONE && ledger.ticket(row) == ticket) {
        to[(int) nextTicket & (to.length - 1)] = sequence;
        ledger.ticket(row, nextTicket++);
      }
    }
    headTicket = base;
    queue = to;
  }

  /** The row of the message to be delivered again first, or {@link PendingLedger#NONE}. */
  long head() {
    while (headTicket < nextTicket) {
      long row = ledger.find(queue[(int) headTicket & (queue.length - 1)]);
      if (row != PendingLedger.NONE && ledger.ticket(row) == headTicket) {
        return row;
      }
      headTicket++;
    }
    return PendingLedger.NONE;
  }

  /**
   * Queues what is due.
   *
   * @param limit how many at most
   * @return whether more may be due
   */
  boolean expire(long nowNanos, int limit, ExpiryListener listener) {
    int count = 0;
    while (heap.size() > 0 && heap.deadlineNanos() <= nowNanos && count < limit) {
      long row = rowOfEarliest();
      long sequence = heap.sequence();
      heap.remove();
      if (row != PendingLedger.NONE) {
        if (count == expired.length) {
          expired = Arrays.copyOf(expired, 2 * count);
        }
        expired[count++] = sequence;
        ledger.deadlineNanos(row, PendingLedger.NEVER, false);
      }
    }
    Arrays.sort(expired, 0, count);
    for (int i = 0; i < count; i++) {
      long row = ledger.find(expired[i]);
      if (row != PendingLedger.NONE && listener.expired(row)) {
        enqueue(row);
      }
    }
    return heap.deadlineNanos() <= nowNanos;
  }

  /** Forgets everything; the ledger was emptied or is about to be scheduled anew. */
  void clear() {
    heap.clear();
    headTicket = nextTicket;
    if (queue.length > 1024) {
      queue = new long[16];
    }
  }
}
