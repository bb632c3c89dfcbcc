package io.myelin.core;

/**
 * The options that client sessions go by; a reload makes a new instance that applies to open
 * connections too (CORE-898).
 *
 * @param maxControlLineBytes CORE-608
 * @param maxPayloadBytes CORE-606, -1 for unlimited
 * @param maxPendingBytes CORE-607
 * @param maxSubscriptions per connection, 0 for unlimited (CORE-609)
 * @param maxSubscriptionTokens 0 for unlimited (CORE-610)
 * @param pingIntervalNanos CORE-612
 * @param maxPingsOut CORE-613
 * @param authTimeoutNanos how long CONNECT may take where authentication is required (CORE-005)
 * @param writeDeadlineNanos CORE-614
 * @param retryWrites whether an expired write deadline is forgiven while something was written
 *     (CORE-615)
 * @param headers whether headers are supported (CORE-617)
 * @param stallProducers whether producers wait for slow destinations; false drops at once
 *     (CORE-616)
 * @param trace log every protocol line (CORE-640)
 * @param traceSystemAccount CORE-641
 * @param traceHeadersOnly CORE-642
 * @param maxTracedBytes cut of a traced payload, 0 for none (CORE-649)
 */
public record SessionSettings(
    int maxControlLineBytes,
    long maxPayloadBytes,
    long maxPendingBytes,
    int maxSubscriptions,
    int maxSubscriptionTokens,
    long pingIntervalNanos,
    int maxPingsOut,
    long authTimeoutNanos,
    long writeDeadlineNanos,
    boolean retryWrites,
    boolean headers,
    boolean stallProducers,
    boolean trace,
    boolean traceSystemAccount,
    boolean traceHeadersOnly,
    int maxTracedBytes) {}
