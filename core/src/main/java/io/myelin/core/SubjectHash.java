package io.myelin.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Hash of a range of subject bytes, eight bytes at a time. The array and the buffer form agree,
 * whatever byte order the buffer is set to. Seeded anew in each process, so that subjects that
 * collide cannot be prepared in advance; the system property {@value #SEED_PROPERTY} fixes the seed
 * for a run that has to be reproduced. Values must not leave the process.
 */
public final class SubjectHash {
  /** System property: the seed, a decimal or {@code 0x} long. */
  public static final String SEED_PROPERTY = "myelin.subject.hash.seed";

  private static final long SEED = seed();
  private static final long M1 = 0x9E3779B97F4A7C15L;
  private static final long M2 = 0xD6E8FEB86659FD93L;

  private static final VarHandle ARRAY_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ARRAY_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BUFFER_LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BUFFER_INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private SubjectHash() {}

  /** Hash of {@code subject[offset, offset + length)}. */
  public static long of(byte[] subject, int offset, int length) {
    long h = SEED ^ (length * M1);
    if (length >= Long.BYTES) {
      int last = offset + length - Long.BYTES;
      for (int i = offset; i < last; i += Long.BYTES) {
        h = mix(h ^ (long) ARRAY_LONG.get(subject, i));
      }
      return finish(h ^ (long) ARRAY_LONG.get(subject, last));
    }
    if (length >= Integer.BYTES) {
      long low = (int) ARRAY_INT.get(subject, offset) & 0xFFFFFFFFL;
      long high = (int) ARRAY_INT.get(subject, offset + length - Integer.BYTES);
      return finish(h ^ low ^ (high << 32));
    }
    if (length > 0) {
      return finish(
          h
              ^ shortWord(
                  subject[offset], subject[offset + (length >> 1)], subject[offset + length - 1]));
    }
    return finish(h);
  }

  /** Hash of a whole array. */
  public static long of(byte[] subject) {
    return of(subject, 0, subject.length);
  }

  /**
   * Hash of {@code length} bytes of the buffer from the absolute index {@code position}; the
   * buffer's own position stays.
   */
  public static long of(ByteBuffer subject, int position, int length) {
    long h = SEED ^ (length * M1);
    if (length >= Long.BYTES) {
      int last = position + length - Long.BYTES;
      for (int i = position; i < last; i += Long.BYTES) {
        h = mix(h ^ (long) BUFFER_LONG.get(subject, i));
      }
      return finish(h ^ (long) BUFFER_LONG.get(subject, last));
    }
    if (length >= Integer.BYTES) {
      long low = (int) BUFFER_INT.get(subject, position) & 0xFFFFFFFFL;
      long high = (int) BUFFER_INT.get(subject, position + length - Integer.BYTES);
      return finish(h ^ low ^ (high << 32));
    }
    if (length > 0) {
      return finish(
          h
              ^ shortWord(
                  subject.get(position),
                  subject.get(position + (length >> 1)),
                  subject.get(position + length - 1)));
    }
    return finish(h);
  }

  /** Hash of the first token of {@code subject[offset, offset + length)}. */
  public static long ofFirstToken(byte[] subject, int offset, int length) {
    int end = offset + length;
    int i = offset;
    while (i < end && subject[i] != '.') {
      i++;
    }
    return of(subject, offset, i - offset);
  }

  /**
   * Whether {@code length} bytes of the buffer from {@code position} are exactly those of {@code
   * bytes}.
   */
  static boolean equal(byte[] bytes, ByteBuffer buffer, int position, int length) {
    if (bytes.length != length) {
      return false;
    }
    if (length >= Long.BYTES) {
      int last = length - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        if ((long) ARRAY_LONG.get(bytes, i) != (long) BUFFER_LONG.get(buffer, position + i)) {
          return false;
        }
      }
      return (long) ARRAY_LONG.get(bytes, last) == (long) BUFFER_LONG.get(buffer, position + last);
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] != buffer.get(position + i)) {
        return false;
      }
    }
    return true;
  }

  private static long shortWord(byte first, byte middle, byte last) {
    return (first & 0xFFL) | (middle & 0xFFL) << 8 | (last & 0xFFL) << 16;
  }

  static long mix(long x) {
    long product = x * M1;
    return product ^ Math.multiplyHigh(x, M1);
  }

  private static long finish(long x) {
    long h = mix(x);
    h = (h ^ (h >>> 29)) * M2;
    return h ^ (h >>> 32);
  }

  private static long seed() {
    Long fixed = Long.getLong(SEED_PROPERTY);
    return fixed != null ? fixed : new SplittableRandom().nextLong();
  }
}
