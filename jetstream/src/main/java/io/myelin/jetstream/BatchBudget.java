package io.myelin.jetstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the open batches of all streams take of this server: how many there are, and the bytes that
 * wait in memory for the end of an atomic batch. Any thread may call.
 */
final class BatchBudget {
  private final BatchLimits limits;
  private final long maxStagedBytes;
  private final AtomicInteger atomic = new AtomicInteger();
  private final AtomicInteger fast = new AtomicInteger();
  private final AtomicLong stagedBytes = new AtomicLong();

  /**
   * @param maxStagedBytes bytes of messages that may wait in memory
   */
  BatchBudget(BatchLimits limits, long maxStagedBytes) {
    this.limits = limits;
    this.maxStagedBytes = maxStagedBytes;
  }

  /** The limits that it keeps. */
  BatchLimits limits() {
    return limits;
  }

  /** Takes a place for an atomic batch; false when all are taken. */
  boolean openAtomic() {
    return open(atomic, limits.maxAtomicInAll());
  }

  /** Gives a place back, with the bytes that the batch held. */
  void closeAtomic(long bytes) {
    atomic.decrementAndGet();
    stagedBytes.addAndGet(-bytes);
  }

  /** Takes bytes for a message of an atomic batch; false when too many wait already. */
  boolean stage(long bytes) {
    if (stagedBytes.addAndGet(bytes) > maxStagedBytes) {
      stagedBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Takes a place for a fast batch; false when all are taken. */
  boolean openFast() {
    return open(fast, limits.maxFastInAll());
  }

  /** Gives a place back. */
  void closeFast() {
    fast.decrementAndGet();
  }

  private static boolean open(AtomicInteger count, int max) {
    if (count.incrementAndGet() > max) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }
}
