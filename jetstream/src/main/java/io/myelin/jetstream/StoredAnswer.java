package io.myelin.jetstream;

import java.util.Arrays;

/** Builds the answers that say that a message was stored in one buffer (STR-300). */
final class StoredAnswer {
  private static final int LONGEST_END_BYTES = 20;

  private final byte[] bytes;
  private final int prefixLength;

  /**
   * @param prefix everything in front of the sequence
   */
  StoredAnswer(byte[] prefix) {
    prefixLength = prefix.length;
    bytes = Arrays.copyOf(prefix, prefix.length + LONGEST_END_BYTES);
  }

  /** The buffer, which the next answer overwrites. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * Makes the answer.
   *
   * @param sequence from 0
   * @return its length
   */
  int build(long sequence) {
    int digits = 1;
    for (long rest = sequence; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = sequence;
    for (int at = prefixLength + digits - 1; at >= prefixLength; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    bytes[prefixLength + digits] = '}';
    return prefixLength + digits + 1;
  }
}
