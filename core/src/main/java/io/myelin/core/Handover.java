package io.myelin.core;

import org.jspecify.annotations.Nullable;

/** A chain on its way from the producer that filled it to the loop that writes it. */
final class Handover {
  @Nullable Outbound target;
  @Nullable Segment tail;
  @Nullable Segment filling;
  long bytes;
  long sharedBytes;
  long messages;
  long messageBytes;

  /** Where the chain goes and what it carries. */
  void describe(Outbound destination, Chain chain) {
    target = destination;
    tail = chain.tail;
    filling = chain.filling;
    bytes = chain.bytes;
    sharedBytes = chain.sharedBytes;
    messages = chain.messages;
    messageBytes = chain.messageBytes;
  }

  /** Brings the chain to its destination; on the loop of that. */
  void deliver(Segment first) {
    Outbound destination = target;
    if (destination != null) {
      destination.accept(first, this);
    }
  }

  void clear() {
    target = null;
    tail = null;
    filling = null;
  }
}
