package io.myelin.jetstream.consumer;

import java.util.Arrays;

/**
 * The messages that were delivered and not settled, ascending by stream sequence: rows in a ring of
 * primitive columns, found by a guess and a search around it. First deliveries go up the stream, so
 * that a new row is always the last; a row taken from the middle leaves a hole, and holes are
 * squeezed out when the ring is full and half of it is holes. Every operation is logarithmic or
 * better, amortised.
 *
 * <p>A row number is valid until the next {@link #add}. Lane only.
 */
final class PendingLedger {
  /** No such row. */
  static final long NONE = -1;

  /** The deadline of a message that never expires or that is queued for redelivery. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int SMALLEST = 16;
  private static final int GUESSES = 2;
  private static final int NEARBY = 64;

  private long[] sequences = new long[SMALLEST];
  private long[] consumerSequences = new long[SMALLEST];
  private long[] clocks = new long[SMALLEST];
  private long[] deadlines = new long[SMALLEST];
  private long[] tickets = new long[SMALLEST];
  private int[] deliveries = new int[SMALLEST];
  private boolean[] delayed = new boolean[SMALLEST];
  private int mask = SMALLEST - 1;
  private long first;
  private long end;
  private int size;
  private int redelivered;
  private int queued;

  /** Messages pending. */
  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many of them were delivered more than once. */
  int redelivered() {
    return redelivered;
  }

  /** How many of them are queued for redelivery. */
  int queued() {
    return queued;
  }

  /** The row of the lowest sequence; the ledger is not empty. */
  long lowest() {
    assert size > 0 : "nothing is pending";
    return first;
  }

  /** The highest sequence pending, 0 for none. */
  long highestSequence() {
    return size == 0 ? 0 : sequences[slot(end - 1)];
  }

  /** The next row above, or {@link #NONE}. */
  long above(long row) {
    for (long next = row + 1; next < end; next++) {
      if (deliveries[slot(next)] > 0) {
        return next;
      }
    }
    return NONE;
  }

  /** The row of the sequence, or {@link #NONE}. */
  long find(long sequence) {
    long row = rowFrom(sequence);
    return row < end && sequences[slot(row)] == sequence && deliveries[slot(row)] > 0 ? row : NONE;
  }

