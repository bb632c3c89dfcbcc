package io.myelin.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Records on their way into a journal file, laid out as the bodies of frames: each record behind
 * its length, so many in a frame as fit {@link #FRAME_BYTES}, at least one.
 */
final class JournalBatch {
  /** Records are gathered into frames of about this size. */
  static final int FRAME_BYTES = 256 * 1024;

  /** Bytes of the length in front of a record. */
  static final int LENGTH_BYTES = 4;

  private static final int KEPT_BYTES = 1 << 20;

  private byte[] bytes = new byte[256];
  private int length;
  private int[] frameEnds = new int[4];
  private int frames;

  void add(byte[] record) {
    int needed = LENGTH_BYTES + record.length;
    int frameStart = frames == 0 ? 0 : frameEnds[frames - 1];
    if (length > frameStart && length - frameStart + needed > FRAME_BYTES) {
      endFrame();
    }
    if (length + (long) needed > Integer.MAX_VALUE - 64) {
      throw new IllegalStateException("a batch of a journal may have up to 2 GiB");
    }
    if (length + needed > bytes.length) {
      long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 64L);
      bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, length + needed));
    }
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(length, record.length);
    System.arraycopy(record, 0, bytes, length + LENGTH_BYTES, record.length);
    length += needed;
  }

  private void endFrame() {
    if (frames == frameEnds.length) {
      frameEnds = Arrays.copyOf(frameEnds, frames * 2);
    }
    frameEnds[frames++] = length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** How many frames there are; an empty batch is one empty frame. */
  int frames() {
    int last = frames == 0 ? 0 : frameEnds[frames - 1];
    return length > last || frames == 0 ? frames + 1 : frames;
  }

  int frameStart(int frame) {
    return frame == 0 ? 0 : frameEnds[frame - 1];
  }

  int frameEnd(int frame) {
    return frame < frames ? frameEnds[frame] : length;
  }

  void clear() {
    length = 0;
    frames = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[256];
    }
  }
}
