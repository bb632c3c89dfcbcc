package io.myelin.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encodes blocks of the S2 format, fast rather than small. Keeps a table between blocks, so that
 * one encoder is used by one thread at a time.
 */
public final class S2Encoder {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MOST_TABLE_BITS = 14;
  private static final int LEAST_TABLE_BITS = 8;
  private static final int MULTIPLIER = 0x9E3779B1;

  /** Below this a block is one literal. */
  private static final int MIN_BLOCK_BYTES = 24;

  /** So many bytes at the end are always literals, so that long reads stay inside. */
  private static final int MARGIN_BYTES = 12;

  private static final int NEAR = 1 << 11;
  private static final int MIDDLE = 1 << 16;
  private static final int MIN_FAR_MATCH_BYTES = 8;

  private final int[] table = new int[1 << MOST_TABLE_BITS];

  /** How many bits of a hash count: a short block has a short table, which is cleared sooner. */
  private int tableBits = MOST_TABLE_BITS;

  private byte[] to = {};
  private int out;

  /** An encoder. */
  public S2Encoder() {}

  /** The most bytes that a block of so many bytes encodes to. */
  public static int maxEncodedBytes(int length) {
    return Math.addExact(length, length / 32 + 16);
  }

  /**
   * Encodes one block.
   *
   * @param toAt where to write; there must be room for {@link #maxEncodedBytes}
   * @return bytes written
   */
  public int encode(byte[] from, int at, int length, byte[] target, int toAt) {
    to = target;
    out = toAt;
    for (int rest = length; ; rest >>>= 7) {
      if (rest < 0x80) {
        to[out++] = (byte) rest;
        break;
      }
      to[out++] = (byte) (rest | 0x80);
    }
    if (length < MIN_BLOCK_BYTES) {
      literal(from, at, length);
    } else {
      matches(from, at, at + length);
    }
    return out - toAt;
  }

  private void matches(byte[] from, int start, int end) {
    int bits = 32 - Integer.numberOfLeadingZeros(end - start - 1);
    tableBits = Math.clamp(bits, LEAST_TABLE_BITS, MOST_TABLE_BITS);
    Arrays.fill(table, 0, 1 << tableBits, -1);
    int limit = end - MARGIN_BYTES;
    int literalStart = start;
    int lastDistance = 0;
    int at = start + 1;
    table[hash(from, start)] = start;
    while (at < limit) {
      int hash = hash(from, at);
      int candidate = table[hash];
      table[hash] = at;
      int matched = candidate < 0 ? 0 : matchLength(from, candidate, at, end);
      int distance = at - candidate;
      if (matched < (distance < MIDDLE ? 4 : MIN_FAR_MATCH_BYTES)) {
        at += 1 + ((at - literalStart) >>> 6);
        continue;
      }
      while (at > literalStart && candidate > start && from[at - 1] == from[candidate - 1]) {
        at--;
        candidate--;
        matched++;
      }
      literal(from, literalStart, at - literalStart);
      if (distance == lastDistance) {
        repeat(matched);
      } else {
        copy(distance, matched);
      }
      lastDistance = distance;
      at += matched;
      literalStart = at;
      if (at < limit) {
        table[hash(from, at - 2)] = at - 2;
      }
    }
    literal(from, literalStart, end - literalStart);
  }

  private int hash(byte[] from, int at) {
    return ((int) INT.get(from, at) * MULTIPLIER) >>> (32 - tableBits);
  }

  private static int matchLength(byte[] from, int earlier, int later, int end) {
    int length = 0;
    while (later + length + 8 <= end) {
      long difference =
          (long) LONG.get(from, earlier + length) ^ (long) LONG.get(from, later + length);
      if (difference != 0) {
        return length + Long.numberOfTrailingZeros(difference) / 8;
      }
      length += 8;
    }
    while (later + length < end && from[earlier + length] == from[later + length]) {
      length++;
    }
    return length;
  }

  private void literal(byte[] from, int at, int length) {
    if (length == 0) {
      return;
    }
    int code = length - 1;
    if (code < 60) {
      to[out++] = (byte) (code << 2);
    } else {
      int bytes = code < 1 << 8 ? 1 : code < 1 << 16 ? 2 : code < 1 << 24 ? 3 : 4;
      to[out++] = (byte) ((59 + bytes) << 2);
      littleEndian(code, bytes);
    }
    System.arraycopy(from, at, to, out, length);
    out += length;
  }

  private void copy(int distance, int length) {
    if (distance < NEAR && length < 12) {
      to[out++] = (byte) ((distance >>> 8) << 5 | (length - 4) << 2 | 1);
      to[out++] = (byte) distance;
      return;
    }
    int first = length <= 64 ? length : 60;
    int bytes = distance < MIDDLE ? 2 : 4;
    to[out++] = (byte) ((first - 1) << 2 | (bytes == 2 ? 2 : 3));
    littleEndian(distance, bytes);
    if (first < length) {
      repeat(length - first);
    }
  }

  private void repeat(int length) {
    if (length <= 8) {
      repeatTag(length - 4);
    } else if (length < 8 + (1 << 8)) {
      repeatTag(5);
      littleEndian(length - 8, 1);
    } else if (length < 260 + (1 << 16)) {
      repeatTag(6);
      littleEndian(length - 260, 2);
    } else {
      int part = Math.min(length, 65_540 + (1 << 24) - 1);
      part = length - part > 0 && length - part < 4 ? part - 4 : part;
      repeatTag(7);
      littleEndian(part - 65_540, 3);
      if (part < length) {
        repeat(length - part);
      }
    }
  }

  private void repeatTag(int code) {
    to[out++] = (byte) (code << 2 | 1);
    to[out++] = 0;
  }

  private void littleEndian(int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      to[out++] = (byte) (value >>> (8 * i));
    }
  }
}
