package io.myelin.protocol;

import java.nio.ByteBuffer;

/**
 * What {@link ClientParser} reports. Ranges are absolute positions in the buffer that was passed to
 * the parser and are valid only during the call. Called by the thread that parses.
 */
public interface ClientEvents {

  /**
   * A complete PUB or HPUB (CORE-100, CORE-101).
   *
   * @param message the parser's own view, valid during the call
   * @param sameLine the control line is byte for byte that of the previous message of this parser
   */
  void message(PublishedMessage message, boolean sameLine);

  /** A SUB (CORE-120); {@code queueLength} is 0 when there is no queue name. */
  void subscribe(
      ByteBuffer in,
      int subjectAt,
      int subjectLength,
      int queueAt,
      int queueLength,
      int sidAt,
      int sidLength);

  /**
   * An UNSUB (CORE-125, CORE-126).
   *
   * @param max the number of messages after which the subscription ends; 0 ends it at once
   */
  void unsubscribe(ByteBuffer in, int sidAt, int sidLength, long max);

  /** A CONNECT; the range is its JSON. */
  void connect(ByteBuffer in, int at, int length);

  /** A PING (CORE-240). */
  void ping();

  /** A PONG (CORE-240). */
  void pong();

  /** An INFO from a client; the range is its JSON (CORE-026). */
  void info(ByteBuffer in, int at, int length);

  /** A {@code -ERR} from a client; the range is its text (CORE-026). */
  void peerError(ByteBuffer in, int at, int length);

  /**
   * The input broke the protocol; the parser has halted.
   *
   * @param at where the offending element starts
   * @param limit end of the bytes at hand, for the log line
   */
  void violation(Violation violation, ByteBuffer in, int at, int limit);
}
