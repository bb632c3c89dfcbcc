package io.myelin.jetstream.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The reply subject of a delivered message: where it is acknowledged, and what it tells (CON-216 to
 * CON-218). Numbers are without sign.
 *
 * @param domain the domain of the long form; empty for none
 * @param accountHash the account of the long form ({@link NameHash}); empty in the short one
 * @param stream the stream
 * @param consumer the consumer
 * @param deliveries how often this message was delivered, from 1
 * @param streamSeq its sequence in the stream
 * @param consumerSeq its sequence among the consumer's deliveries
 * @param timestampNanos when it was stored
 * @param pending messages that follow it
 */
public record AckSubject(
    String domain,
    String accountHash,
    String stream,
    String consumer,
    long deliveries,
    long streamSeq,
    long consumerSeq,
    long timestampNanos,
    long pending) {
  private static final String PREFIX = "$JS.ACK.";
  private static final String NO_DOMAIN = "_";
  private static final int SHORT_TOKENS = 9;
  private static final int LONG_TOKENS = 11;
  private static final int PREFIX_TOKENS = 2;
  private static final int NUMBERS = 5;
  private static final int MAX_DIGITS = 20;

  /** The start of all short ack subjects of a consumer, to which numbers are appended. */
  public static String shortPrefix(String stream, String consumer) {
    return PREFIX + stream + '.' + consumer + '.';
  }

  /** The start of all long ack subjects of a consumer, to which numbers are appended. */
  public static String longPrefix(
      String domain, String accountHash, String stream, String consumer) {
    String shown = domain.isEmpty() ? NO_DOMAIN : domain;
    return PREFIX + shown + '.' + accountHash + '.' + stream + '.' + consumer + '.';
  }

  /** What a consumer subscribes to for short ack subjects (CON-217). */
  public static String shortPattern(String stream, String consumer) {
    return shortPrefix(stream, consumer) + "*.*.*.*.*";
  }

  /** What a consumer subscribes to for long ack subjects (CON-217). */
  public static String longPattern(
      String domain, String accountHash, String stream, String consumer) {
    return longPrefix(domain, accountHash, stream, consumer) + "*.*.*.*.>";
  }

  /**
   * The bytes of an ack subject.
   *
   * @param prefix the bytes of one of the prefixes
   * @param deliveries how often it was delivered
   * @param streamSeq its sequence in the stream
   * @param consumerSeq its sequence among the deliveries
   * @param timestampNanos when it was stored
   * @param pending messages that follow
   */
  public static byte[] encode(
      byte[] prefix,
      long deliveries,
      long streamSeq,
      long consumerSeq,
      long timestampNanos,
      long pending) {
    StringBuilder numbers = new StringBuilder(NUMBERS * MAX_DIGITS);
    numbers
        .append(Long.toUnsignedString(deliveries))
        .append('.')
        .append(Long.toUnsignedString(streamSeq))
        .append('.')
        .append(Long.toUnsignedString(consumerSeq))
        .append('.')
        .append(timestampNanos)
        .append('.')
        .append(Long.toUnsignedString(pending));
    byte[] subject = new byte[prefix.length + numbers.length()];
    System.arraycopy(prefix, 0, subject, 0, prefix.length);
    for (int i = 0; i < numbers.length(); i++) {
      subject[prefix.length + i] = (byte) numbers.charAt(i);
    }
    return subject;
  }

  /** The subject: the long form if there is an account hash. */
  public String format() {
    String prefix =
        accountHash.isEmpty()
            ? shortPrefix(stream, consumer)
            : longPrefix(domain, accountHash, stream, consumer);
    byte[] bytes =
        encode(
            prefix.getBytes(StandardCharsets.UTF_8),
            deliveries,
            streamSeq,
            consumerSeq,
            timestampNanos,
            pending);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Takes a subject apart; nothing if it is no ack subject (CON-218). */
  public static Optional<AckSubject> parse(String subject) {
    if (!subject.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] tokens = subject.split("\\.", -1);
    boolean isShort = tokens.length == SHORT_TOKENS;
    if (!isShort && tokens.length < LONG_TOKENS) {
      return Optional.empty();
    }
    int at = isShort ? PREFIX_TOKENS : PREFIX_TOKENS + 2;
    long[] numbers = new long[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] = number(tokens[at + 2 + i]);
      if (numbers[i] == NOT_A_NUMBER) {
        return Optional.empty();
      }
    }
    String domain = isShort || tokens[2].equals(NO_DOMAIN) ? "" : tokens[2];
    return Optional.of(
        new AckSubject(
            domain,
            isShort ? "" : tokens[3],
            tokens[at],
            tokens[at + 1],
            numbers[0],
            numbers[1],
            numbers[2],
            numbers[3],
            numbers[4]));
  }

  private static final long NOT_A_NUMBER = -1;

  private static long number(String token) {
    if (token.isEmpty()) {
      return NOT_A_NUMBER;
    }
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) < '0' || token.charAt(i) > '9') {
        return NOT_A_NUMBER;
      }
    }
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      return NOT_A_NUMBER;
    }
  }
}
