package io.myelin.jetstream.consumer;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Messages that were delivered as often as allowed and never settled (CON-287), with the number of
 * their deliveries: a hash table of primitives with linear probing.
 */
final class ExhaustedMessages {
  private long[] keys = new long[16];
  private int[] deliveries = new int[16];
  private int size;
  private long atLeast = Long.MAX_VALUE;

  int size() {
    return size;
  }

  /** None of them is lower than this; {@code Long.MAX_VALUE} while there are none. */
  long atLeast() {
    return size == 0 ? Long.MAX_VALUE : atLeast;
  }

  boolean contains(long sequence) {
    return size > 0 && keys[find(sequence)] == sequence;
  }

  void add(long sequence, int count) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int at = find(sequence);
    if (keys[at] == 0) {
      keys[at] = sequence;
      atLeast = size == 0 ? sequence : Math.min(atLeast, sequence);
      size++;
    }
    deliveries[at] = count;
  }

  /** Removes it; whether it was here. */
  boolean remove(long sequence) {
    if (!contains(sequence)) {
      return false;
    }
    int hole = find(sequence);
    int mask = keys.length - 1;
    size--;
    for (int at = (hole + 1) & mask; keys[at] != 0; at = (at + 1) & mask) {
      int home = home(keys[at]);
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        keys[hole] = keys[at];
        deliveries[hole] = deliveries[at];
        hole = at;
      }
    }
    keys[hole] = 0;
    return true;
  }

  /** Removes those that the predicate names. */
  void removeIf(LongPredicate predicate) {
    if (size == 0) {
      return;
    }
    long lowest = Long.MAX_VALUE;
    for (long sequence : sequences()) {
      if (predicate.test(sequence)) {
        remove(sequence);
      } else {
        lowest = Math.min(lowest, sequence);
      }
    }
    atLeast = lowest;
  }

  /** All of them, ascending. */
  long[] sequences() {
    long[] all = new long[size];
    int count = 0;
    for (long key : keys) {
      if (key != 0) {
        all[count++] = key;
      }
    }
    Arrays.sort(all);
    return all;
  }

  /** How often it was delivered. */
  int deliveries(long sequence) {
    return contains(sequence) ? deliveries[find(sequence)] : 0;
  }

  void clear() {
    keys = new long[16];
    deliveries = new int[16];
    size = 0;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldDeliveries = deliveries;
    keys = new long[2 * oldKeys.length];
    deliveries = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        deliveries[at] = oldDeliveries[i];
      }
    }
  }

  private int find(long sequence) {
    int mask = keys.length - 1;
    int at = home(sequence);
    while (keys[at] != 0 && keys[at] != sequence) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int home(long sequence) {
    return (int) ((sequence * 0x9E3779B97F4A7C15L) >>> 40) & (keys.length - 1);
  }
}
