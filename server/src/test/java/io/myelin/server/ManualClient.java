package io.myelin.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.myelin.config.ConnectionType;
import io.myelin.core.ClientConnection;
import io.myelin.core.ClientSession;
import io.myelin.core.Loop;
import io.myelin.core.Segment;
import io.myelin.core.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/** A client without a socket: what it is sent is written at once. */
final class ManualClient implements Transport {
  private final ClientSession session;
  private final Loop loop;
  private final StringBuilder received = new StringBuilder();
  private final Deque<Segment> unreleased = new ArrayDeque<>();
  boolean closed;

  ManualClient(ServerHost host, Loop loop) {
    this.loop = loop;
    ClientConnection connection =
        ClientConnection.accepted(
            host.registry().nextId(), "127.0.0.1", 1, ConnectionType.STANDARD, 0, "");
    session = new ClientSession(connection, host, loop, this);
    host.registry().add(session);
    session.sendInfo();
    session.start();
  }

  ClientSession session() {
    return session;
  }

  /** What the client sends. */
  void sends(String text) {
    int headroom = NettyLoop.HEADROOM_BYTES;
    byte[] bytes = text.getBytes(ISO_8859_1);
    ByteBuffer in =
        ByteBuffer.allocateDirect(headroom + bytes.length + 64).order(ByteOrder.LITTLE_ENDIAN);
    in.put(headroom, bytes);
    session.received(in, headroom, headroom + bytes.length);
  }

  /** What came in since the last call. */
  String received() {
    String text = received.toString();
    received.setLength(0);
    return text;
  }

  @Override
  public void send(Segment first) {
    for (Segment segment = first; segment != null; segment = segment.next()) {
      byte[] bytes = new byte[segment.length()];
      segment.bytes().get(segment.from(), bytes);
      received.append(new String(bytes, ISO_8859_1));
      unreleased.add(segment);
    }
    loop.execute(
        () -> {
          Segment written;
          while ((written = unreleased.poll()) != null) {
            session.outbound().written(written);
          }
        });
  }

  @Override
  public void reading(boolean wanted) {}

  @Override
  public void closeAfterFlush() {
    closed = true;
  }

  @Override
  public void closeNow() {
    closed = true;
  }
}
