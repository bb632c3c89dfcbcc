package io.myelin.core;

/**
 * Limits of one account (CORE-716); -1 means unlimited.
 *
 * @param maxConnections client connections
 * @param maxSubscriptions subscriptions of one connection
 * @param maxPayloadBytes header block and payload of one message
 */
public record AccountLimits(int maxConnections, int maxSubscriptions, long maxPayloadBytes) {
  /** No limits of its own. */
  public static final AccountLimits NONE = new AccountLimits(-1, -1, -1);
}
