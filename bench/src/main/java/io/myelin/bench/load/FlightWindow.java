package io.myelin.bench.load;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how far each publisher may be ahead of the slowest subscriber, the same for every server:
 * without it a publisher outruns the server until it drops slow consumers, and the run measures
 * queues. Thread-safe.
 */
final class FlightWindow {
  private static final int STRIDE = 16; // longs between counters: no two in a cache line
  private static final long RECHECK_NANOS = 1_000_000;

  private final int publishers;
  private final int subscribers;
  private final long windowMessages;
  private final RunFailure failure;
  private final AtomicLongArray received;
  private final AtomicLongArray wanted;
  private final AtomicReferenceArray<@Nullable Thread> waiting;

  /**
   * @param windowMessages how many messages of one publisher may be under way
   */
  FlightWindow(int publishers, int subscribers, long windowMessages, RunFailure failure) {
    this.publishers = publishers;
    this.subscribers = subscribers;
    this.windowMessages = windowMessages;
    this.failure = failure;
    this.received = new AtomicLongArray(Math.max(1, publishers * subscribers) * STRIDE);
    this.wanted = new AtomicLongArray(publishers);
    this.waiting = new AtomicReferenceArray<>(publishers);
  }

  /** A subscriber has all messages of a publisher below {@code next} that it is to get. */
  void advance(int subscriber, int publisher, long next) {
    received.set((subscriber * publishers + publisher) * STRIDE, next);
    Thread thread = waiting.get(publisher);
    if (thread != null && slowest(publisher) >= wanted.get(publisher)) {
      LockSupport.unpark(thread);
    }
  }

  /** All subscribers have all messages of the publisher below the number returned. */
  long slowest(int publisher) {
    long least = Long.MAX_VALUE;
    for (int s = 0; s < subscribers; s++) {
      least = Math.min(least, received.get((s * publishers + publisher) * STRIDE));
    }
    return least;
  }

  /**
   * Waits until the publisher may have sent everything below {@code next}; once it has to wait, it
   * waits until half of the window is free, so that it is woken seldom.
   *
   * @throws InvalidRunException if the run failed meanwhile
   */
  void awaitRoom(int publisher, long next) {
    if (slowest(publisher) >= next - windowMessages) {
      return;
    }
    long enough = next - windowMessages / 2;
    wanted.set(publisher, enough);
    waiting.set(publisher, Thread.currentThread());
    while (slowest(publisher) < enough) {
      failure.check();
      LockSupport.parkNanos(this, RECHECK_NANOS);
    }
    waiting.set(publisher, null);
  }
}
