package io.myelin.jetstream.consumer;

import java.io.IOException;

/**
 * Everything that a consumer does to the world. Implemented by the driver; called on the lane, and
 * only while the consumer is being told something. None of the arrays may be kept but those that
 * are said to be given away.
 */
public interface ConsumerOutput {

  /** What became of a message that was handed out. */
  enum Outcome {
    /** At least one subscriber gets it. */
    SENT,
    /** Nobody subscribes to the subject; nothing was sent. */
    NOBODY,
    /**
     * Too much is queued for the receiver; nothing was sent. The driver calls {@link
     * StreamConsumer#drained} when that has changed.
     */
    CONGESTED
  }

  /**
   * Sends a message of the stream: it shows its own subject, but is routed by another (CON-215).
   * Not held back for a commit.
   *
   * @param routing the subject that selects subscriptions
   * @param ackReply the reply subject, in its first {@code ackReplyLength} bytes
   * @param buffer holds subject, header block and payload one behind the other
   */
  Outcome deliver(
      byte[] routing,
      byte[] ackReply,
      int ackReplyLength,
      byte[] buffer,
      int subjectAt,
      int subjectLength,
      int headerLength,
      int payloadLength);

  /**
   * Sends a message that consists of a header block: a status, a heartbeat, a flow control request
   * (CON-325). Stays behind whatever was delivered before.
   *
   * @param reply empty for none
   * @param header given away
   */
  void status(byte[] subject, byte[] reply, byte[] header);

  /**
   * Sends an empty message that confirms an ack (CON-257), once every record so far is committed.
   *
   * @param reply given away
   */
  void confirm(byte[] reply);

  /**
   * Appends a record to what is kept of the consumer.
   *
   * @param record given away
   */
  void record(byte[] record);

  /**
   * Asks for a call of {@link StreamConsumer#reservationCommitted} with this number once every
   * record so far is committed; at once where nothing is kept on disk.
   */
  void reserved(long consumerSequence);

  /** The consumer is done with the message; it may not be needed any more (CON-524, CON-525). */
  void settled(long sequence);

  /**
   * A message is to be passed on to the consumer's dead letter subject once every record so far is
   * committed. {@link StreamConsumer#deadLetterPassedOn} is called when that is done; until then
   * the letter is among {@link StreamConsumer#deadLetters}, also after a restart.
   */
  void deadLetter(DeadLetter letter);

  /** Something that is told as an advisory or metric, if anybody listens (section 16). */
  void event(ConsumerEvent event);

  /**
   * Nobody used the consumer for its whole inactive threshold: it wants to be deleted (CON-166).
   */
  void inactive();

  /** A message could not be read and is passed over by this delivery. */
  void unreadable(long sequence, IOException cause);

  /** Whether any subscription, wildcards included, matches the subject (CON-363). */
  boolean hasInterest(byte[] subject);

  /**
   * Whether a subscription of literally this subject exists: a plain one where the group is empty,
   * else one of that queue group (CON-400).
   */
  boolean isBound(byte[] subject, byte[] group);
}
