package io.myelin.jetstream.consumer;

import java.util.Arrays;

/**
 * Where a consumer is in its stream: the sequences listed at its start that are still to come
 * (CON-185), and behind them everything from {@link #next()} on. What was delivered from the list
 * is remembered as long as it may be gone back to (CON-188).
 */
final class Cursor {
  private static final long[] NOTHING = new long[0];

  private long next = 1;
  private long[] listed = NOTHING;
  private int listedAt;

  /** Where the stream goes on behind the list. */
  private long behindList;

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
    behindList = then;
  }

  /** What was delivered from the list, and where the stream goes on behind it; read back. */
  void deliveredFromList(long[] sequences, long then) {
    listed = sequences;
    listedAt = sequences.length;
    behindList = then;
  }

  /** Begins again at the sequence: with what the list has from there on, if it has any. */
  void goBackTo(long sequence) {
    if (listed.length == 0 || sequence >= behindList) {
      startAt(sequence);
      return;
    }
    int found = Arrays.binarySearch(listed, sequence);
    listedAt = found < 0 ? -found - 1 : found;
    next = behindList;
  }

  /** Nobody goes back to this sequence or below any more. */
  void forget(long settled) {
    if (listed.length > 0 && !inList() && listed[listed.length - 1] <= settled) {
      listed = NOTHING;
      listedAt = 0;
    }
  }

  /** A copy of what was delivered from the list and lies above the sequence. */
  long[] deliveredFromList(long above) {
    int from = 0;
    while (from < listedAt && listed[from] <= above) {
      from++;
    }
    return Arrays.copyOfRange(listed, from, listedAt);
  }

  /** Where the stream goes on behind the list. */
  long behindList() {
    return behindList;
  }

  /** Adds to the end of the list, when it is read back. */
  void addListed(long[] sequences) {
    long[] all = Arrays.copyOf(listed, listed.length + sequences.length);
    System.arraycopy(sequences, 0, all, listed.length, sequences.length);
    if (listed.length == 0) {
      behindList = next;
    }
    listed = all;
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
    } else {
      next = Math.max(next, sequence + 1);
    }
  }
}
