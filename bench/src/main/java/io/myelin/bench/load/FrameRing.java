package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Pre-built protocol frames of equal length, side by side in one direct buffer: what a publisher
 * writes ({@code PUB}) or what a subscriber has to receive ({@code MSG}). Only the first eight
 * payload bytes (publisher and sequence, see {@link #stamp}) and, for subjects that never repeat,
 * four digits of the subject are rewritten from pass to pass; the rest of the payload is a pattern
 * that depends on publisher and position. Not thread-safe.
 */
final class FrameRing {
  /** Payload bytes that hold publisher and sequence: the smallest payload. */
  static final int STAMP_BYTES = 8;

  private static final int SEQUENCE_BITS = 56;

  private final ByteBuffer bytes;
  private final ByteBuffer view;
  private final int frames;
  private final int frameBytes;
  private final int stampOffset;
  private final int generationOffset;

  private FrameRing(
      ByteBuffer bytes, int frames, int frameBytes, int stampOffset, int generationOffset) {
    this.bytes = bytes;
    this.view = bytes.duplicate();
    this.frames = frames;
    this.frameBytes = frameBytes;
    this.stampOffset = stampOffset;
    this.generationOffset = generationOffset;
  }

  /** The frames that publisher {@code publisher} writes to a server, {@code frames} of them. */
  static FrameRing published(SubjectPlan plan, int publisher, int payloadBytes, int frames) {
    return build(plan, publisher, payloadBytes, frames, 0, 1, false);
  }

  /**
   * The frames of that publisher that a subscriber receives: of the publisher's ring of {@code
   * frames} those at {@code first, first + step, ...}.
   */
  static FrameRing delivered(
      SubjectPlan plan, int publisher, int payloadBytes, int frames, int first, int step) {
    return build(plan, publisher, payloadBytes, frames, first, step, true);
  }

  private static FrameRing build(
      SubjectPlan plan,
      int publisher,
      int payloadBytes,
      int frames,
      int first,
      int step,
      boolean delivered) {
    if (payloadBytes < STAMP_BYTES) {
      throw new IllegalArgumentException("payload of " + payloadBytes + " B has no room for 8 B");
    }
    if (frames % step != 0 || frames % plan.subjects() != 0) {
      throw new IllegalArgumentException(
          frames + " frames are not a multiple of " + step + " and " + plan.subjects());
    }
    byte[] head = head(plan, first, payloadBytes, delivered);
    int frameBytes = head.length + payloadBytes + 2;
    int count = frames / step;
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(count, frameBytes))
            .order(ByteOrder.nativeOrder());
    boolean oneSubject = plan.subjects() == 1;
    for (int i = 0; i < count; i++) {
      int index = first + i * step;
      if (!oneSubject) {
        head = head(plan, index % plan.subjects(), payloadBytes, delivered);
      }
      int at = i * frameBytes;
      bytes.put(at, head);
      fill(bytes, at + head.length, payloadBytes, publisher, index);
      bytes.put(at + frameBytes - 2, (byte) '\r').put(at + frameBytes - 1, (byte) '\n');
    }
    int generationOffset = plan.generationAt() < 0 ? -1 : 4 + plan.generationAt();
    return new FrameRing(bytes, count, frameBytes, head.length, generationOffset);
  }

  private static byte[] head(SubjectPlan plan, int index, int payloadBytes, boolean delivered) {
    String middle = delivered ? " " + plan.subscriptionId(index) : "";
    String verb = delivered ? "MSG " : "PUB ";
    return (verb + plan.subject(index) + middle + " " + payloadBytes + "\r\n").getBytes(US_ASCII);
  }

  /** A payload as it stands in frame {@code index} of a publisher, before it is stamped. */
  static byte[] pattern(int payloadBytes, int publisher, int index) {
    byte[] pattern = new byte[payloadBytes];
    fill(ByteBuffer.wrap(pattern), 0, payloadBytes, publisher, index);
    return pattern;
  }

  private static void fill(ByteBuffer bytes, int at, int count, int publisher, int index) {
    long state = ((long) publisher << 32) + index + 1;
    int i = 0;
    while (i < count) {
      state += 0x9E3779B97F4A7C15L;
      long word = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      word ^= word >>> 27;
      for (int b = 0; b < 8 && i < count; b++, i++, word >>>= 8) {
        bytes.put(at + i, (byte) word);
      }
    }
  }

  /** Publisher (below 128) and sequence as they stand at the start of a payload. */
  static long stamp(int publisher, long sequence) {
    return ((long) publisher << SEQUENCE_BITS) | sequence;
  }

  static int publisherOf(long stamp) {
    return (int) (stamp >>> SEQUENCE_BITS);
  }

  static long sequenceOf(long stamp) {
    return stamp & ((1L << SEQUENCE_BITS) - 1);
  }

  int frames() {
    return frames;
  }

  int frameBytes() {
    return frameBytes;
  }

  /** Where in a frame the stamp stands. */
  int stampOffset() {
    return stampOffset;
  }

  /** Writes the stamp into one frame. */
  void putStamp(int index, long stamp) {
    bytes.putLong(index * frameBytes + stampOffset, stamp);
  }

  /** Renames the subjects of {@code count} frames for a pass, where the plan asks for it. */
  void putGeneration(int index, int count, long generation) {
    if (generationOffset < 0) {
      return;
    }
    long value = generation % 10_000;
    byte d3 = (byte) ('0' + value / 1000);
    byte d2 = (byte) ('0' + value / 100 % 10);
    byte d1 = (byte) ('0' + value / 10 % 10);
    byte d0 = (byte) ('0' + value % 10);
    for (int i = index; i < index + count; i++) {
      int at = i * frameBytes + generationOffset;
      bytes.put(at, d3).put(at + 1, d2).put(at + 2, d1).put(at + 3, d0);
    }
  }

  /** The bytes of {@code count} frames, valid until the next call. */
  ByteBuffer slice(int index, int count) {
    view.limit((index + count) * frameBytes).position(index * frameBytes);
    return view;
  }

  /** The bytes of one frame as an array of its own. */
  byte[] copyOf(int index) {
    byte[] copy = new byte[frameBytes];
    bytes.get(index * frameBytes, copy);
    return copy;
  }
}