  /**
   * The first row whose sequence is not lower. Mostly sequences are spread evenly over their rows:
   * two guesses, each with a look nearby, leave a few cache lines, where halving the ring would
   * touch as many as its logarithm. If they are not, halving goes on from what the guesses left.
   */
  private long rowFrom(long sequence) {
    if (first == end || sequence <= sequences[slot(first)]) {
      return first;
    }
    if (sequence > sequences[slot(end - 1)]) {
      return end;
    }
    long low = first; // Its sequence is lower, that of `high` is not.
    long high = end - 1;
    for (int guesses = 0; guesses < GUESSES && high - low > NEARBY; guesses++) {
      long nearby = Math.max(1, (high - low) / NEARBY);
      long guess = Math.min(high - 1, Math.max(low + 1, guessedRow(sequence, low, high)));
      if (sequences[slot(guess)] < sequence) {
        low = guess;
        guess = Math.min(high - 1, guess + nearby);
      } else {
        high = guess;
        guess = Math.max(low + 1, guess - nearby);
      }
      if (sequences[slot(guess)] < sequence) {
        low = Math.max(low, guess);
      } else {
        high = Math.min(high, guess);
      }
    }
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (sequences[slot(middle)] < sequence) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private long guessedRow(long sequence, long low, long high) {
    long lowest = sequences[slot(low)];
    double share = (double) (sequence - lowest) / (sequences[slot(high)] - lowest);
    return low + (long) (share * (high - low));
  }

  /**
   * Adds a message that was delivered for the first time.
   *
   * @param sequence above every sequence here
   */
  long add(long sequence, long consumerSequence, long clockNanos) {
    assert size == 0 || sequence > sequences[slot(end - 1)] : "delivered out of order: " + sequence;
    if (end - first > mask) {
      resize(size > mask / 2 ? 2 * (mask + 1) : mask + 1);
    }
    long row = end++;
    int slot = slot(row);
    sequences[slot] = sequence;
    consumerSequences[slot] = consumerSequence;
    clocks[slot] = clockNanos;
    deadlines[slot] = NEVER;
    tickets[slot] = 0;
    deliveries[slot] = 1;
    delayed[slot] = false;
    size++;
    return row;
  }

  private void resize(int capacity) {
    PendingLedger target = new PendingLedger();
    target.allocate(capacity);
    for (long row = first; row < end; row++) {
      int slot = slot(row);
      if (deliveries[slot] > 0) {
        int to = (int) target.end++;
        target.sequences[to] = sequences[slot];
        target.consumerSequences[to] = consumerSequences[slot];
        target.clocks[to] = clocks[slot];
        target.deadlines[to] = deadlines[slot];
        target.tickets[to] = tickets[slot];
        target.deliveries[to] = deliveries[slot];
        target.delayed[to] = delayed[slot];
      }
    }
    sequences = target.sequences;
    consumerSequences = target.consumerSequences;
    clocks = target.clocks;
    deadlines = target.deadlines;
    tickets = target.tickets;
    deliveries = target.deliveries;
    delayed = target.delayed;
    mask = target.mask;
    first = 0;
    end = target.end;
  }

  private void allocate(int capacity) {
    sequences = new long[capacity];
    consumerSequences = new long[capacity];
    clocks = new long[capacity];
    deadlines = new long[capacity];
    tickets = new long[capacity];
    deliveries = new int[capacity];
    delayed = new boolean[capacity];
    mask = capacity - 1;
  }

  /** Removes a row. */
  void remove(long row) {
    int slot = slot(row);
    assert deliveries[slot] > 0 : "removed twice: " + sequences[slot];
    if (deliveries[slot] > 1) {
      redelivered--;
    }
    if (tickets[slot] != 0) {
      queued--;
    }
    deliveries[slot] = 0;
    size--;
    while (first < end && deliveries[slot(first)] == 0) {
      first++;
    }
    while (end > first && deliveries[slot(end - 1)] == 0) {
      end--;
    }
  }

  /** Forgets everything. */
  void clear() {
    if (mask >= 1024) {
      allocate(SMALLEST);
    } else {
      Arrays.fill(deliveries, 0);
    }
    first = 0;
    end = 0;
    size = 0;
    redelivered = 0;
    queued = 0;
  }

  long sequence(long row) {
    return sequences[slot(row)];
  }

  /** The consumer sequence of the first delivery (CON-219). */
  long consumerSequence(long row) {
    return consumerSequences[slot(row)];
  }

  /** When it was last delivered or reported in progress. */
  long clockNanos(long row) {
    return clocks[slot(row)];
  }

  void clockNanos(long row, long nanos) {
    clocks[slot(row)] = nanos;
  }

  /** When it is due for redelivery, {@link #NEVER} while it is queued. */
  long deadlineNanos(long row) {
    return deadlines[slot(row)];
  }

  /**
   * Sets when it is due.
   *
   * @param byDelay whether the receiver asked for exactly this time (CON-266)
   */
  void deadlineNanos(long row, long nanos, boolean byDelay) {
    deadlines[slot(row)] = nanos;
    delayed[slot(row)] = byDelay;
  }

  /** Whether the deadline was asked for by the receiver. */
  boolean delayed(long row) {
    return delayed[slot(row)];
  }

  /** Its place in the redelivery queue, 0 for none. */
  long ticket(long row) {
    return tickets[slot(row)];
  }

  void ticket(long row, long ticket) {
    int slot = slot(row);
    queued += (ticket == 0 ? 0 : 1) - (tickets[slot] == 0 ? 0 : 1);
    tickets[slot] = ticket;
  }

  /** How often it was delivered, from 1. */
  int deliveries(long row) {
    return deliveries[slot(row)];
  }

  void deliveries(long row, int count) {
    int slot = slot(row);
    redelivered += (count > 1 ? 1 : 0) - (deliveries[slot] > 1 ? 1 : 0);
    deliveries[slot] = count;
  }

  private int slot(long row) {
    return (int) row & mask;
  }
}
