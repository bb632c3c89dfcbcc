package io.myelin.jetstream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * Messages that wait for a lane, bounded in number and bytes. Any thread offers, the lane takes.
 * The lane is woken once for a batch.
 */
final class LaneInbox {

  /** Takes messages on the lane. */
  interface Receiver {
    /** Takes the next message. */
    void receive(Incoming message);

    /** No more for now: what was changed should be committed. */
    void endOfBatch();
  }

  private static final int CHUNK = 1024;
  private static final int SLICE = 512;

  private final Lane lane;
  private final Receiver receiver;
  private final int maxMessages;
  private final long maxBytes;
  private final MpscUnboundedArrayQueue<Incoming> queue = new MpscUnboundedArrayQueue<>(CHUNK);
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Runnable drain = this::drain;

  LaneInbox(Lane lane, Receiver receiver, int maxMessages, long maxBytes) {
    this.lane = lane;
    this.receiver = receiver;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** Adds a message; false when too much waits already. */
  boolean offer(Incoming message) {
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
    Incoming message;
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
