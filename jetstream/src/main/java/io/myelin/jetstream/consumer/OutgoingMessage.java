package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.store.StoredMessage;

/** A stored message in the form in which it leaves: as it is, or with its header block changed. */
final class OutgoingMessage {
  private static final byte[] EMPTY_BLOCK = "NATS/1.0\r\n\r\n".getBytes(UTF_8);

  private final StoredMessage stored = new StoredMessage();
  private byte[] buffer = new byte[0];
  private int subjectAt;
  private int subjectLength;
  private int headerLength;
  private int payloadLength;

  /** To be filled by a read; {@link #prepare} comes next. */
  StoredMessage stored() {
    return stored;
  }

  /** Takes what was read, without its payload if so configured (CON-426). */
  void prepare(boolean headersOnly) {
    buffer = stored.buffer();
    subjectAt = stored.subjectAt();
    subjectLength = stored.subjectLength();
    headerLength = stored.headerLength();
    payloadLength = stored.payloadLength();
    if (headersOnly) {
      int size = payloadLength;
      payloadLength = 0;
      addHeader("Nats-Msg-Size: " + size);
    }
  }

  /** Adds a header line at the end of the block. */
  void addHeader(String line) {
    byte[] added = (line + "\r\n\r\n").getBytes(UTF_8);
    byte[] block = headerLength == 0 ? EMPTY_BLOCK : buffer;
    int blockAt = headerLength == 0 ? 0 : subjectAt + subjectLength;
    int kept = (headerLength == 0 ? EMPTY_BLOCK.length : headerLength) - 2;
    int newHeader = kept + added.length;
    byte[] whole = new byte[subjectLength + newHeader + payloadLength];
    System.arraycopy(buffer, subjectAt, whole, 0, subjectLength);
    System.arraycopy(block, blockAt, whole, subjectLength, kept);
    System.arraycopy(added, 0, whole, subjectLength + kept, added.length);
    System.arraycopy(
        buffer,
        subjectAt + subjectLength + headerLength,
        whole,
        subjectLength + newHeader,
        payloadLength);
    buffer = whole;
    subjectAt = 0;
    headerLength = newHeader;
  }

  byte[] buffer() {
    return buffer;
  }

  int subjectAt() {
    return subjectAt;
  }

  int subjectLength() {
    return subjectLength;
  }

  int headerLength() {
    return headerLength;
  }

  int payloadLength() {
    return payloadLength;
  }
}
