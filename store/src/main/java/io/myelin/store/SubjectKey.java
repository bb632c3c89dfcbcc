package io.myelin.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A subject with its hash, to be looked up in tables: filled again for every look-up, so that none
 * makes an object.
 */
final class SubjectKey {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER_A = 0xa0761d6478bd642fL;
  private static final long MULTIPLIER_B = 0xe7037ed1a0b428dbL;

  private final long seed;
  private byte[] own = new byte[64];
  byte[] bytes = own;
  int at;
  int length;

  /** Of the subject's bytes, never 0. */
  int hash;

  /**
   * @param seed the same for all keys and tables of a store; unknown to clients, so that they
   *     cannot choose colliding subjects
   */
  SubjectKey(long seed) {
    this.seed = seed;
  }

  /** Points at bytes of someone else. */
  SubjectKey set(byte[] bytes, int at, int length) {
    this.bytes = bytes;
    this.at = at;
    this.length = length;
    this.hash = hash(seed, bytes, at, length);
    return this;
  }

  /** Bytes of its own for a subject that lies nowhere in one piece. */
  byte[] room(int length) {
    if (own.length < length) {
      own = new byte[Math.max(length, 2 * own.length)];
    }
    return own;
  }

  boolean sameBytes(byte[] other, int otherAt, int otherLength) {
    return length == otherLength
        && Arrays.equals(bytes, at, at + length, other, otherAt, otherAt + otherLength);
  }

  static int hash(long seed, byte[] bytes, int at, int length) {
    long h = seed ^ (length * MULTIPLIER_B);
    int end = at + length;
    int i = at;
    for (; i + 8 <= end; i += 8) {
      h = fold(h ^ (long) LONG.get(bytes, i), MULTIPLIER_A);
    }
    long rest = 0;
    for (int shift = 0; i < end; i++, shift += 8) {
      rest |= (bytes[i] & 0xffL) << shift;
    }
    h = fold(h ^ rest ^ MULTIPLIER_B, MULTIPLIER_A);
    h = fold(h ^ seed, MULTIPLIER_B);
    int hash = (int) (h ^ (h >>> 32));
    return hash == 0 ? 1 : hash;
  }

  private static long fold(long a, long b) {
    return (a * b) ^ Math.multiplyHigh(a, b);
  }
}
