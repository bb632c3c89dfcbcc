package io.myelin.jetstream.model;

import java.nio.charset.StandardCharsets;

/**
 * The payload of a request for messages (CON-320).
 *
 * @param batch how many messages, as it was asked for; 0 and less act as 1 (CON-321)
 * @param expiresNanos how long it may wait; 0 for no limit, less for not at all
 * @param maxBytes how many bytes; 0 for no limit
 * @param noWait whether it ends when there are no more messages
 * @param idleHeartbeatNanos how often it is told that nothing happens; 0 for never
 * @param group its priority group; empty for none
 * @param minPending served only if as many messages are pending; 0 for no condition
 * @param minAckPending served only if as many are unacknowledged; 0 for no condition
 * @param id the pin it holds; empty for none
 * @param priority 0 (best) to 9
 * @param json whether it was an object; only then group rules apply (CON-460)
 */
public record PullRequest(
    long batch,
    long expiresNanos,
    long maxBytes,
    boolean noWait,
    long idleHeartbeatNanos,
    String group,
    long minPending,
    long minAckPending,
    String id,
    long priority,
    boolean json) {
  private static final JsonShape SHAPE =
      JsonShape.members()
          .int64("batch", "expires", "max_bytes", "idle_heartbeat", "priority")
          .int64("min_pending", "min_ack_pending")
          .flag("no_wait")
          .text("group", "id");

  /** The request that an empty payload makes: one message, no limits. */
  public static final PullRequest ONE = plain(1);

  /**
   * Decodes a payload: empty, a number, or an object; any other text asks for one message.
   *
   * @throws InvalidJsonException for a malformed object; its detail belongs behind {@code Bad
   *     Request - } (CON-345)
   */
  public static PullRequest decode(byte[] body) throws InvalidJsonException {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      return ONE;
    }
    if (text.charAt(0) != '{') {
      return plain(number(text));
    }
    JsonFields in = SHAPE.read(text.getBytes(StandardCharsets.UTF_8), false);
    return new PullRequest(
        in.number("batch"),
        in.number("expires"),
        in.number("max_bytes"),
        in.flag("no_wait"),
        in.number("idle_heartbeat"),
        in.text("group"),
        in.number("min_pending"),
        in.number("min_ack_pending"),
        in.text("id"),
        in.number("priority"),
        true);
  }

  private static PullRequest plain(long batch) {
    return new PullRequest(batch, 0, 0, false, 0, "", 0, 0, "", 0, false);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
