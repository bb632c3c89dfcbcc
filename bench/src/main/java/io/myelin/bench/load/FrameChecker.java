package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks that what arrives on one connection is exactly what has to arrive: for each publisher
 * every message once, in order, all bytes as sent, and between the messages nothing but control
 * lines, which go to a listener. Runs of messages of one publisher are compared in one sweep, so
 * that checking costs a few nanoseconds a message. Not thread-safe.
 */
final class FrameChecker {

  /** What one publisher sends to this connection. */
  private static final class Stream {
    private final FrameRing ring;
    private final int step;
    private int index;
    private long generation;
    private long nextStamp;

    Stream(int publisher, FrameRing ring, int first, int step) {
      this.ring = ring;
      this.step = step;
      this.nextStamp = FrameRing.stamp(publisher, first);
    }
  }

  private final String name;
  private final Consumer<String> controlLines;
  private final Stream[] streams;
  private final int frameBytes;
  private final int stampOffset;
  private long messages;

  /**
   * @param name of the connection, for what is reported
   * @param rings by publisher, what it sends here; empty if nothing but control lines may arrive
   * @param first the first sequence that comes here, from every publisher
   * @param step from one sequence that comes here to the next
   * @param controlLines takes {@code PING}, {@code PONG}, {@code INFO ...}, {@code -ERR ...}
   */
  FrameChecker(
      String name, List<FrameRing> rings, int first, int step, Consumer<String> controlLines) {
    this.name = name;
    this.controlLines = controlLines;
    this.streams = new Stream[rings.size()];
    for (int p = 0; p < streams.length; p++) {
      streams[p] = new Stream(p, rings.get(p), first, step);
    }
    this.frameBytes = rings.isEmpty() ? Integer.MAX_VALUE : rings.getFirst().frameBytes();
    this.stampOffset = rings.isEmpty() ? 0 : rings.getFirst().stampOffset();
  }

  /** Messages that arrived and were right. */
  long messages() {
    return messages;
  }

  /** The next sequence expected from a publisher: all that were to come here before it are in. */
  long nextSequence(int publisher) {
    return FrameRing.sequenceOf(streams[publisher].nextStamp);
  }

  /**
   * Checks the bytes from {@code from} to {@code to}.
   *
   * @return where the first incomplete frame or line starts; the caller brings those bytes again
   * @throws InvalidRunException if anything is not as it has to be
   */
  int check(ByteBuffer received, int from, int to) {
    received.limit(to);
    int at = from;
    while (at < to) {
      int taken = to - at >= frameBytes ? takeRun(received, at, to) : 0;
      if (taken == 0) {
        taken = takeControlLine(received, at, to);
        if (taken == 0) {
          return at;
        }
      }
      at += taken;
    }
    return at;
  }

  private int takeRun(ByteBuffer received, int at, int to) {
    long stamp = received.getLong(at + stampOffset);
    int publisher = FrameRing.publisherOf(stamp);
    if (publisher >= streams.length || publisher < 0) {
      return 0;
    }
    Stream stream = streams[publisher];
    int room = Math.min((to - at) / frameBytes, stream.ring.frames() - stream.index);
    int run = 0;
    long expected = stream.nextStamp;
    int stampAt = at + stampOffset;
    while (run < room && received.getLong(stampAt) == expected) {
      stream.ring.putStamp(stream.index + run, expected);
      expected += stream.step;
      stampAt += frameBytes;
      run++;
    }
    if (run == 0) {
      return 0;
    }
    stream.ring.putGeneration(stream.index, run, stream.generation);
    int runBytes = run * frameBytes;
    received.limit(at + runBytes).position(at);
    int mismatch = received.mismatch(stream.ring.slice(stream.index, run));
    received.limit(to);
    if (mismatch >= 0) {
      int good = mismatch / frameBytes;
      if (good == 0) {
        // A control line may have moved what only looked like the stamp.
        if (received.get(at) != 'M') {
          return 0;
        }
        throw damaged(received, at, mismatch, stream);
      }
      run = good;
      runBytes = run * frameBytes;
    }
    advance(stream, run);
    return runBytes;
  }

  private void advance(Stream stream, int run) {
    messages += run;
    stream.nextStamp += (long) run * stream.step;
    stream.index += run;
    if (stream.index == stream.ring.frames()) {
      stream.index = 0;
      stream.generation++;
    }
  }

  private int takeControlLine(ByteBuffer received, int at, int to) {
    if (received.get(at) == 'M') {
      if (to - at >= frameBytes) {
        throw unexpected(received, at, to);
      }
      return 0;
    }
    for (int i = at; i < to; i++) {
      if (received.get(i) == '\n') {
        String line = text(received, at, i + 1);
        if (!isControlLine(line)) {
          throw new InvalidRunException(
              name + ": bytes that are neither a message nor a control line: " + quoted(line));
        }
        controlLines.accept(line.strip());
        return i + 1 - at;
      }
    }
    return 0;
  }

  private static boolean isControlLine(String line) {
    return line.startsWith("PING")
        || line.startsWith("PONG")
        || line.startsWith("INFO ")
        || line.startsWith("+OK")
        || line.startsWith("-ERR");
  }

  private InvalidRunException damaged(ByteBuffer received, int at, int offset, Stream stream) {
    long sequence = FrameRing.sequenceOf(stream.nextStamp);
    String where = offset < stampOffset ? "head" : "payload";
    return new InvalidRunException(
        name
            + ": message "
            + sequence
            + " of publisher "
            + FrameRing.publisherOf(stream.nextStamp)
            + " is damaged at byte "
            + offset
            + " ("
            + where
            + "): got "
            + quoted(text(received, at, at + Math.min(frameBytes, 64)))
            + ", expected "
            + quoted(new String(stream.ring.copyOf(stream.index), 0, stampOffset, US_ASCII)));
  }

  private InvalidRunException unexpected(ByteBuffer received, int at, int to) {
    if (streams.length == 0) {
      return new InvalidRunException(name + ": a message on a connection that has no subscription");
    }
    long stamp = received.getLong(at + stampOffset);
    int publisher = FrameRing.publisherOf(stamp);
    long sequence = FrameRing.sequenceOf(stamp);
    if (publisher < 0 || publisher >= streams.length) {
      return new InvalidRunException(
          name
              + ": not a message of this run: "
              + quoted(text(received, at, Math.min(to, at + 64))));
    }
    long expected = FrameRing.sequenceOf(streams[publisher].nextStamp);
    String kind = sequence < expected ? "doubled or out of order" : "lost before it";
    return new InvalidRunException(
        name
            + ": publisher "
            + publisher
            + ": sequence "
            + sequence
            + " arrived where "
            + expected
            + " was expected ("
            + kind
            + ")");
  }

  private static String text(ByteBuffer received, int from, int to) {
    byte[] copy = new byte[to - from];
    received.get(from, copy);
    return new String(copy, ISO_8859_1);
  }

  private static String quoted(String raw) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c >= ' ' && c < 127) {
        out.append(c);
      } else {
        out.append(c == '\r' ? "\\r" : c == '\n' ? "\\n" : ".");
      }
    }
    return out.append('"').toString();
  }
}
