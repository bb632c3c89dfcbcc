package io.myelin.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A client at the other end of a simulated connection: what it sends is parsed at once, what it
 * receives is collected.
 */
final class SimulatedClient implements Transport {
  private final SimulatedServer server;
  private final SimulatedLoop loop;
  private final StringBuilder received = new StringBuilder();
  private final Deque<Segment> unwritten = new ArrayDeque<>();
  private ClientSession session;
  boolean reads = true;
  int takesAtOnceBytes;
  boolean readingWanted = true;
  boolean ended;

  SimulatedClient(SimulatedServer server, SimulatedLoop loop) {
    this.server = server;
    this.loop = loop;
  }

  void open(ClientSession newSession) {
    session = newSession;
    session.sendInfo();
    session.start();
    server.settle();
    take();
  }

  ClientSession session() {
    return session;
  }

  /** Sends protocol text in one piece and lets everything settle. */
  SimulatedClient send(String text) {
    input(text);
    server.settle();
    return this;
  }

  /** Sends without letting other loops or the flush run. */
  void input(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    int headroom = InputAssembly.HEADROOM_BYTES;
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(headroom + bytes.length + 64).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(headroom, bytes);
    session.received(buffer, headroom, headroom + bytes.length);
  }

  /** What arrived since the last call. */
  String take() {
    String text = received.toString();
    received.setLength(0);
    return text;
  }

  /** The client reads everything that waits for it. */
  void catchUp() {
    while (!unwritten.isEmpty()) {
      write(unwritten.poll());
    }
    server.settle();
  }

  /** The connection is gone: what it has not taken is dropped. */
  void drop() {
    while (!unwritten.isEmpty()) {
      session.outbound().written(unwritten.poll());
    }
    server.settle();
  }

  /** The client reads one piece of what waits for it. */
  void takeOne() {
    if (!unwritten.isEmpty()) {
      write(unwritten.poll());
    }
    server.settle();
  }

  @Override
  public void send(Segment first) {
    for (Segment segment = first; segment != null; ) {
      Segment next = segment.next();
      if (reads) {
        write(segment);
      } else {
        unwritten.add(segment);
      }
      segment = next;
    }
  }

  private void write(Segment segment) {
    byte[] bytes = new byte[segment.length()];
    segment.bytes().get(segment.from(), bytes);
    received.append(new String(bytes, ISO_8859_1));
    session.outbound().written(segment);
  }

  @Override
  public int writeNow(Segment segment) {
    byte[] bytes = new byte[Math.min(takesAtOnceBytes, segment.length())];
    segment.bytes().get(segment.from(), bytes);
    received.append(new String(bytes, ISO_8859_1));
    return bytes.length;
  }

  @Override
  public void reading(boolean wanted) {
    readingWanted = wanted;
  }

  @Override
  public void closeAfterFlush() {
    ended = true;
  }

  @Override
  public void closeNow() {
    ended = true;
  }

  SimulatedLoop loop() {
    return loop;
  }
}
