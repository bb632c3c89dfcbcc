package io.myelin.jetstream.model;

/**
 * Defaults and caps for a stream's consumers (STR-228).
 *
 * @param inactiveThresholdNanos 0 for none
 * @param maxAckPending 0 for none
 */
public record ConsumerLimits(long inactiveThresholdNanos, long maxAckPending) {
  static final JsonShape SHAPE = JsonShape.members().int64("inactive_threshold", "max_ack_pending");

  /** No limits. */
  public static final ConsumerLimits NONE = new ConsumerLimits(0, 0);

  static ConsumerLimits read(JsonFields in) {
    return new ConsumerLimits(in.number("inactive_threshold"), in.number("max_ack_pending"));
  }

  void write(JsonOutput out) {
    out.int64IfAny("inactive_threshold", inactiveThresholdNanos)
        .int64IfAny("max_ack_pending", maxAckPending);
  }
}
