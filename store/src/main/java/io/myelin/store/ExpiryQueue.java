package io.myelin.store;

import java.util.Arrays;

/**
 * Messages with a time to live of their own, the next to expire first: a binary heap of pairs. Does
 * not know which messages are still there; its owner drops those that are not.
 */
final class ExpiryQueue {
  private long[] times = new long[0];
  private long[] sequences = new long[0];
  private int size;

  int size() {
    return size;
  }

  /** When the first expires; {@code Long.MAX_VALUE} for none. */
  long firstTimeNanos() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** The sequence of the first, 0 for none. */
  long firstSequence() {
    return size == 0 ? 0 : sequences[0];
  }

  void add(long timeNanos, long sequence) {
    if (size == times.length) {
      int larger = Math.max(16, size + (size >> 1));
      times = Arrays.copyOf(times, larger);
      sequences = Arrays.copyOf(sequences, larger);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (times[parent] <= timeNanos) {
        break;
      }
      times[hole] = times[parent];
      sequences[hole] = sequences[parent];
      hole = parent;
    }
    times[hole] = timeNanos;
    sequences[hole] = sequence;
  }

  void removeFirst() {
    size--;
    long time = times[size];
    long sequence = sequences[size];
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && times[child + 1] < times[child]) {
        child++;
      }
      if (times[child] >= time) {
        break;
      }
      times[hole] = times[child];
      sequences[hole] = sequences[child];
      hole = child;
    }
    if (size > 0) {
      times[hole] = time;
      sequences[hole] = sequence;
    }
  }

  void clear() {
    times = new long[0];
    sequences = new long[0];
    size = 0;
  }
}
