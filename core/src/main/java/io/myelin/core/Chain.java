package io.myelin.core;

import org.jspecify.annotations.Nullable;

/** Segments in the order in which their bytes leave, with what they carry. Owned by one thread. */
final class Chain {
  @Nullable Segment head;
  @Nullable Segment tail;
  long bytes;
  long messages;
  long messageBytes;

  /** Set while the producer has this chain on its list of touched ones. */
  boolean touched;

  /** The destination was far behind when the chain was touched. */
  boolean congested;

  /** What the destination had pending when the chain was touched. */
  long pendingAtTouch;

  private long previousBatchBytes;

  /** A segment at the end of the chain with at least {@code wanted} bytes of room. */
  Segment room(Producer producer, int wanted) {
    Segment last = tail;
    if (last != null && last.room() >= wanted) {
      return last;
    }
    return extend(producer, wanted);
  }

  private Segment extend(Producer producer, int wanted) {
    int size =
        bytes > 0 || previousBatchBytes > SegmentPool.SMALL_BYTES
            ? Math.max(wanted, SegmentPool.SMALL_BYTES)
            : wanted;
    Segment added = producer.acquireSegment(size);
    append(added, added);
    return added;
  }

  void append(Segment first, Segment last) {
    Segment end = tail;
    if (end == null) {
      head = first;
    } else {
      end.next = first;
    }
    tail = last;
  }

  /** Empties the chain and returns its first segment. */
  @Nullable Segment take() {
    Segment first = head;
    head = null;
    tail = null;
    previousBatchBytes = bytes;
    bytes = 0;
    messages = 0;
    messageBytes = 0;
    return first;
  }
}
