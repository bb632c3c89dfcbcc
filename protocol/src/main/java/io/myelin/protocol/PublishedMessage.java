package io.myelin.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A view of one published message: where its subject, reply, header block and payload lie. The
 * parser fills one instance again and again, so nothing may keep it beyond the call it was passed
 * to; whoever needs bytes for longer copies them.
 *
 * <p>All buffers are little-endian and only read by absolute position. Header block and payload lie
 * side by side in {@link #body()}, the header first. Not thread-safe: owned by the thread that
 * produces.
 */
public final class PublishedMessage {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

  private ByteBuffer subject = NOTHING;
  private int subjectAt;
  private int subjectLength;
  private ByteBuffer reply = NOTHING;
  private int replyAt;
  private int replyLength;
  private ByteBuffer body = NOTHING;
  private int bodyAt;
  private int headerLength;
  private int bodyLength;

  /** Sets the subject that is routed and displayed. */
  public void subject(ByteBuffer buffer, int at, int length) {
    subject = buffer;
    subjectAt = at;
    subjectLength = length;
  }

  /** Sets the reply subject; a length of 0 means that there is none. */
  public void reply(ByteBuffer buffer, int at, int length) {
    reply = buffer;
    replyAt = at;
    replyLength = length;
  }

  /**
   * Sets header block and payload.
   *
   * @param headerLength bytes of the header block, 0 for a message without headers
   * @param bodyLength bytes of header block and payload together
   */
  public void body(ByteBuffer buffer, int at, int headerLength, int bodyLength) {
    body = buffer;
    bodyAt = at;
    this.headerLength = headerLength;
    this.bodyLength = bodyLength;
  }

  /** The buffer that holds the subject. */
  public ByteBuffer subject() {
    return subject;
  }

  /** Position of the subject's first byte. */
  public int subjectAt() {
    return subjectAt;
  }

  /** Bytes of the subject. */
  public int subjectLength() {
    return subjectLength;
  }

  /** The buffer that holds the reply subject. */
  public ByteBuffer reply() {
    return reply;
  }

  /** Position of the reply's first byte. */
  public int replyAt() {
    return replyAt;
  }

  /** Bytes of the reply subject, 0 when there is none. */
  public int replyLength() {
    return replyLength;
  }

  /** The buffer that holds header block and payload. */
  public ByteBuffer body() {
    return body;
  }

  /** Position of the first byte of the header block, or of the payload where there is no header. */
  public int bodyAt() {
    return bodyAt;
  }

  /** Bytes of the header block including its closing empty line; 0 without headers. */
  public int headerLength() {
    return headerLength;
  }

  /** Bytes of header block and payload together. */
  public int bodyLength() {
    return bodyLength;
  }

  /** A copy of the subject as text, for logs and errors. */
  public String subjectText() {
    return Ascii.text(subject, subjectAt, subjectLength);
  }

  /** A copy of the reply as text, for logs and errors. */
  public String replyText() {
    return Ascii.text(reply, replyAt, replyLength);
  }
}
