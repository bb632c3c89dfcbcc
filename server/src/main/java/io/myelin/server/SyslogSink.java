package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines to a syslog daemon, here or elsewhere (CORE-864). A line that cannot be sent goes to
 * standard error.
 */
final class SyslogSink implements LogSink {
  private static final int DAEMON = 3;
  private static final int KERN = 0;
  private static final int DEFAULT_PORT = 514;

  /** A connected way to a daemon. */
  private interface Wire extends AutoCloseable {
    void send(byte[] line) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Opens a {@link Wire}; used again after a failure. */
  private interface Dial {
    Wire open() throws IOException;
  }

  private final String tag;
  private final long pid;
  private final int facility;
  private final Dial dial;
  private @Nullable Wire wire;

  private SyslogSink(String tag, long pid, int facility, Dial dial) throws IOException {
    this.tag = tag;
    this.pid = pid;
    this.facility = facility;
    this.dial = dial;
    this.wire = dial.open();
  }

  /** The daemon of this machine. */
  static SyslogSink local(String tag, long pid) throws IOException {
    Path socket = Path.of("/dev/log");
    return new SyslogSink(tag, pid, DAEMON, () -> unix(socket));
  }

  /**
   * A daemon named by a URL.
   *
   * @throws IOException if the scheme is none of udp, tcp, unix, or the daemon cannot be reached
   */
  static SyslogSink remote(String tag, long pid, String url) throws IOException {
    URI uri = URI.create(url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    Dial dial =
        switch (scheme) {
          case "udp" -> () -> udp(uri.getHost(), port);
          case "tcp" -> () -> tcp(uri.getHost(), port);
          case "unix" -> () -> unix(Path.of(uri.getPath()));
          default -> throw new IOException("error invalid network type: \"" + scheme + "\"");
        };
    return new SyslogSink(tag, pid, KERN, dial);
  }

  private static Wire udp(String host, int port) throws IOException {
    DatagramSocket socket = new DatagramSocket();
    InetAddress address = InetAddress.getByName(host);
    return new Wire() {
      @Override
      public void send(byte[] line) throws IOException {
        socket.send(new DatagramPacket(line, line.length, address, port));
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  private static Wire tcp(String host, int port) throws IOException {
    Socket socket = new Socket(host, port);
    OutputStream out = socket.getOutputStream();
    return new Wire() {
      @Override
      public void send(byte[] line) throws IOException {
        out.write(line);
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  private static Wire unix(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return new Wire() {
      @Override
      public void send(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  @Override
  public synchronized void write(LogLevel level, String message) {
    String time =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            OffsetDateTime.now(ZoneId.systemDefault()).withNano(0));
    int priority = facility * 8 + level.syslogSeverity;
    String line = "<" + priority + ">" + time + " " + tag + "[" + pid + "]: " + message + "\n";
    try {
      Wire open = wire;
      if (open == null) {
        open = dial.open();
        wire = open;
      }
      open.send(line.getBytes(UTF_8));
    } catch (IOException e) {
      close();
      System.err.print(line);
    }
  }

  @Override
  public synchronized void close() {
    Wire open = wire;
    wire = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        System.err.println("syslog: " + e);
      }
    }
  }
}
