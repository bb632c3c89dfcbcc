package io.myelin.jetstream.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the reply subject of a message of a fast batch says (STR-390): {@code
 * <prefix>.<id>.<flow>.<gap>.<seq>.<op>.$FI}.
 *
 * @param prefix what stands before the id
 * @param batchId up to 64 characters; longer ones are error 10207
 * @param flow messages between two acknowledgements; 1 to 65535
 * @param failOnGap whether a gap ends the batch
 * @param batchSeq position in the batch
 * @param operation what to do
 */
public record FastBatchReply(
    String prefix,
    String batchId,
    int flow,
    boolean failOnGap,
    long batchSeq,
    Operation operation) {
  /** How such a subject ends. */
  public static final String SUFFIX = ".$FI";

  /** Characters that an id may have. */
  public static final int MAX_ID_LENGTH = 64;

  private static final JsonShape INFO = JsonShape.members().text("reply");
  private static final int DEFAULT_FLOW = 10;
  private static final int MAX_FLOW = 65_535;
  private static final int FIELDS = 5;

  /** What a message of a fast batch does. */
  public enum Operation {
    /** Opens the batch. */
    START,
    /** Adds a message. */
    APPEND,
    /** Adds a message and ends the batch. */
    COMMIT,
    /** Ends the batch without adding this message. */
    COMMIT_ONLY,
    /** Asks for the last acknowledgement. */
    PING
  }

  /** Whether this reply subject belongs to a fast batch at all. */
  public static boolean isOne(String reply) {
    return reply.endsWith(SUFFIX);
  }

  /**
   * The reply subject that a publisher gave, where it came through an account's import: it stands
   * in {@code Nats-Request-Info} (STR-397). Nothing if there is none of a fast batch.
   */
  public static Optional<String> ofRequestInfo(String json) {
    try {
      String reply = INFO.read(json.getBytes(StandardCharsets.UTF_8), false).text("reply");
      return isOne(reply) ? Optional.of(reply) : Optional.empty();
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  /** Whether the id is longer than it may be: error 10207. */
  public boolean isIdTooLong() {
    return batchId.length() > MAX_ID_LENGTH;
  }

  /**
   * Takes a reply subject apart, from its end: the prefix may have any number of tokens. Nothing if
   * it is malformed: error 10206.
   */
  public static Optional<FastBatchReply> parse(String reply) {
    if (!isOne(reply)) {
      return Optional.empty();
    }
    String rest = reply.substring(0, reply.length() - SUFFIX.length());
    String[] fields = new String[FIELDS];
    for (int i = FIELDS - 1; i >= 0; i--) {
      int dot = rest.lastIndexOf('.');
      if (dot <= 0) {
        return Optional.empty();
      }
      fields[i] = rest.substring(dot + 1);
      rest = rest.substring(0, dot);
    }
    boolean fails = fields[2].equals("fail");
    Optional<Operation> operation = operation(fields[4]);
    long seq = positive(fields[3]);
    boolean isGapMode = fails || fields[2].equals("ok");
    if (fields[0].isEmpty() || !isGapMode || seq == 0 || operation.isEmpty()) {
      return Optional.empty();
    }
    boolean fits =
        switch (operation.get()) {
          case START -> seq == 1;
          case APPEND, COMMIT_ONLY -> seq > 1;
          case COMMIT, PING -> true;
        };
    return fits
        ? Optional.of(
            new FastBatchReply(rest, fields[0], flow(fields[1]), fails, seq, operation.get()))
        : Optional.empty();
  }

  private static Optional<Operation> operation(String text) {
    boolean isOne = text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '4';
    return isOne ? Optional.of(Operation.values()[text.charAt(0) - '0']) : Optional.empty();
  }

  private static int flow(String text) {
    long flow = positive(text);
    return flow == 0 ? DEFAULT_FLOW : (int) Math.min(flow, MAX_FLOW);
  }

  private static long positive(String text) {
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
