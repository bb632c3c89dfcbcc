package io.myelin.config;

/**
 * Limits of an account (CORE-716); -1 for no limit.
 *
 * @param maxConnections most connections
 * @param maxSubscriptions most subscriptions of one connection
 * @param maxPayloadBytes largest message
 * @param maxLeafnodes most leaf node connections
 */
public record LimitsOptions(
    long maxConnections, long maxSubscriptions, long maxPayloadBytes, long maxLeafnodes) {
  /** No limits. */
  public static final LimitsOptions UNLIMITED = new LimitsOptions(-1, -1, -1, -1);
}
