package io.myelin.jetstream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * Messages that wait for a lane, bounded in number and bytes. Any thread offers, the lane takes.
 * The lane is woken once for a batch.
 *
 * @param <M> the kind of message
 */
final class LaneInbox<M extends LaneInbox.Sized> {

  /** Something that waits. */
  interface Sized {
    /** Bytes that it takes in a queue, roughly. */
    int bytes();
  }

  /**
   * Takes messages on the lane.
   *
   * @param <M> the kind of message
   */
  interface Receiver<M> {
    /** Takes the next message. */
    void receive(M message);

    /** No more for now: what was changed should be committed. */
    void endOfBatch();
  }

  private static final int CHUNK = 1024;
  private static final int SLICE = 512;

  private final Lane lane;
  private final Receiver<M> receiver;
  private final int maxMessages;
  private final long maxBytes;
  private final MpscUnboundedArrayQueue<M> queue = new MpscUnboundedArrayQueue<>(CHUNK);
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Runnable drain = this::drain;

  LaneInbox(Lane lane, Receiver<M> receiver, int maxMessages, long maxBytes) {
    this.lane = lane;
    this.receiver = receiver;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** Adds a message; false when too much waits already. */
  boolean offer(M message) {
    if (messages.get() >= maxMessages || bytes.get() >= maxBytes) {
      return false;
    }
    messages.incrementAndGet();
    bytes.addAndGet(message.bytes());
    queue.offer(message);
    if (!woken.get() && woken.compareAndSet(false, true)) {
      lane.execute(drain);
    }
    return true;
  }

  private void drain() {
    woken.set(false);
    int taken = 0;
    long takenBytes = 0;
    M message;
    while (taken < SLICE && (message = queue.relaxedPoll()) != null) {
      taken++;
      takenBytes += message.bytes();
      receiver.receive(message);
    }
    messages.addAndGet(-taken);
    bytes.addAndGet(-takenBytes);
    receiver.endOfBatch();
    if (!queue.isEmpty() && woken.compareAndSet(false, true)) {
      lane.execute(drain);
    }
  }
}
