package io.myelin.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The receiving side of one connection: checks what arrives, answers PING and counts PONG. {@link
 * #receive} belongs to one reader thread; the counters may be read by any.
 */
final class Inbound {
  private static final int LINE_BYTES = 16 * 1024;

  private final String name;
  private final RawConnection connection;
  private final FrameChecker checker;
  private final ByteBuffer partial;
  private final LongConsumer progress;
  private volatile long messages;
  private volatile int pongs;

  /**
   * @param rings by publisher, the messages that have to arrive; empty for a connection that only
   *     publishes
   * @param progress told after each read how many messages arrived so far
   */
  Inbound(
      String name,
      RawConnection connection,
      List<FrameRing> rings,
      int first,
      int step,
      LongConsumer progress) {
    this.name = name;
    this.connection = connection;
    this.checker = new FrameChecker(name, rings, first, step, this::controlLine);
    this.progress = progress;
    int frameBytes = rings.isEmpty() ? 0 : rings.getFirst().frameBytes();
    this.partial =
        ByteBuffer.allocateDirect(frameBytes + LINE_BYTES).order(ByteOrder.nativeOrder());
  }

  RawConnection connection() {
    return connection;
  }

  /** Bytes of what has not arrived whole that it keeps at most from one read to the next. */
  int mostPartialBytes() {
    return partial.capacity();
  }

  FrameChecker checker() {
    return checker;
  }

  /** Messages that arrived and were right. */
  long messages() {
    return messages;
  }

  /** PONGs that arrived. */
  int pongs() {
    return pongs;
  }

  /**
   * Reads once into the thread's buffer and checks what came.
   *
   * @param shared of more than {@link #mostPartialBytes}
   * @return false when the connection was closed from this side
   * @throws InvalidRunException if the server closed it or anything arrived that should not
   */
  boolean receive(ByteBuffer shared) throws IOException {
    shared.clear();
    partial.flip();
    shared.put(partial);
    partial.clear();
    int read = connection.channel().read(shared);
    if (read < 0) {
      if (connection.closing()) {
        return false;
      }
      throw new InvalidRunException(name + ": the server closed the connection");
    }
    int end = shared.position();
    int taken = checker.check(shared, 0, end);
    int rest = end - taken;
    if (rest > partial.capacity()) {
      throw new InvalidRunException(name + ": a line of more than " + LINE_BYTES + " B");
    }
    shared.limit(end).position(taken);
    partial.put(shared);
    messages = checker.messages();
    progress.accept(messages);
    return true;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the reader thread writes it
  private void controlLine(String line) {
    if (line.startsWith("PING")) {
      try {
        connection.write("PONG\r\n");
      } catch (IOException e) {
        throw new UncheckedIOException(name + ": PONG could not be sent", e);
      }
    } else if (line.startsWith("PONG")) {
      pongs++;
    } else if (line.startsWith("-ERR")) {
      throw new InvalidRunException(name + ": the server answered " + line);
    }
  }
}
