package io.myelin.core;

import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpmcArrayQueue;

/**
 * Segments of two sizes, shared by all threads, and the byte budget of everything that is kept
 * outside the heap. A bounded number of idle segments is kept, the rest is given back. Any thread
 * may call.
 */
public final class SegmentPool {
  /** Bytes of a segment for the odd message. */
  public static final int SMALL_BYTES = 4 * 1024;

  /** Bytes of a segment for a stream of messages. */
  public static final int LARGE_BYTES = 64 * 1024;

  private static final int IDLE_SMALL = 1024;
  private static final int IDLE_LARGE = 128;

  private final MemorySource memory;
  private final long budgetBytes;
  private final AtomicLong usedBytes = new AtomicLong();
  private final MpmcArrayQueue<Segment> small = new MpmcArrayQueue<>(IDLE_SMALL);
  private final MpmcArrayQueue<Segment> large = new MpmcArrayQueue<>(IDLE_LARGE);

  /**
   * @param budgetBytes what may be used before {@link #overBudget()} says so
   */
  public SegmentPool(MemorySource memory, long budgetBytes) {
    this.memory = memory;
    this.budgetBytes = budgetBytes;
  }

  /**
   * An empty segment with room for at least {@code bytes}, which is at most {@link #LARGE_BYTES}
   * less the slack.
   */
  Segment acquire(int bytes) {
    boolean isSmall = bytes <= SMALL_BYTES - Segment.SLACK_BYTES;
    Segment idle = isSmall ? small.relaxedPoll() : large.relaxedPoll();
    if (idle != null) {
      return idle;
    }
    int size = isSmall ? SMALL_BYTES : LARGE_BYTES;
    usedBytes.addAndGet(size);
    return Segment.of(memory.allocate(size));
  }

  /** Takes an empty segment with memory of its own back. */
  void recycle(Segment segment) {
    int size = segment.bytes.capacity();
    MpmcArrayQueue<Segment> idle = size == SMALL_BYTES ? small : large;
    if (!idle.relaxedOffer(segment)) {
      usedBytes.addAndGet(-size);
      segment.free();
    }
  }

  /** Memory for one large payload that is being received; counted in the budget. */
  MemorySource.Memory allocate(int bytes) {
    usedBytes.addAndGet(bytes);
    return memory.allocate(bytes);
  }

  /** Gives back what {@link #allocate} gave. */
  void free(MemorySource.Memory payload) {
    usedBytes.addAndGet(-payload.bytes().capacity());
    payload.free().run();
  }

  /** Bytes outside the heap that are in use or kept idle. */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** The limit given at construction. */
  public long budgetBytes() {
    return budgetBytes;
  }

  /** Whether more is in use than the budget allows. */
  public boolean overBudget() {
    return usedBytes.get() > budgetBytes;
  }
}
