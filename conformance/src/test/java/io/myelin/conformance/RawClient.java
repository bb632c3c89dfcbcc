package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that is only a socket: what the test writes goes out, and every line that comes in must
 * be expected. All text is one byte per char (ISO 8859-1). Every read has a deadline. A PING of the
 * server is answered and not shown, unless asked for by {@link #seePings}.
 */
final class RawClient implements AutoCloseable {
  /** CONNECT options of a modern, silent client. */
  static final String MODERN =
      "{\"verbose\":false,\"pedantic\":false,\"protocol\":1,\"headers\":true,"
          + "\"no_responders\":true,\"lang\":\"raw\",\"version\":\"1.0.0\"}";

  /** CONNECT options that leave out what changes the dialogue: no headers, protocol 0. */
  static final String PLAIN = "{\"verbose\":false,\"pedantic\":false}";

  /** CONNECT options of a client that wants nothing special and logs in. */
  static String as(String user, String password) {
    return "{\"verbose\":false,\"pedantic\":false,\"user\":\"%s\",\"pass\":\"%s\"}"
        .formatted(user, password);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_LINE_BYTES = 1 << 20;

  private Socket socket;
  private InputStream in;
  private final byte[] buffer = new byte[65_536];
  private int position;
  private int limit;
  private boolean seePings;
  private int requests;
  private Duration patience = PATIENCE;
  private Json info = Json.parse("{}");
  private Json connectInfo = Json.parse("{}");

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  static RawClient connect(int port) {
    return connect(InetAddress.getLoopbackAddress(), port);
  }

  static RawClient connect(InetAddress address, int port) {
    return connect(address, port, new Socket());
  }

  /** With a small receive buffer, for a client that does not read. */
  static RawClient connectWithReceiveBuffer(int port, int receiveBufferBytes) {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(receiveBufferBytes);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    return connect(InetAddress.getLoopbackAddress(), port, socket);
  }

  private static RawClient connect(InetAddress address, int port, Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("connecting to port " + port, e);
    }
  }

  /** How long each following read may take. */
  RawClient patience(Duration each) {
    patience = each;
    return this;
  }

  /** PINGs of the server are for the test to expect and to answer. */
  RawClient seePings() {
    seePings = true;
    return this;
  }

  /**
   * The opening dialogue: reads INFO, sends CONNECT and PING, reads PONG and, when the options say
   * protocol 1, the connect INFO.
   */
  RawClient open(String connectJson) {
    Json options = Json.parse(connectJson);
    info();
    send("CONNECT " + connectJson + "\r\nPING\r\n");
    if (!options.has("verbose") || options.flag("verbose")) {
      expect("+OK");
    }
    expect("PONG");
    if (options.has("protocol") && options.number("protocol") >= 1) {
      connectInfo = readInfo();
    }
    return this;
  }

  /** The first INFO of the connection, read when asked for the first time. */
  Json info() {
    if (info.names().isEmpty()) {
      info = readInfo();
    }
    return info;
  }

  /** The INFO that followed the first PONG. */
  Json connectInfo() {
    return connectInfo;
  }

  /** Reads one line that must be an INFO. */
  Json readInfo() {
    String line = readLine();
    assertThat(line).startsWith("INFO {");
    return Json.parse(line.substring(5).strip());
  }

  /** Writes the text as it is. */
  RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes lines, each ended by CRLF. */
  RawClient sendLines(String... lines) {
    return send(String.join("\r\n", lines) + "\r\n");
  }

  /** Publishes without headers. */
  RawClient publish(String subject, String payload) {
    return send("PUB " + subject + " " + payload.length() + "\r\n" + payload + "\r\n");
  }

  /** Reads one line, which must end with CRLF, and returns it without. */
  String readLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + patience.toNanos();
    answerPings(deadline);
    while (true) {
      int b = read(deadline, line);
      if (b < 0) {
        throw new AssertionError("connection closed; unfinished line: \"" + text(line) + "\"");
      }
      if (b == '\n') {
        String text = text(line);
        assertThat(text).as("line end").endsWith("\r");
        return text.substring(0, text.length() - 1);
      }
      line.write(b);
      assertThat(line.size()).as("length of a line").isLessThan(MAX_LINE_BYTES);
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private int read(long deadlineNanos, ByteArrayOutputStream sofar) {
    return available(1, deadlineNanos, sofar) ? buffer[position++] & 0xff : -1;
  }

  /** Waits until so many bytes are in the buffer; false when the connection ends before. */
  private boolean available(int count, long deadlineNanos, ByteArrayOutputStream sofar) {
    while (limit - position < count) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
      try {
        long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
        socket.setSoTimeout((int) Math.max(1, left));
        int received = in.read(buffer, limit, buffer.length - limit);
        if (received < 0) {
          return false;
        }
        limit += received;
      } catch (SocketTimeoutException e) {
        throw new AssertionError(
            "nothing received within " + patience + "; so far: \"" + text(sofar) + "\"", e);
      } catch (SocketException e) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return true;
  }

  private void answerPings(long deadlineNanos) {
    ByteArrayOutputStream nothing = new ByteArrayOutputStream();
    while (!seePings
        && available(1, deadlineNanos, nothing)
        && buffer[position] == 'P'
        && available(6, deadlineNanos, nothing)
        && new String(buffer, position, 6, StandardCharsets.ISO_8859_1).equals("PING\r\n")) {
      position += 6;
      try {
        send("PONG\r\n");
      } catch (UncheckedIOException e) {
        return; // closed meanwhile: what was sent before can still be read
      }
    }
  }

  /** The next lines must be exactly these. */
  RawClient expect(String... lines) {
    for (String line : lines) {
      assertThat(readLine()).isEqualTo(line);
    }
    return this;
  }

  /** The next bytes must be exactly these; CR and LF are written out. */
  RawClient expectBytes(String bytes) {
    answerPings(System.nanoTime() + patience.toNanos());
    assertThat(readBytes(bytes.length())).isEqualTo(bytes);
    return this;
  }

  /** The next line must match the whole pattern. */
  Matcher expectMatch(String regex) {
    String line = readLine();
    Matcher matcher = Pattern.compile(regex).matcher(line);
    assertThat(matcher.matches()).as("\"%s\" matches %s", line, regex).isTrue();
    return matcher;
  }

  /** {@code -ERR '<text>'} must come next. */
  RawClient expectError(String text) {
    return expect("-ERR '" + text + "'");
  }

  /** A MSG with this control line (without the verb) and payload must come next. */
  RawClient expectMessage(String arguments, String payload) {
    return expectBytes("MSG " + arguments + "\r\n" + payload + "\r\n");
  }

  /** Reads a MSG on the subject, with or without reply, whose payload is a JSON object. */
  Json readMessage(String subject) {
    return Json.parse(readPayload(subject));
  }

  /** Reads a MSG on the subject, with or without reply, and returns its payload. */
  String readPayload(String subject) {
    Matcher line = expectMatch("MSG (\\S+) \\S+ +(?:\\S+ +)?(\\d+)");
    assertThat(line.group(1)).isEqualTo(subject);
    String payload = readBytes(Integer.parseInt(line.group(2)));
    expectBytes("\r\n");
    return payload;
  }

  /** Sends a request and reads its first reply, which must be a JSON object. */
  Json request(String subject, String body) {
    return Json.parse(requestText(subject, body));
  }

  /** Sends a request and reads the payload of its first reply. */
  String requestText(String subject, String body) {
    String inbox = "_INBOX.raw." + ++requests;
    sendLines("SUB " + inbox + " request", "UNSUB request 1");
    sendLines("PUB " + subject + " " + inbox + " " + body.length(), body);
    return readPayload(inbox);
  }

  String readBytes(int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + patience.toNanos();
    while (bytes.size() < count) {
      int b = read(deadline, bytes);
      if (b < 0) {
        throw new AssertionError("connection closed after \"" + text(bytes) + "\"");
      }
      bytes.write(b);
    }
    return text(bytes);
  }

  /** Sends PING; PONG must be the next line: all before is processed, and nothing else came. */
  RawClient barrier() {
    return send("PING\r\n").expect("PONG");
  }

  /**
   * Sends PING and expects, in any order before the PONG, just these messages: {@code "<arguments
   * of MSG>|<payload>"}.
   */
  RawClient barrierAfterMessages(String... messages) {
    send("PING\r\n");
    List<String> received = new ArrayList<>();
    for (String line = readLine(); !line.equals("PONG"); line = readLine()) {
      assertThat(line).startsWith("MSG ");
      int size = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
      received.add(line.substring(4) + "|" + readBytes(size));
      expectBytes("\r\n");
    }
    assertThat(received).containsExactlyInAnyOrder(messages);
    return this;
  }

  /** The server must close now, without sending anything more. */
  void expectClosed() {
    assertThat(readToEnd()).as("bytes before the close").isEmpty();
  }

  /** Everything until the server closes. */
  String readToEnd() {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + patience.toNanos();
    answerPings(deadline);
    for (int b = read(deadline, rest); b >= 0; b = read(deadline, rest)) {
      rest.write(b);
    }
    return text(rest);
  }

  /** Nothing must arrive for this long, and the connection must stay open. */
  RawClient expectSilence(Duration howLong) {
    assertThat(text(position, limit)).as("received already").isEmpty();
    try {
      socket.setSoTimeout((int) howLong.toMillis());
      position = 0;
      limit = in.read(buffer, 0, buffer.length);
      throw new AssertionError(
          limit < 0 ? "connection closed" : "received \"" + text(0, limit) + "\"");
    } catch (SocketTimeoutException e) {
      limit = 0;
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(int from, int to) {
    return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Starts TLS on this connection as a client and finishes the handshake. */
  RawClient upgradeToTls(SSLContext context) {
    try {
      SSLSocket tls =
          (SSLSocket)
              context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
      tls.setSoTimeout((int) patience.toMillis());
      tls.startHandshake();
      socket = tls;
      in = tls.getInputStream();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No more bytes from this side; reading goes on. */
  RawClient finishSending() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
