package io.myelin.core;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * An event loop as core sees it: one thread that owns connections, with its producer, its inbox of
 * bytes handed over by other producers, and its timers. Tests run it on a simulated clock.
 */
public abstract class Loop implements Executor {
  private static final int INBOX_CHUNK = 256;

  /** A timer that can be called off. */
  public interface Timer {
    /** Calls it off; no effect if it has run. Loop thread only. */
    void cancel();
  }

  private final Producer producer;
  private final int producerCount;
  private final MpscUnboundedArrayQueue<Segment> inbox = new MpscUnboundedArrayQueue<>(INBOX_CHUNK);
  private final AtomicBoolean wakeRequested = new AtomicBoolean();
  private volatile boolean resting;

  /**
   * @param index this loop's number among {@code producerCount} producers
   */
  @SuppressWarnings("this-escape")
  protected Loop(int index, int producerCount, SegmentPool pool, RandomGenerator random) {
    this.producer = new Producer(index, pool, random, this);
    this.producerCount = producerCount;
  }

  /** The publishing context of this loop's thread. */
  public final Producer producer() {
    return producer;
  }

  /** How many producers there are in the process. */
  public final int producerCount() {
    return producerCount;
  }

  /** Runs the task on the loop's thread, later. Any thread. */
  @Override
  public abstract void execute(Runnable task);

  /** Asks for {@link #flush()} at the end of the current round of events. Loop thread only. */
  protected abstract void flushSoon();

  /** Whether the caller is the loop's thread. */
  public abstract boolean inLoop();

  /** Runs the task on the loop's thread after the delay. Loop thread only. */
  public abstract Timer schedule(Runnable task, long delay, TimeUnit unit);

  /** Monotonic time in nanoseconds. */
  public abstract long nanoTime();

  /** Wall clock in nanoseconds since the epoch. */
  public abstract long epochNanos();

  /** The loop is about to wait for something to do. Loop thread only. */
  public final void rests() {
    producer.endRound();
    resting = true;
  }

  /** The loop has something to do. Loop thread only. */
  final void works() {
    if (resting) {
      resting = false;
    }
  }

  /**
   * Whether the loop waits for something to do, as far as is known: handing something over then
   * costs a wake-up. Any thread.
   */
  final boolean resting() {
    return resting;
  }

  /** Takes bytes from another producer. */
  final void handOver(Segment first) {
    inbox.offer(first);
    if (!wakeRequested.get() && wakeRequested.compareAndSet(false, true)) {
      execute(this::drain);
    }
  }

  /**
   * Moves what other producers handed over to its destinations. Called before input is parsed, so
   * that a PONG never overtakes a message that was published before its PING (CORE-240). Loop
   * thread only.
   */
  public final void drain() {
    works();
    wakeRequested.set(false);
    Segment first;
    while ((first = inbox.relaxedPoll()) != null) {
      Handover handover = first.handover;
      if (handover != null) {
        handover.deliver(first);
      }
    }
  }

  /** Whether other producers have handed something over. */
  public final boolean hasHandedOver() {
    return !inbox.isEmpty();
  }

  /** Flushes every destination touched since the last flush. Loop thread only. */
  public final void flush() {
    producer.flush();
  }
}
