package io.myelin.core;

import org.jspecify.annotations.Nullable;

/** Segments in the order in which their bytes leave, with what they carry. Owned by one thread. */
final class Chain {
  @Nullable Segment head;
  @Nullable Segment tail;

  /** The last segment that was filled by copying; only references may be behind it. */
  @Nullable Segment filling;

  long bytes;

  /** Of {@link #bytes}, those in shared blocks. */
  long sharedBytes;

  long messages;
  long messageBytes;

  /** Set while the producer has this chain on its list of touched ones. */
  boolean touched;

  /** The destination was far behind when the chain was touched. */
  boolean congested;

  /** What the destination had pending when the chain was touched. */
  long pendingAtTouch;

  private long previousCopiedBytes;

  /** A segment at the end of the chain with at least {@code wanted} bytes of room. */
  Segment room(Producer producer, int wanted) {
    Segment last = tail;
    if (last != null && last.room() >= wanted) {
      return last;
    }
    return extend(producer, wanted);
  }

  private Segment extend(Producer producer, int wanted) {
    Segment more = continued(wanted);
    if (more != null) {
      return more;
    }
    int size =
        bytes > sharedBytes || previousCopiedBytes > SegmentPool.SMALL_BYTES
            ? Math.max(wanted, SegmentPool.SMALL_BYTES)
            : wanted;
    Segment added = producer.acquireSegment(size);
    append(added, added);
    filling = added;
    return added;
  }

  /** Goes on, behind references, in memory that this chain has; null where there is no room. */
  private @Nullable Segment continued(int wanted) {
    Segment before = filling;
    if (before == null || before == tail || before.room() < wanted) {
      return null;
    }
    Segment more = before.continued();
    append(more, more);
    filling = more;
    return more;
  }

  /** Appends a reference to bytes of a shared block. */
  void appendShared(Segment view) {
    append(view, view);
    int length = view.length();
    bytes += length;
    sharedBytes += length;
  }

  /**
   * Appends a chain that was handed over. Small pieces are copied behind what is here, so that a
   * destination that is behind does not collect segments with little in them.
   */
  void appendAll(Producer producer, Segment first, Handover handed) {
    bytes += handed.bytes;
    sharedBytes += handed.sharedBytes;
    messages += handed.messages;
    messageBytes += handed.messageBytes;
    Segment last = handed.tail;
    Segment lastFilled = handed.filling;
    Segment left = first;
    if (head != null && (handed.sharedBytes > 0 || first.next == null)) {
      left = merge(producer, first);
    }
    if (left != null) {
      append(left, last == null ? left : last);
      filling = lastFilled;
    }
  }

  /** Takes over segments as long as there is room for copies; the first that was left, or null. */
  private @Nullable Segment merge(Producer producer, Segment first) {
    Segment segment = first;
    while (segment != null) {
      Segment following = segment.next;
      if (segment.shared()) {
        segment.next = null;
        append(segment, segment);
      } else {
        int length = segment.length();
        Segment last = tail;
        Segment into = last != null && last.room() >= length ? last : continued(length);
        if (into == null) {
          return segment;
        }
        into.bytes.put(into.end, segment.bytes, segment.from, length);
        into.end += length;
        producer.releaseSegment(segment);
      }
      segment = following;
    }
    return null;
  }

  private void append(Segment first, Segment last) {
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
    filling = null;
    previousCopiedBytes = bytes - sharedBytes;
    bytes = 0;
    sharedBytes = 0;
    messages = 0;
    messageBytes = 0;
    return first;
  }
}
