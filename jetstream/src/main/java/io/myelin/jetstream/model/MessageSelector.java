package io.myelin.jetstream.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which messages a message get or direct get asks for (STR-430, STR-444).
 *
 * @param seq without sign; 0 for none
 * @param lastBySubject the last message of these subjects; empty for none
 * @param nextBySubject the next message of these subjects; empty for none
 * @param startTime messages from then on
 * @param batch how many messages; 0 for one
 * @param maxBytes after how many bytes a batch ends; 0 for the server's bound
 * @param multiLast the last message of every subject of these filters
 * @param upToSeq nothing after that; without sign, 0 for no bound
 * @param upToTime nothing after that
 * @param noHeaders whether headers are left out
 */
public record MessageSelector(
    long seq,
    String lastBySubject,
    String nextBySubject,
    Optional<Instant> startTime,
    long batch,
    long maxBytes,
    List<String> multiLast,
    long upToSeq,
    Optional<Instant> upToTime,
    boolean noHeaders) {
  static final JsonShape SHAPE =
      JsonShape.members()
          .uint64("seq", "up_to_seq")
          .text("last_by_subj", "next_by_subj")
          .time("start_time", "up_to_time")
          .int64("batch", "max_bytes")
          .texts("multi_last")
          .flag("no_hdr");

  private static final MessageSelector NOTHING =
      new MessageSelector(0, "", "", Optional.empty(), 0, 0, List.of(), 0, Optional.empty(), false);
  private static final byte[] SEQUENCE = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_DIGITS = 18;

  /** Copies the list. */
  public MessageSelector {
    multiLast = List.copyOf(multiLast);
  }

  /** Why a direct get is refused: the text of the status 408 (STR-442). */
  public enum Refusal {
    /** Nothing is asked for. */
    EMPTY("Empty Request"),
    /** It is not JSON. */
    MALFORMED("Malformed Request"),
    /** The options contradict each other. */
    BAD("Bad Request");

    private final String description;

    Refusal(String description) {
      this.description = description;
    }

    /** The description that follows 408. */
    public String description() {
      return description;
    }
  }

  /** What a direct get asks for, or why it is refused. */
  public sealed interface DirectGet {
    /** Answer with these messages. */
    record Accepted(MessageSelector selector) implements DirectGet {}

    /** Answer with status 408. */
    record Refused(Refusal reason) implements DirectGet {}
  }

  static MessageSelector read(JsonFields in) {
    return new MessageSelector(
        in.number("seq"),
        in.text("last_by_subj"),
        in.text("next_by_subj"),
        in.time("start_time"),
        in.number("batch"),
        in.number("max_bytes"),
        in.texts("multi_last"),
        in.number("up_to_seq"),
        in.time("up_to_time"),
        in.flag("no_hdr"));
  }

  /** The payload of a direct get without subject; never strict (STR-444). */
  public static DirectGet directGet(byte[] body) {
    if (body.length == 0) {
      return new DirectGet.Refused(Refusal.EMPTY);
    }
    long sequence = onlySequence(body, 0, body.length);
    if (sequence > 0) {
      return new DirectGet.Accepted(NOTHING.withSequence(sequence));
    }
    try {
      MessageSelector selector = read(SHAPE.read(body, false));
      if (selector.selectsNothing()) {
        return new DirectGet.Refused(Refusal.EMPTY);
      }
      return selector.isConsistent()
          ? new DirectGet.Accepted(selector)
          : new DirectGet.Refused(Refusal.BAD);
    } catch (InvalidJsonException e) {
      return new DirectGet.Refused(Refusal.MALFORMED);
    }
  }

  /** A direct get of the last message of a subject, which may have options only (STR-443). */
  public static DirectGet directGetLast(String subject, byte[] body) {
    if (body.length == 0) {
      return new DirectGet.Accepted(NOTHING.lastOf(subject));
    }
    try {
      MessageSelector options = read(SHAPE.read(body, false));
      boolean onlyOptions =
          options.selectsNothing()
              && options.batch == 0
              && options.upToSeq == 0
              && options.upToTime.isEmpty();
      return onlyOptions
          ? new DirectGet.Accepted(options.lastOf(subject))
          : new DirectGet.Refused(Refusal.BAD);
    } catch (InvalidJsonException e) {
      return new DirectGet.Refused(Refusal.MALFORMED);
    }
  }

  /**
   * The number of {@code {"seq":N}}, as clients write it, in a range of an array; 0 for anything
   * else.
   */
  public static long onlySequence(byte[] bytes, int at, int length) {
    int end = at + length - 1;
    int from = at + SEQUENCE.length;
    if (end <= from
        || end - from > MOST_DIGITS
        || bytes[end] != '}'
        || !Arrays.equals(bytes, at, from, SEQUENCE, 0, SEQUENCE.length)
        || bytes[from] == '0') {
      return 0;
    }
    long value = 0;
    for (int i = from; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return 0;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private MessageSelector withSequence(long sequence) {
    return new MessageSelector(
        sequence,
        lastBySubject,
        nextBySubject,
        startTime,
        batch,
        maxBytes,
        multiLast,
        upToSeq,
        upToTime,
        noHeaders);
  }

  private MessageSelector lastOf(String subject) {
    return new MessageSelector(
        0, subject, "", Optional.empty(), 0, maxBytes, List.of(), 0, Optional.empty(), noHeaders);
  }

  /** Whether a message get may ask for this (STR-430). */
  boolean isMessageGet() {
    boolean hasNext = !nextBySubject.isEmpty();
    boolean hasLast = !lastBySubject.isEmpty();
    boolean isSomething = seq != 0 || hasLast || hasNext || startTime.isPresent();
    return isSomething
        && !(seq != 0 && hasLast)
        && !(seq != 0 && startTime.isPresent())
        && !(startTime.isPresent() && hasLast)
        && !(hasLast && hasNext)
        && batch == 0
        && maxBytes == 0;
  }

  private boolean selectsNothing() {
    return seq == 0
        && lastBySubject.isEmpty()
        && nextBySubject.isEmpty()
        && startTime.isEmpty()
        && multiLast.isEmpty();
  }

  private boolean isConsistent() {
    boolean hasNext = !nextBySubject.isEmpty();
    boolean hasLast = !lastBySubject.isEmpty();
    boolean hasMulti = !multiLast.isEmpty();
    return !(seq != 0 && hasLast)
        && !(seq != 0 && startTime.isPresent())
        && !(startTime.isPresent() && hasLast)
        && !(hasLast && (hasNext || hasMulti || batch > 0))
        && !(hasNext && hasMulti)
        && !(upToSeq != 0 && upToTime.isPresent());
  }
}
