package io.myelin.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One message as read from a store: a view that is filled again with the next read, so that reading
 * makes no garbage. Not safe for use by several threads.
 */
public final class StoredMessage {
  private static final byte[] NOTHING = new byte[0];

  private byte[] own = NOTHING;
  private long sequence;
  private long timeNanos;
  private long expiresAtNanos;
  private byte[] buffer = NOTHING;
  private int subjectAt;
  private int subjectLength;
  private int headerLength;
  private int payloadLength;

  /**
   * Points the view at a message whose subject, header block and payload lie one behind the other.
   *
   * @param buffer belongs to the reader; it does not change before the next read into this view
   */
  public void set(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int subjectAt,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    this.sequence = sequence;
    this.timeNanos = timeNanos;
    this.expiresAtNanos = expiresAtNanos;
    this.buffer = buffer;
    this.subjectAt = subjectAt;
    this.subjectLength = subjectLength;
    this.headerLength = headerLength;
    this.payloadLength = payloadLength;
  }

  /**
   * Room of this view's own for a store to read into, valid until the next call; nothing of what it
   * held is kept.
   */
  byte[] room(int bytes) {
    if (own.length < bytes) {
      own = new byte[Math.max(bytes, Math.min(2 * own.length, 1 << 20))];
    }
    return own;
  }

  /** The stream sequence, from 1. */
  public long sequence() {
    return sequence;
  }

  /** When it was stored, nanoseconds since the epoch. */
  public long timeNanos() {
    return timeNanos;
  }

  /** When it expires by its own time to live, nanoseconds since the epoch; 0 for not at all. */
  public long expiresAtNanos() {
    return expiresAtNanos;
  }

  /** The bytes that the other accessors point into. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the subject begins. */
  public int subjectAt() {
    return subjectAt;
  }

  /** Bytes of the subject. */
  public int subjectLength() {
    return subjectLength;
  }

  /** Where the header block begins. */
  public int headerAt() {
    return subjectAt + subjectLength;
  }

  /**
   * Bytes of the header block with its {@code NATS/1.0} line and closing empty line, 0 for none.
   */
  public int headerLength() {
    return headerLength;
  }

  /** Where the payload begins. */
  public int payloadAt() {
    return subjectAt + subjectLength + headerLength;
  }

  /** Bytes of the payload. */
  public int payloadLength() {
    return payloadLength;
  }

  /** The subject as text. */
  public String subject() {
    return new String(buffer, subjectAt, subjectLength, StandardCharsets.UTF_8);
  }

  /** A copy of the header block. */
  public byte[] header() {
    return Arrays.copyOfRange(buffer, headerAt(), headerAt() + headerLength);
  }

  /** A copy of the payload. */
  public byte[] payload() {
    return Arrays.copyOfRange(buffer, payloadAt(), payloadAt() + payloadLength);
  }
}
