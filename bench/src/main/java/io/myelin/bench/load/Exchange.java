package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A kind of request with one answer each. The requests of one {@link Asker}; one thread. */
interface Exchange {
  byte[] LINE_END = "\r\n".getBytes(US_ASCII);

  /**
   * What a client does first on its connection, and waits for.
   *
   * @throws InvalidRunException if the server refuses it
   */
  default void open(RawConnection connection) throws IOException {}

  /** Room that one request needs at most. */
  int maxRequestBytes();

  /**
   * Writes a whole request.
   *
   * @param number counted from 0
   * @param inbox where the answer is to go, with a token that never repeats
   * @param out takes the protocol bytes
   */
  void write(long number, byte[] inbox, ByteBuffer out);

  /**
   * Checks the answer to a request.
   *
   * @throws InvalidRunException if it is not what it has to be
   */
  void check(long number, byte[] inbox, DeliveryReader answer) throws IOException;

  /**
   * Fails unless the answer was sent to this request's inbox.
   *
   * @throws InvalidRunException if it belongs to another request
   */
  static void requireSubject(long number, byte[] inbox, DeliveryReader answer) {
    if (answer.subjectLength() != inbox.length
        || !Arrays.equals(
            answer.bytes(),
            answer.subjectAt(),
            answer.subjectAt() + inbox.length,
            inbox,
            0,
            inbox.length)) {
      throw new InvalidRunException(
          "an answer other than that to request " + number + " arrived: " + answer.text());
    }
  }

  /** An answer that is not what it has to be. */
  static InvalidRunException wrong(long number, DeliveryReader answer) {
    return new InvalidRunException("request " + number + " was answered: " + answer.text());
  }
}
