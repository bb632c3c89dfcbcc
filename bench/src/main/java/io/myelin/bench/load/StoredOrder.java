package io.myelin.bench.load;

/** Checks that what a stream gives back is what was stored: of each publisher all, in order. */
final class StoredOrder {
  private final StoredPayloads payloads;
  private final long[] next;

  /** Everything from each publisher's first message on. */
  StoredOrder(StoredPayloads payloads) {
    this.payloads = payloads;
    this.next = new long[payloads.publishers()];
  }

  /** Everything from this message of the publisher on. */
  void startAt(int publisher, long sequence) {
    next[publisher] = sequence;
  }

  /**
   * Takes the next message.
   *
   * @throws InvalidRunException if another one was to come, or its payload is damaged
   */
  void take(DeliveryReader message) {
    long stamp = StoredPayloads.stamp(message);
    int publisher = FrameRing.publisherOf(stamp);
    if (stamp < 0 || publisher >= next.length) {
      throw new InvalidRunException("not a message of this run: " + message.text());
    }
    if (!payloads.isPayload(publisher, next[publisher], message)) {
      throw new InvalidRunException(
          "publisher "
              + publisher
              + ": message "
              + FrameRing.sequenceOf(stamp)
              + " came back where "
              + next[publisher]
              + " was to come, or its payload is damaged");
    }
    next[publisher]++;
  }

  /**
   * Fails unless everything came back.
   *
   * @param stored how many messages the publisher stored in all
   */
  void requireEnd(int publisher, long stored) {
    if (next[publisher] != stored) {
      throw new InvalidRunException(
          "publisher "
              + publisher
              + ": "
              + next[publisher]
              + " messages came back of "
              + stored
              + " that were stored");
    }
  }
}
