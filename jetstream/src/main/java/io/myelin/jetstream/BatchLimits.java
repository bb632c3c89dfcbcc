package io.myelin.jetstream;

import java.util.concurrent.TimeUnit;

/**
 * What batches may take (STR-383, STR-393; configured as STR-016). All at least 1.
 *
 * @param maxAtomicPerStream open atomic batches of a stream
 * @param maxAtomicInAll open atomic batches of the server
 * @param maxAtomicMessages messages of an atomic batch
 * @param maxFastPerStream open fast batches of a stream
 * @param maxFastInAll open fast batches of the server
 * @param timeoutNanos how long a batch without traffic stays open
 */
public record BatchLimits(
    int maxAtomicPerStream,
    int maxAtomicInAll,
    int maxAtomicMessages,
    int maxFastPerStream,
    int maxFastInAll,
    long timeoutNanos) {
  /** Where nothing is configured. */
  public static final BatchLimits DEFAULT =
      new BatchLimits(50, 1000, 1000, 1000, 50_000, TimeUnit.SECONDS.toNanos(10));
}
