package io.myelin.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is in a stream, to be asked by the stream's lane. Answers include changes that are not yet
 * committed; whoever tells them to the outside waits for the commit.
 *
 * <p>Sequences begin at 1; 0 stands for "none". Times are nanoseconds since the epoch and never
 * decrease with the sequence.
 */
public interface MessageIndex {

  /**
   * The first sequence that holds a message; one more than {@link #lastSequence()} in an empty
   * stream that had messages; 0 in one that never had any (STR-270).
   */
  long firstSequence();

  /** The highest sequence ever given, 0 for none. */
  long lastSequence();

  /** Time of the first message, 0 for none. */
  long firstTimeNanos();

  /** Time of the last message ever stored, 0 for none; it stays when the message is removed. */
  long lastTimeNanos();

  /** Messages held. */
  long messages();

  /** Size of the messages held, counted as in STR-038. */
  long bytes();

  /** How many subjects have a message. */
  long subjectCount();

  /** Whether this sequence holds a message. */
  boolean contains(long sequence);

  /** The first sequence from {@code fromSequence} on whose subject matches; 0 for none. */
  long next(SubjectFilter filter, long fromSequence);

  /** The last sequence up to {@code upToSequence} whose subject matches; 0 for none. */
  long last(SubjectFilter filter, long upToSequence);

  /** How many messages from {@code fromSequence} on match. */
  long count(SubjectFilter filter, long fromSequence);

  /**
   * The first sequence with a message at or after the time; {@code lastSequence() + 1} for none.
   */
  long sequenceAt(long timeNanos);

  /** Visits every matching subject that has a message, in no particular order. */
  void subjects(SubjectFilter filter, SubjectVisitor visitor);

  /** The sequence of the first message on exactly this subject, 0 for none. */
  long firstOf(byte[] subject, int at, int length);

  /** The sequence of the last message on exactly this subject, 0 for none. */
  long lastOf(byte[] subject, int at, int length);

  /** How many messages there are on exactly this subject. */
  long countOf(byte[] subject, int at, int length);

  /**
   * The last message of every matching subject as of {@code upToSequence}, in ascending order.
   *
   * @param limit how many at most
   * @return null when there are more
   */
  long @Nullable [] lastOfEach(SubjectFilter filter, long upToSequence, int limit);

  /**
   * Reads one message.
   *
   * @return false where the sequence holds none
   * @throws DamagedMessageException when the stored bytes fail their checksum; the neighbours are
   *     not affected
   */
  boolean read(long sequence, StoredMessage into) throws IOException;

  /** Sees one subject. */
  @FunctionalInterface
  interface SubjectVisitor {
    /**
     * Takes one subject.
     *
     * @param subject is valid during the call only
     * @return whether to go on
     */
    boolean visit(
        byte[] subject, int at, int length, long count, long firstSequence, long lastSequence);
  }
}
