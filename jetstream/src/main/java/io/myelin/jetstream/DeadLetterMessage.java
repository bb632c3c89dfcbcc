package io.myelin.jetstream;

import io.myelin.jetstream.consumer.DeadLetter;
import io.myelin.jetstream.model.GoTime;
import io.myelin.store.StoredMessage;
import java.util.Set;

/**
 * What a dead letter looks like: payload and headers of the original, with headers that tell where
 * it comes from and why. Headers of the original that begin with {@code Nats-} get {@code
 * Dead-Letter-} in front, so that the stream that keeps the letter does not act on them. Pure
 * functions.
 */
final class DeadLetterMessage {
  private static final String PREFIX = "Dead-Letter-";
  private static final String REASON = PREFIX + "Reason";
  private static final String TEXT = PREFIX + "Text";
  private static final String STREAM = PREFIX + "Stream";
  private static final String CONSUMER = PREFIX + "Consumer";
  private static final String SEQUENCE = PREFIX + "Sequence";
  private static final String DELIVERIES = PREFIX + "Deliveries";
  private static final String SUBJECT = PREFIX + "Subject";
  private static final String TIME = PREFIX + "Time";
  private static final String MISSING = PREFIX + "Missing";
  private static final Set<String> OWN =
      Set.of(REASON, TEXT, STREAM, CONSUMER, SEQUENCE, DELIVERIES, SUBJECT, TIME, MISSING);
  private static final int LONGEST_TEXT = 1024;

  private DeadLetterMessage() {}

  /**
   * The header block of a letter.
   *
   * @param id tells the letter from all others; repeated when it is published again
   */
  static byte[] header(
      String stream, String consumer, DeadLetter letter, String id, StoredMessage original) {
    byte[] kept = HeaderBlock.renamed(original.header(), DeadLetterMessage::renamed);
    String lines =
        lines(stream, consumer, letter, id)
            + line(SUBJECT, original.subject())
            + line(TIME, GoTime.format(GoTime.ofEpochNanos(original.timeNanos())));
    return HeaderBlock.plusLines(kept, lines);
  }

  /** The header block of a letter whose message has left its stream meanwhile. */
  static byte[] headerOfMissing(String stream, String consumer, DeadLetter letter, String id) {
    return HeaderBlock.plusLines(
        HeaderBlock.NONE, lines(stream, consumer, letter, id) + line(MISSING, "true"));
  }

  private static String lines(String stream, String consumer, DeadLetter letter, String id) {
    return line(REASON, letter.reason().word())
        + (letter.text().isEmpty() ? "" : line(TEXT, oneLine(letter.text())))
        + line(STREAM, stream)
        + line(CONSUMER, consumer)
        + line(SEQUENCE, Long.toString(letter.sequence()))
        + line(DELIVERIES, Long.toString(letter.deliveries()))
        + line(PublishHeaders.MSG_ID, id);
  }

  private static String line(String name, String value) {
    return name + ": " + value + "\r\n";
  }

  private static String oneLine(String text) {
    String shortened = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    return shortened.replaceAll("\\p{Cntrl}", " ");
  }

  /** The name that a header of the original has in the letter, empty for none. */
  private static String renamed(String name) {
    if (OWN.contains(name)) {
      return "";
    }
    return name.startsWith("Nats-") ? PREFIX + name : name;
  }
}
