package io.myelin.jetstream.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The keyed hash HighwayHash with 64 bits, which protects records and files of format 1 (STR-601,
 * STR-611). Immutable; any thread.
 */
public final class HighwayHash64 {
  /** Bytes of a digest. */
  public static final int DIGEST_BYTES = 8;

  private static final int PACKET_BYTES = 32;
  private static final int LANES = 4;
  private static final long[] INIT_0 = {
    0xdbe6d5d5fe4cce2fL, 0xa4093822299f31d0L, 0x13198a2e03707344L, 0x243f6a8885a308d3L
  };
  private static final long[] INIT_1 = {
    0x3bd39e10cb0ef593L, 0xc0acf169b5f18a8cL, 0xbe5466cf34e90c6cL, 0x452821e638d01377L
  };

  private final long[] key;

  private HighwayHash64(long[] key) {
    this.key = key;
  }

  /**
   * @param key 32 bytes
   */
  static HighwayHash64 withKey(byte[] key) {
    long[] lanes = new long[LANES];
    for (int i = 0; i < LANES; i++) {
      lanes[i] = LittleEndian.int64(key, Long.BYTES * i);
    }
    return new HighwayHash64(lanes);
  }

  /** With the SHA-256 of a text as its key. */
  public static HighwayHash64 keyedBy(String text) {
    try {
      return withKey(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash of a range. */
  public long hash(byte[] bytes, int at, int length) {
    return new State(key).hash(bytes, at, length);
  }

  /** The digest as lower-case hexadecimal digits, as {@code meta.sum} holds it. */
  public String hex(byte[] bytes) {
    byte[] digest = new byte[DIGEST_BYTES];
    LittleEndian.int64(digest, 0, hash(bytes, 0, bytes.length));
    return java.util.HexFormat.of().formatHex(digest);
  }

  private static final class State {
    private final long[] v0 = new long[LANES];
    private final long[] v1 = new long[LANES];
    private final long[] mul0 = INIT_0.clone();
    private final long[] mul1 = INIT_1.clone();

    State(long[] key) {
      for (int i = 0; i < LANES; i++) {
        v0[i] = INIT_0[i] ^ key[i];
        v1[i] = INIT_1[i] ^ Long.rotateLeft(key[i], 32);
      }
    }

    long hash(byte[] bytes, int at, int length) {
      int end = at + length;
      int from = at;
      while (end - from >= PACKET_BYTES) {
        packet(bytes, from);
        from += PACKET_BYTES;
      }
      if (from < end) {
        remainder(bytes, from, end - from);
      }
      for (int i = 0; i < 4; i++) {
        update(
            Long.rotateLeft(v0[2], 32),
            Long.rotateLeft(v0[3], 32),
            Long.rotateLeft(v0[0], 32),
            Long.rotateLeft(v0[1], 32));
      }
      return v0[0] + v1[0] + mul0[0] + mul1[0];
    }

    private void packet(byte[] bytes, int at) {
      update(
          LittleEndian.int64(bytes, at),
          LittleEndian.int64(bytes, at + 8),
          LittleEndian.int64(bytes, at + 16),
          LittleEndian.int64(bytes, at + 24));
    }

    private void remainder(byte[] bytes, int at, int length) {
      for (int i = 0; i < LANES; i++) {
        v0[i] += ((long) length << 32) + length;
        int low = Integer.rotateLeft((int) v1[i], length);
        int high = Integer.rotateLeft((int) (v1[i] >>> 32), length);
        v1[i] = Integer.toUnsignedLong(low) | ((long) high << 32);
      }
      int odd = length & 3;
      int even = length - odd;
      byte[] packet = new byte[PACKET_BYTES];
      System.arraycopy(bytes, at, packet, 0, even);
      if ((length & 16) != 0) {
        System.arraycopy(bytes, at + length - 4, packet, 28, 4);
      } else if (odd != 0) {
        packet[16] = bytes[at + even];
        packet[17] = bytes[at + even + (odd >> 1)];
        packet[18] = bytes[at + even + odd - 1];
      }
      packet(packet, 0);
    }

    private void update(long lane0, long lane1, long lane2, long lane3) {
      v1[0] += mul0[0] + lane0;
      v1[1] += mul0[1] + lane1;
      v1[2] += mul0[2] + lane2;
      v1[3] += mul0[3] + lane3;
      for (int i = 0; i < LANES; i++) {
        mul0[i] ^= (v1[i] & 0xffffffffL) * (v0[i] >>> 32);
        v0[i] += mul1[i];
        mul1[i] ^= (v0[i] & 0xffffffffL) * (v1[i] >>> 32);
      }
      zipper(v1, v0, 0);
      zipper(v1, v0, 2);
      zipper(v0, v1, 0);
      zipper(v0, v1, 2);
    }

    private static void zipper(long[] from, long[] to, int at) {
      long low = from[at];
      long high = from[at + 1];
      to[at] +=
          (((low & 0xff000000L) | (high & 0xff00000000L)) >>> 24)
              | (((low & 0xff0000000000L) | (high & 0xff000000000000L)) >>> 16)
              | (low & 0xff0000L)
              | ((low & 0xff00L) << 32)
              | ((high & 0xff00000000000000L) >>> 8)
              | (low << 56);
      to[at + 1] +=
          (((high & 0xff000000L) | (low & 0xff00000000L)) >>> 24)
              | (high & 0xff0000L)
              | ((high & 0xff0000000000L) >>> 16)
              | ((high & 0xff00L) << 24)
              | ((low & 0xff000000000000L) >>> 8)
              | ((high & 0xffL) << 48)
              | (low & 0xff00000000000000L);
    }
  }
}
