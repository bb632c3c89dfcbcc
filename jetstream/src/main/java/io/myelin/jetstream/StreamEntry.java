package io.myelin.jetstream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stream was decided to do with one message, with every choice made: applying it needs no
 * clock and cannot fail.
 *
 * @param sequence the sequence that it gets
 * @param timeNanos the time that it gets
 * @param expiresAtNanos when it expires by its own time to live, 0 for not at all
 * @param buffer subject, header block and payload one behind the other
 * @param stored false when nobody is interested and only the sequence is used (STR-261)
 * @param msgId its message id, empty for none
 * @param rollup what it replaces
 * @param endedSchedule the subject of the schedule that it ends, null for none (STR-367)
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a message, never compared
record StreamEntry(
    long sequence,
    long timeNanos,
    long expiresAtNanos,
    byte[] buffer,
    int subjectLength,
    int headerLength,
    int payloadLength,
    boolean stored,
    String msgId,
    Rollup rollup,
    byte @Nullable [] endedSchedule) {

  /** The same with another sequence, as a mirror needs it (STR-473). */
  StreamEntry at(long otherSequence) {
    return new StreamEntry(
        otherSequence,
        timeNanos,
        expiresAtNanos,
        buffer,
        subjectLength,
        headerLength,
        payloadLength,
        stored,
        msgId,
        rollup,
        endedSchedule);
  }

  /** The same with the subject only. */
  StreamEntry withoutBody() {
    return new StreamEntry(
        sequence,
        timeNanos,
        expiresAtNanos,
        Arrays.copyOf(buffer, subjectLength),
        subjectLength,
        0,
        0,
        stored,
        msgId,
        rollup,
        endedSchedule);
  }

  /** What goes when a message is stored (STR-316). */
  enum Rollup {
    /** Nothing. */
    NONE,
    /** Earlier messages of its subject. */
    SUBJECT,
    /** Every earlier message. */
    ALL
  }
}
