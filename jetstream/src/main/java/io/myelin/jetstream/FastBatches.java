package io.myelin.jetstream;

import io.myelin.jetstream.model.FastBatchReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open fast batches of one stream (STR-390 to STR-396): which of their messages came, which are
 * committed, and how often the publisher is told. Knows no clock. Lane only.
 */
final class FastBatches {
  private static final int MOST_UNACKNOWLEDGED = 500;

  /** One batch. */
  final class Batch {
    private final String id;
    private final boolean failOnGap;
    private final int flow;
    private int ackMessages;
    private long received;
    private long committed;
    private long acknowledged;
    private long lastStreamSequence;
    private int pending;
    private long deadlineNanos;
    private @Nullable Incoming closing;
    private boolean ended;

    private Batch(FastBatchReply first) {
      this.id = first.batchId();
      this.failOnGap = first.failOnGap();
      this.flow = first.flow();
      this.ackMessages = open.isEmpty() ? Math.min(MOST_UNACKNOWLEDGED, flow) : 1;
    }

    /** The id that the publisher gave it. */
    String id() {
      return id;
    }

    /** Whether a gap or a refused message ends it. */
    boolean failOnGap() {
      return failOnGap;
    }

    /** After how many messages it is acknowledged. */
    int ackMessages() {
      return ackMessages;
    }

    /** Position of the last message that came. */
    long received() {
      return received;
    }

    /** A message at this position came. */
    void received(long position) {
      received = position;
    }

    /** Position up to which the publisher was told. */
    long acknowledged() {
      return acknowledged;
    }

    /** The last sequence in the stream that the batch stored, 0 for none. */
    long lastStreamSequence() {
      return lastStreamSequence;
    }

    /** The message that asked for its end, null while it goes on. */
    @Nullable Incoming closing() {
      return closing;
    }

    /** Whether nothing of it waits for the disk. */
    boolean settled() {
      return pending == 0;
    }

    /** Whether it is over. */
    boolean ended() {
      return ended;
    }

    /** A message is on its way to the disk. */
    void stored() {
      pending++;
    }

    /** A message was committed. */
    void committed(long position, long streamSequence) {
      pending--;
      lastStreamSequence = streamSequence;
      committed = pending == 0 ? received : position;
    }

    /** Nothing is to be stored for the positions up to the last one received. */
    void nothingToStore() {
      if (pending == 0) {
        committed = received;
      }
    }

    /**
     * Whether the publisher is to be told of what is committed; adapts how often that is done to
     * how many batches there are (STR-391).
     */
    boolean acknowledgementDue() {
      if (committed < acknowledged + ackMessages) {
        return false;
      }
      acknowledged += (committed - acknowledged) / ackMessages * ackMessages;
      int most = Math.min(flow, Math.max(1, MOST_UNACKNOWLEDGED / open.size()));
      if (ackMessages < most) {
        ackMessages = Math.min(2 * ackMessages, most);
      } else if (ackMessages > most) {
        ackMessages = Math.max(ackMessages / 2, most);
      }
      return true;
    }

    /**
     * Takes no more messages.
     *
     * @param by the message that is answered when all is committed
     */
    void close(Incoming by) {
      if (closing == null) {
        closing = by;
      }
    }

    /** It is over: its place is free. */
    void end() {
      if (!ended) {
        ended = true;
        open.remove(id);
        budget.closeFast();
      }
    }
  }

  private final BatchBudget budget;
  private final Map<String, Batch> open = new LinkedHashMap<>();

  FastBatches(BatchBudget budget) {
    this.budget = budget;
  }

  /** How many are open. */
  int size() {
    return open.size();
  }

  /** The open batch of that id, or null. */
  @Nullable Batch find(String id) {
    return open.get(id);
  }

  /** Opens a batch; null when there are too many. */
  @Nullable Batch begin(FastBatchReply first) {
    if (open.size() >= budget.limits().maxFastPerStream() || !budget.openFast()) {
      return null;
    }
    Batch batch = new Batch(first);
    open.put(batch.id, batch);
    return batch;
  }

  /** Something came for the batch. */
  void heardOf(Batch batch, long nowNanos) {
    batch.deadlineNanos = nowNanos + budget.limits().timeoutNanos();
    open.remove(batch.id);
    open.put(batch.id, batch);
  }

  /** When the next one is given up; {@code Long.MAX_VALUE} for never. */
  long nextDeadlineNanos() {
    return open.isEmpty() ? Long.MAX_VALUE : open.values().iterator().next().deadlineNanos;
  }

  /** Gives up the batches that nothing came for any more, without a word (STR-393). */
  void expire(long nowNanos) {
    while (nextDeadlineNanos() <= nowNanos) {
      open.values().iterator().next().end();
    }
  }

  /** Gives up all of them. */
  void drop() {
    new ArrayList<>(open.values()).forEach(Batch::end);
  }
}
