package io.myelin.jetstream.consumer;

import java.util.Arrays;

/**
 * Sequences by deadline: a binary heap in two arrays. Entries are not removed when they lose their
 * meaning; whoever takes them out checks them, and rebuilds the heap when it is mostly stale. Equal
 * deadlines come out by ascending sequence.
 */
final class DeadlineHeap {
  private long[] deadlines = new long[16];
  private long[] sequences = new long[16];
  private int size;

  int size() {
    return size;
  }

  /** The earliest deadline, {@code Long.MAX_VALUE} for none. */
  long deadlineNanos() {
    return size == 0 ? Long.MAX_VALUE : deadlines[0];
  }

  /** The sequence of the earliest deadline; the heap is not empty. */
  long sequence() {
    return sequences[0];
  }

  void add(long deadlineNanos, long sequence) {
    if (size == deadlines.length) {
      deadlines = Arrays.copyOf(deadlines, 2 * size);
      sequences = Arrays.copyOf(sequences, 2 * size);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!before(deadlineNanos, sequence, parent)) {
        break;
      }
      deadlines[at] = deadlines[parent];
      sequences[at] = sequences[parent];
      at = parent;
    }
    deadlines[at] = deadlineNanos;
    sequences[at] = sequence;
  }

  /** Takes out the earliest. */
  void remove() {
    size--;
    if (size == 0) {
      return;
    }
    long deadline = deadlines[size];
    long sequence = sequences[size];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(deadlines[child + 1], sequences[child + 1], child)) {
        child++;
      }
      if (before(deadline, sequence, child)) {
        break;
      }
      deadlines[at] = deadlines[child];
      sequences[at] = sequences[child];
      at = child;
    }
    deadlines[at] = deadline;
    sequences[at] = sequence;
  }

  void clear() {
    size = 0;
    if (deadlines.length > 4096) {
      deadlines = new long[16];
      sequences = new long[16];
    }
  }

  private boolean before(long deadline, long sequence, int other) {
    return deadline < deadlines[other]
        || (deadline == deadlines[other] && sequence < sequences[other]);
  }
}
