package io.myelin.jetstream.consumer;

import java.util.Arrays;

/**
 * Where a consumer is in its stream: the sequences listed at its start that are still to come
 * (CON-185), and behind them everything from {@link #next()} on.
 */
final class Cursor {
  private static final long[] NOTHING = new long[0];

  private long next = 1;
  private long[] listed = NOTHING;
  private int listedAt;

  /** Starts at a sequence. */
  void startAt(long sequence) {
    next = sequence;
    listed = NOTHING;
    listedAt = 0;
  }

  /**
   * Starts with a list.
   *
   * @param sequences ascending, all below {@code then}; kept
   */
  void startWith(long[] sequences, long then) {
    listed = sequences;
    listedAt = 0;
    next = then;
  }

  /** Adds to the end of the list, when it is read back. */
  void addListed(long[] sequences) {
    long[] all = Arrays.copyOfRange(listed, listedAt, listed.length + sequences.length);
    System.arraycopy(sequences, 0, all, all.length - sequences.length, sequences.length);
    listed = all;
    listedAt = 0;
  }

  /** The first sequence behind the list that was not looked at. */
  long next() {
    return next;
  }

  /** Passes over what is behind the list and below the sequence. */
  void passTo(long sequence) {
    next = Math.max(next, sequence);
  }

  /** Whether the list is not yet done. */
  boolean inList() {
    return listedAt < listed.length;
  }

  /** The first of the list. */
  long firstListed() {
    return listed[listedAt];
  }

  int listedRemaining() {
    return listed.length - listedAt;
  }

  /** A copy of what is left of the list. */
  long[] listedSequences() {
    return Arrays.copyOfRange(listed, listedAt, listed.length);
  }

  /** Whether the sequence is still to come from the list. */
  boolean lists(long sequence) {
    return inList() && Arrays.binarySearch(listed, listedAt, listed.length, sequence) >= 0;
  }

  /** The lowest sequence that was not delivered; those below were, or are not wanted. */
  long lowestUndelivered() {
    return inList() ? firstListed() : next;
  }

  /** Whether the sequence is still to come, if it exists and matches (CON-526). */
  boolean awaits(long sequence) {
    return sequence >= next || lists(sequence);
  }

  /** The sequence was delivered or passed over: it and all before are done. */
  void done(long sequence) {
    if (inList() && sequence < next) {
      while (inList() && firstListed() <= sequence) {
        listedAt++;
      }
      if (!inList()) {
        listed = NOTHING;
        listedAt = 0;
      }
    } else {
      next = Math.max(next, sequence + 1);
    }
  }
}
