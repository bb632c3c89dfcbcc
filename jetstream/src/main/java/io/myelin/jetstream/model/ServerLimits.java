package io.myelin.jetstream.model;

/**
 * What the server and the account set for all assets (STR-016, CON-092). Numbers are 0 or below for
 * no limit.
 *
 * @param maxDuplicateWindowNanos cap of streams' dedupe windows
 * @param serverMaxAckPending cap and default of consumers' {@code max_ack_pending}
 * @param accountMaxAckPending the account's cap of the same
 * @param maxRequestBatch cap and default of consumers' {@code max_batch}
 * @param isClustered whether more than one replica is possible
 */
public record ServerLimits(
    long maxDuplicateWindowNanos,
    long serverMaxAckPending,
    long accountMaxAckPending,
    long maxRequestBatch,
    boolean isClustered) {
  /** A single server without limits. */
  public static final ServerLimits NONE = new ServerLimits(0, 0, 0, 0, false);
}
