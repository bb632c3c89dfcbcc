package io.myelin.jetstream;

import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Something that was said to a consumer, on its way to the consumer's lane. The plain
 * acknowledgement, of which there is one for every message, is taken apart where it arrives, so
 * that nothing of it has to be copied.
 */
sealed interface ConsumerMessage extends LaneInbox.Sized {

  /** Whom it was said to, when it was said. */
  ConsumerDriver driver();

  /**
   * A message was acknowledged (CON-250).
   *
   * @param sequence these and the deliveries are as the ack subject has them
   * @param reply where it is to be confirmed, empty for nowhere
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of a message, never compared
  record Acknowledged(
      ConsumerDriver driver, long sequence, long consumerSequence, long deliveries, byte[] reply)
      implements ConsumerMessage {
    private static final int ROUGHLY_BYTES = 64;
    private static final int NUMBERS = 5;
    private static final int MAX_DIGITS = 18;
    private static final byte[] ACK = {'+', 'A', 'C', 'K'};

    @Override
    public int bytes() {
      return ROUGHLY_BYTES + reply.length;
    }

    /**
     * Takes a message to an ack subject apart; null if it says anything else than that a message
     * was acknowledged, or not in the usual way.
     *
     * @param numbersAt where in the message's subject the numbers begin
     */
    static @Nullable Acknowledged of(
        ConsumerDriver driver, PublishedMessage message, int numbersAt) {
      if (!isAck(message)) {
        return null;
      }
      ByteBuffer subject = message.subject();
      int end = message.subjectAt() + message.subjectLength();
      int at = numbersAt;
      long deliveries = 0;
      long sequence = 0;
      long consumerSequence = 0;
      for (int i = 0; i < NUMBERS; i++) {
        long value = 0;
        int from = at;
        while (at < end && subject.get(at) != '.') {
          int digit = subject.get(at) - '0';
          if (digit < 0 || digit > 9) {
            return null;
          }
          value = value * 10 + digit;
          at++;
        }
        boolean last = i == NUMBERS - 1;
        if (at == from || at - from > MAX_DIGITS + (i < 3 ? 0 : 1) || last != (at == end)) {
          return null;
        }
        switch (i) {
          case 0 -> deliveries = value;
          case 1 -> sequence = value;
          case 2 -> consumerSequence = value;
          default -> {} // when it was stored, how many follow
        }
        at++;
      }
      return new Acknowledged(
          driver, sequence, consumerSequence, deliveries, Incoming.replyOf(message));
    }

    private static boolean isAck(PublishedMessage message) {
      int length = message.bodyLength() - message.headerLength();
      if (length != 0 && length != ACK.length) {
        return false;
      }
      int at = message.bodyAt() + message.headerLength();
      for (int i = 0; i < length; i++) {
        if (message.body().get(at + i) != ACK[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /** Anything else. */
  record Other(ConsumerDriver driver, ConsumerEndpoints.Kind kind, Incoming message)
      implements ConsumerMessage {
    @Override
    public int bytes() {
      return message.bytes();
    }
  }
}
