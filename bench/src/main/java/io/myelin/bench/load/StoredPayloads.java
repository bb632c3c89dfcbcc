package io.myelin.bench.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The payloads that publishers store: publisher and sequence ({@link FrameRing#stamp}), then a
 * pattern that depends on both. Safe for use by any thread.
 */
final class StoredPayloads {
  private static final int PATTERNS = 64;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final int payloadBytes;
  private final byte[][][] patterns;

  /**
   * @param payloadBytes of every payload, from 8
   */
  StoredPayloads(int publishers, int payloadBytes) {
    this.payloadBytes = payloadBytes;
    this.patterns = new byte[publishers][PATTERNS][];
    for (int publisher = 0; publisher < publishers; publisher++) {
      for (int i = 0; i < PATTERNS; i++) {
        patterns[publisher][i] = FrameRing.pattern(payloadBytes, publisher, i);
      }
    }
  }

  /** Bytes of every payload. */
  int payloadBytes() {
    return payloadBytes;
  }

  /** How many publishers there are. */
  int publishers() {
    return patterns.length;
  }

  private byte[] pattern(int publisher, long sequence) {
    return patterns[publisher][(int) (sequence % PATTERNS)];
  }

  /** Writes one payload. */
  void write(int publisher, long sequence, ByteBuffer out) {
    out.putLong(FrameRing.stamp(publisher, sequence));
    out.put(
        pattern(publisher, sequence), FrameRing.STAMP_BYTES, payloadBytes - FrameRing.STAMP_BYTES);
  }

  /** The stamp of the message's payload; -1 if it is too short for one. */
  static long stamp(DeliveryReader message) {
    return message.payloadLength() < FrameRing.STAMP_BYTES
        ? -1
        : (long) LONG.get(message.bytes(), message.payloadAt());
  }

  /** Whether the message has exactly this payload. */
  boolean isPayload(int publisher, long sequence, DeliveryReader message) {
    int at = message.payloadAt();
    return message.payloadLength() == payloadBytes
        && stamp(message) == FrameRing.stamp(publisher, sequence)
        && Arrays.equals(
            message.bytes(),
            at + FrameRing.STAMP_BYTES,
            at + payloadBytes,
            pattern(publisher, sequence),
            FrameRing.STAMP_BYTES,
            payloadBytes);
  }
}
