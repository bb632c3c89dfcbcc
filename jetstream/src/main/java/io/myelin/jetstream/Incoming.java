package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.protocol.PublishedMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way from a producer to a lane: a copy, subject, header block and payload one
 * behind the other.
 *
 * @param account where answers go, null where nobody waits for one
 * @param reply the reply subject, empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a message, never compared
record Incoming(
    @Nullable Account account,
    byte[] reply,
    byte[] buffer,
    int subjectLength,
    int headerLength,
    int payloadLength)
    implements LaneInbox.Sized {

  /** Copies what a producer publishes. */
  static Incoming of(Account account, PublishedMessage message) {
    int subjectLength = message.subjectLength();
    byte[] buffer = new byte[subjectLength + message.bodyLength()];
    message.subject().get(message.subjectAt(), buffer, 0, subjectLength);
    message.body().get(message.bodyAt(), buffer, subjectLength, message.bodyLength());
    return new Incoming(
        account,
        replyOf(message),
        buffer,
        subjectLength,
        message.headerLength(),
        message.bodyLength() - message.headerLength());
  }

  /** A copy of the reply subject, empty for none. */
  static byte[] replyOf(PublishedMessage message) {
    if (message.replyLength() == 0) {
      return HeaderBlock.NONE;
    }
    byte[] reply = new byte[message.replyLength()];
    message.reply().get(message.replyAt(), reply);
    return reply;
  }

  /** A message that nobody waits for. */
  static Incoming of(byte[] subject, byte[] header, byte[] payload) {
    return of(null, HeaderBlock.NONE, subject, header, payload);
  }

  /** A message given as parts. */
  static Incoming of(
      @Nullable Account account, byte[] reply, byte[] subject, byte[] header, byte[] payload) {
    byte[] buffer = Arrays.copyOf(subject, subject.length + header.length + payload.length);
    System.arraycopy(header, 0, buffer, subject.length, header.length);
    System.arraycopy(payload, 0, buffer, subject.length + header.length, payload.length);
    return new Incoming(account, reply, buffer, subject.length, header.length, payload.length);
  }

  /** The same message with another header block. */
  Incoming withHeader(byte[] header) {
    return of(account, reply, subjectBytes(), header, payload());
  }

  /** The same message with another subject. */
  Incoming withSubject(byte[] subject) {
    return of(account, reply, subject, header(), payload());
  }

  /** The same message with another payload. */
  Incoming withPayload(byte[] payload) {
    return of(account, reply, subjectBytes(), header(), payload);
  }

  @Override
  public int bytes() {
    return buffer.length + reply.length;
  }

  /** The subject as text. */
  String subject() {
    return new String(buffer, 0, subjectLength, java.nio.charset.StandardCharsets.UTF_8);
  }

  /** A copy of the subject. */
  byte[] subjectBytes() {
    return Arrays.copyOf(buffer, subjectLength);
  }

  /** A copy of the header block. */
  byte[] header() {
    return Arrays.copyOfRange(buffer, subjectLength, subjectLength + headerLength);
  }

  /** A copy of the payload. */
  byte[] payload() {
    return Arrays.copyOfRange(buffer, subjectLength + headerLength, buffer.length);
  }
}
