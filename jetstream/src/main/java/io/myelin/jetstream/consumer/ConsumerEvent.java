package io.myelin.jetstream.consumer;

/** What a consumer reports of itself; the driver adds names, identity and domain (section 16). */
public sealed interface ConsumerEvent {

  /** A message was delivered as often as allowed and not settled (CON-551). */
  record MaxDeliveries(long streamSequence, long deliveries) implements ConsumerEvent {}

  /** A message was refused for now (CON-552). */
  record Naked(long consumerSequence, long streamSequence, long deliveries)
      implements ConsumerEvent {}

  /**
   * A message will not be delivered any more (CON-553).
   *
   * @param reason empty for none
   */
  record Terminated(long consumerSequence, long streamSequence, long deliveries, String reason)
      implements ConsumerEvent {}

  /** A sampled ack (CON-555). */
  record Acknowledged(
      long consumerSequence, long streamSequence, long ackTimeNanos, long deliveries)
      implements ConsumerEvent {}

  /**
   * Pausing began, changed or ended (CON-554).
   *
   * @param untilNanos since the epoch, 0 for none
   */
  record Paused(boolean paused, long untilNanos) implements ConsumerEvent {}

  /** A client was pinned (CON-556). */
  record Pinned(String group, String pinId) implements ConsumerEvent {}

  /**
   * A client was unpinned (CON-557).
   *
   * @param reason {@code admin} or {@code timeout}
   */
  record Unpinned(String group, String reason) implements ConsumerEvent {}
}
