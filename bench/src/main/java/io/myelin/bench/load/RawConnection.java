package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One TCP connection to a server or relay, past its handshake. Writes of any thread are whole: no
 * two mix. Reads belong to one thread.
 */
final class RawConnection implements Closeable {
  private static final String CONNECT =
      "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"java\",\"version\":\"0\","
          + "\"name\":\"bench\",\"protocol\":1,\"echo\":true,\"headers\":true}\r\nPING\r\n";
  private static final int HANDSHAKE_BYTES = 16 * 1024;

  private final SocketChannel channel;
  private final Object writeLock = new Object();
  private volatile boolean closing;

  private RawConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects without saying anything. */
  static RawConnection open(InetSocketAddress address) throws IOException {
    return new RawConnection(openChannel(address, 0));
  }

  private static SocketChannel openChannel(InetSocketAddress address, int receiveBufferBytes)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      if (receiveBufferBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Connects as a client: reads INFO, sends CONNECT and PING and waits for the PONG. */
  static RawConnection openClient(InetSocketAddress address) throws IOException {
    return openClient(address, ByteBuffer.allocate(HANDSHAKE_BYTES), 0);
  }

  /** As {@link #openClient(InetSocketAddress)}, with a receive buffer of the kernel's as asked. */
  static RawConnection openClient(InetSocketAddress address, int receiveBufferBytes)
      throws IOException {
    return openClient(address, ByteBuffer.allocate(HANDSHAKE_BYTES), receiveBufferBytes);
  }

  /** As {@link #openClient(InetSocketAddress)}, with room for the handshake lent by the caller. */
  static RawConnection openClient(
      InetSocketAddress address, ByteBuffer scratch, int receiveBufferBytes) throws IOException {
    RawConnection connection = new RawConnection(openChannel(address, receiveBufferBytes));
    try {
      scratch.clear();
      connection.readUntil(scratch, "\r\n");
      if (!startsWith(scratch, "INFO ")) {
        throw new IOException("the server did not greet with INFO but: " + text(scratch));
      }
      connection.write(CONNECT);
      scratch.clear();
      connection.readUntil(scratch, "PONG\r\n");
      return connection;
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  private static boolean startsWith(ByteBuffer buffer, String prefix) {
    return text(buffer).startsWith(prefix);
  }

  private static String text(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.position()];
    buffer.get(0, copy);
    return new String(copy, ISO_8859_1);
  }

  /** Reads until there is {@code line}, and nothing begun behind it. */
  private void readUntil(ByteBuffer buffer, String line) throws IOException {
    while (!text(buffer).contains(line) || buffer.get(buffer.position() - 1) != '\n') {
      if (!buffer.hasRemaining()) {
        throw new IOException("more than " + buffer.capacity() + " B without " + line.strip());
      }
      if (channel.read(buffer) < 0) {
        throw new EOFException("closed during the handshake after: " + text(buffer));
      }
    }
  }

  SocketChannel channel() {
    return channel;
  }

  /** Writes all of it. */
  void write(ByteBuffer bytes) throws IOException {
    synchronized (writeLock) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Writes protocol text. */
  void write(String ascii) throws IOException {
    write(ByteBuffer.wrap(ascii.getBytes(US_ASCII)));
  }

  /** Whether the close came from this side. */
  boolean closing() {
    return closing;
  }

  @Override
  public void close() throws IOException {
    closing = true;
    channel.close();
  }
}
