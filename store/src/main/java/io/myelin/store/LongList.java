package io.myelin.store;

import java.util.Arrays;

/** A growing array of numbers, and how such a list looks in a record. */
final class LongList {
  private long[] values = new long[0];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long get(int index) {
    return values[index];
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(8, size * 2));
    }
    values[size++] = value;
  }

  void addTo(LongList other) {
    for (int i = 0; i < size; i++) {
      other.add(values[i]);
    }
  }

  void clear() {
    size = 0;
    if (values.length > 1 << 16) {
      values = new long[0];
    }
  }

  long[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** Differences of neighbours, small numbers in few bytes. */
  byte[] encode(int from, int to) {
    byte[] bytes = new byte[(to - from) * 10];
    int at = 0;
    long before = 0;
    for (int i = from; i < to; i++) {
      long difference = values[i] - before;
      long left = (difference << 1) ^ (difference >> 63);
      while ((left & ~0x7fL) != 0) {
        bytes[at++] = (byte) (left | 0x80);
        left >>>= 7;
      }
      bytes[at++] = (byte) left;
      before = values[i];
    }
    return Arrays.copyOf(bytes, at);
  }

  /** Adds what {@link #encode} wrote. */
  void decode(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = at; i < at + length; ) {
      long read = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes[i++];
        read |= (next & 0x7fL) << shift;
        shift += 7;
      } while (next < 0 && i < at + length);
      value += (read >>> 1) ^ -(read & 1);
      add(value);
    }
  }
}
