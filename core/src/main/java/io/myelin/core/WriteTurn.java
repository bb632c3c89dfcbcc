package io.myelin.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is to write to a transport: the owner's, from the moment it has something until
 * nothing of it is left, or else that of one visitor, a producer on another thread, for one write
 * that does not wait.
 */
final class WriteTurn {
  private static final int FREE = 0;
  private static final int OWNER = 1;
  private static final int VISITOR = 2;

  private final AtomicInteger holders = new AtomicInteger();
  private boolean claimed;

  /** No visit begins from now on; one may still be under way. Owner's thread only. */
  void claim() {
    if (!claimed) {
      claimed = true;
      holders.getAndAdd(OWNER);
    }
  }

  /** The owner has nothing to write. Owner's thread only. */
  void release() {
    if (claimed) {
      claimed = false;
      holders.getAndAdd(-OWNER);
    }
  }

  /** Whether a visitor is writing, which tells the owner when it is done. */
  boolean visited() {
    return (holders.get() & VISITOR) != 0;
  }

  /** Begins a visit; false when the owner has something, or another is visiting. */
  boolean tryVisit() {
    return holders.compareAndSet(FREE, VISITOR);
  }

  /** Ends the visit; true when the owner has claimed its turn meanwhile and is to be told. */
  boolean endVisit() {
    return (holders.getAndAdd(-VISITOR) & OWNER) != 0;
  }

  /** Waits for the end of a write that does not wait itself. */
  void awaitVisitor() {
    while (visited()) {
      Thread.onSpinWait();
    }
  }
}
