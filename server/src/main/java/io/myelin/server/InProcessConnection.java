package io.myelin.server;

import io.myelin.config.ConnectionType;
import io.myelin.core.ClientConnection;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.Segment;
import io.myelin.core.Transport;
import io.myelin.security.NkeySignatures;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A client connection without a socket, for programs that embed the server (CORE-011): the client
 * protocol over two streams. What the client does not read counts as pending, as on a socket. One
 * thread may read while another writes; neither may be an event loop.
 */
public final class InProcessConnection implements AutoCloseable {
  private static final Arrival END = new Arrival(null);

  /** Bytes from the server, or their end. */
  private record Arrival(@Nullable Segment segment) {}

  private final NettyLoop loop;
  private final ClientSession session;
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final Object readingLock = new Object();
  private boolean readingWanted = true;
  private boolean ended;
  private final InputStream input = new Arrivals();
  private final OutputStream output = new Departures();

  private InProcessConnection(NettyLoop loop, ServerHost host) {
    this.loop = loop;
    ClientConnection connection =
        ClientConnection.accepted(
            host.registry().nextId(),
            "",
            0,
            ConnectionType.IN_PROCESS,
            loop.epochNanos(),
            host.authenticator().usesNonce() ? NkeySignatures.newNonce() : "");
    this.session = new ClientSession(connection, host, loop, new Pipe());
  }

  /** Opens one; INFO can be read at once. */
  static InProcessConnection open(NettyLoop loop, ServerHost host, ClientAdmission admission) {
    InProcessConnection connection = new InProcessConnection(loop, host);
    host.registry().add(connection.session);
    loop.execute(
        () -> {
          connection.session.sendInfo();
          if (admission.admit(connection.session)) {
            connection.session.start();
          }
        });
    return connection;
  }

  /**
   * What the server sends. Reading blocks; the end is reported when the server has closed the
   * connection.
   */
  public InputStream input() {
    return input;
  }

  /** What the client sends; a write returns when the server has taken it. */
  public OutputStream output() {
    return output;
  }

  /** Ends the connection. */
  @Override
  public void close() {
    loop.execute(() -> session.disconnected(CloseReason.CLIENT_CLOSED));
  }

  private void end() {
    synchronized (readingLock) {
      ended = true;
      readingLock.notifyAll();
    }
    arrivals.add(END);
  }

  /** The server's end. */
  private final class Pipe implements Transport {
    @Override
    public void send(Segment first) {
      Segment segment = first;
      while (segment != null) {
        Segment next = segment.next();
        arrivals.add(new Arrival(segment));
        segment = next;
      }
    }

    @Override
    public void reading(boolean wanted) {
      synchronized (readingLock) {
        readingWanted = wanted;
        readingLock.notifyAll();
      }
    }

    @Override
    public void closeAfterFlush() {
      end();
    }

    @Override
    public void closeNow() {
      end();
    }
  }

  private final class Arrivals extends InputStream {
    private @Nullable Segment current;
    private int at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      Segment segment = current();
      if (segment == null) {
        return -1;
      }
      int part = Math.min(length, segment.length() - at);
      segment.bytes().get(segment.from() + at, into, offset, part);
      at += part;
      if (at == segment.length()) {
        current = null;
        loop.execute(() -> session.outbound().written(segment));
      }
      return part;
    }

    private @Nullable Segment current() throws IOException {
      if (current == null) {
        try {
          Arrival arrival = arrivals.take();
          if (arrival.segment() == null) {
            arrivals.add(END);
            return null;
          }
          current = arrival.segment();
          at = 0;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while waiting for the server");
        }
      }
      return current;
    }

    @Override
    public void close() {
      InProcessConnection.this.close();
    }
  }

  private final class Departures extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        int part = Math.min(length - done, NettyLoop.READ_BYTES);
        deliver(Arrays.copyOfRange(from, offset + done, offset + done + part));
        done += part;
      }
    }

    private void deliver(byte[] part) throws IOException {
      CompletableFuture<Boolean> taken = new CompletableFuture<>();
      try {
        awaitReading();
        loop.execute(
            () -> {
              ByteBuffer buffer = loop.receiveBuffer();
              buffer.put(NettyLoop.HEADROOM_BYTES, part);
              session.received(
                  buffer, NettyLoop.HEADROOM_BYTES, NettyLoop.HEADROOM_BYTES + part.length);
              taken.complete(true);
            });
        taken.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the server was busy");
      } catch (ExecutionException e) {
        throw new IOException("the server failed to take input", e);
      }
    }

    private void awaitReading() throws InterruptedException, IOException {
      synchronized (readingLock) {
        while (!readingWanted && !ended) {
          readingLock.wait();
        }
        if (ended) {
          throw new IOException("the connection was closed by the server");
        }
      }
    }

    @Override
    public void close() {
      InProcessConnection.this.close();
    }
  }
}
