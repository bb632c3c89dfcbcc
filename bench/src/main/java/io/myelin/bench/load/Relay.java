package io.myelin.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * The floor: moves bytes from publishers' sockets to all subscribers' sockets and does nothing
 * else. No parsing, no routing, no protocol; it only knows the length of a frame, so that the
 * frames of two publishers do not mix. What no server can beat with the same sockets.
 *
 * <p>A connection is greeted with one byte and says with one byte what it is: {@value #PUBLISHER}
 * (four bytes with the frame length follow), {@value #SUBSCRIBER} (answered with one byte when it
 * is in), or {@value #COUNTER} (each byte it sends is answered with the eight bytes of the number
 * of bytes moved so far). One thread for each connection that publishes, blocking reads and writes.
 */
public final class Relay {
  static final byte GREETING = '+';
  static final byte PUBLISHER = 'P';
  static final byte SUBSCRIBER = 'S';
  static final byte COUNTER = 'C';

  private static final int BUFFER_BYTES = 256 * 1024;

  private final List<SocketChannel> subscribers = new CopyOnWriteArrayList<>();
  private final LongAdder movedBytes = new LongAdder();

  private Relay() {}

  /** Arguments as a server gets them; only {@code -p PORT} matters. */
  public static void main(String[] arguments) throws IOException {
    int at = List.of(arguments).indexOf("-p");
    if (at < 0 || at + 1 >= arguments.length) {
      throw new IllegalArgumentException("-p PORT is missing");
    }
    new Relay().serve(Integer.parseInt(arguments[at + 1]));
  }

  private void serve(int port) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
      while (true) {
        SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Thread.ofPlatform().daemon().start(() -> handle(channel));
      }
    }
  }

  private void handle(SocketChannel channel) {
    try (channel) {
      channel.write(ByteBuffer.wrap(new byte[] {GREETING}));
      ByteBuffer role = read(channel, 1);
      switch (role.get()) {
        case PUBLISHER -> move(channel, read(channel, Integer.BYTES).getInt());
        case SUBSCRIBER -> subscribe(channel);
        default -> count(channel);
      }
    } catch (IOException closed) {
      subscribers.remove(channel);
    }
  }

  private static ByteBuffer read(SocketChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("closed");
      }
    }
    return buffer.flip();
  }

  private void move(SocketChannel publisher, int frameBytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES / frameBytes * frameBytes);
    while (publisher.read(buffer) >= 0) {
      int end = buffer.position();
      int whole = end - end % frameBytes;
      for (SocketChannel subscriber : subscribers) {
        buffer.limit(whole).position(0);
        synchronized (subscriber) {
          while (buffer.hasRemaining()) {
            subscriber.write(buffer);
          }
        }
      }
      movedBytes.add(whole);
      buffer.limit(end).position(whole);
      buffer.compact();
    }
  }

  private void subscribe(SocketChannel channel) throws IOException {
    subscribers.add(channel);
    channel.write(ByteBuffer.wrap(new byte[] {GREETING}));
    ByteBuffer ignored = ByteBuffer.allocate(64);
    while (channel.read(ignored.clear()) >= 0) {
      // A subscriber says nothing more; this waits for its end.
    }
    subscribers.remove(channel);
  }

  private void count(SocketChannel channel) throws IOException {
    while (true) {
      read(channel, 1);
      channel.write(ByteBuffer.allocate(Long.BYTES).putLong(movedBytes.sum()).flip());
    }
  }
}
