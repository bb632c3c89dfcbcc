package io.myelin.jetstream.consumer;

/**
 * A token bucket in time: how far ahead of its rate a consumer has sent (CON-423). A message larger
 * than the burst waits for an empty bucket and then goes (CON-825).
 */
final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  private long aheadUntilNanos;

  /** When a message of this size may be sent, at the earliest. */
  long dueNanos(long bytes, long bytesPerSecond, long burstBytes) {
    long burst = Math.max(bytes, burstBytes);
    return aheadUntilNanos + nanos(bytes, bytesPerSecond) - nanos(burst, bytesPerSecond);
  }

  void sent(long bytes, long bytesPerSecond, long nowNanos) {
    aheadUntilNanos = Math.max(aheadUntilNanos, nowNanos) + nanos(bytes, bytesPerSecond);
  }

  private static long nanos(long bytes, long bytesPerSecond) {
    return (long) Math.min(1e18, bytes * NANOS_PER_SECOND / bytesPerSecond);
  }
}
