package io.myelin.jetstream.consumer;

/** Why a message left its stream: what a consumer that waits for its ack reports (CON-289). */
public enum RemovalCause {
  /** Deleted by itself. */
  DELETED("Unacknowledged message was deleted"),
  /** Gone by a limit of the stream. */
  LIMIT("Unacknowledged message was deleted"),
  /** Purged or rolled up: nothing is reported (CON-520, CON-521). */
  PURGED(""),
  /** Not needed any more by the stream's consumers. */
  SETTLED("");

  private final String reason;

  RemovalCause(String reason) {
    this.reason = reason;
  }

  /** Text of the advisory, empty for none. */
  String reason() {
    return reason;
  }
}
