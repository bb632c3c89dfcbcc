package io.myelin.core;

import java.util.concurrent.atomic.AtomicLong;

/** A count that one thread writes and any thread reads, without the price of an atomic addition. */
final class SingleWriterCounter {
  private final AtomicLong value = new AtomicLong();

  /** Adds; the owning thread only. */
  void add(long amount) {
    value.setRelease(value.getPlain() + amount);
  }

  /** Replaces the value; the owning thread only. */
  void set(long newValue) {
    value.setRelease(newValue);
  }

  /** The current value; any thread. */
  long get() {
    return value.getAcquire();
  }
}
