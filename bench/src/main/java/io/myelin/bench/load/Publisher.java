package io.myelin.bench.load;

import java.io.IOException;

/** Sends the frames of a ring in large writes. Used by one thread at a time. */
final class Publisher {
  private static final int WRITE_BYTES = 64 * 1024;

  private final int id;
  private final RawConnection connection;
  private final FrameRing ring;
  private final FlightWindow window;
  private final int framesPerWrite;
  private volatile long published;

  Publisher(int id, RawConnection connection, FrameRing ring, FlightWindow window) {
    this.id = id;
    this.connection = connection;
    this.ring = ring;
    this.window = window;
    this.framesPerWrite = Math.max(1, WRITE_BYTES / ring.frameBytes());
  }

  /** Messages sent so far, over all phases. */
  long published() {
    return published;
  }

  /** The connection, for what goes between the messages. */
  RawConnection connection() {
    return connection;
  }

  /** Publishes until the rule says stop. */
  void publish(StopRule rule) throws IOException {
    long start = System.nanoTime();
    long next = published;
    long end = rule.messages() == Long.MAX_VALUE ? Long.MAX_VALUE : next + rule.messages();
    while (next < end && System.nanoTime() - start < rule.nanos()) {
      int index = (int) (next % ring.frames());
      int count = (int) Math.min(Math.min(framesPerWrite, ring.frames() - index), end - next);
      window.awaitRoom(id, next + count);
      long stamp = FrameRing.stamp(id, next);
      for (int i = 0; i < count; i++) {
        ring.putStamp(index + i, stamp + i);
      }
      ring.putGeneration(index, count, next / ring.frames());
      connection.write(ring.slice(index, count));
      next += count;
      published = next;
    }
  }
}
