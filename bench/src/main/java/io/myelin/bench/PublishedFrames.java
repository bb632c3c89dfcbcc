package io.myelin.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a publisher sends, as it lies in a receive buffer. */
final class PublishedFrames {
  /** How many there are. */
  static final int MESSAGES = 256;

  /** Free room in front of the first. */
  static final int HEADROOM_BYTES = 32 * 1024;

  private static final int SLACK_BYTES = 64;

  private PublishedFrames() {}

  /** Frames from {@link #HEADROOM_BYTES} up to the limit of the buffer. */
  static ByteBuffer of(int payloadBytes, int subjects) {
    byte[] payload = "x".repeat(payloadBytes).getBytes(US_ASCII);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MESSAGES; i++) {
      text.append("PUB bench.subject.").append(i % subjects).append(' ').append(payloadBytes);
      text.append("\r\n").append(new String(payload, US_ASCII)).append("\r\n");
    }
    byte[] bytes = text.toString().getBytes(US_ASCII);
    ByteBuffer frames =
        ByteBuffer.allocateDirect(HEADROOM_BYTES + bytes.length + SLACK_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    frames.put(HEADROOM_BYTES, bytes);
    return frames.limit(HEADROOM_BYTES + bytes.length);
  }
}
