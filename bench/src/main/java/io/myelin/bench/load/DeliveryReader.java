package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads messages of any shape, with headers or without, and shows the last one in place: no object
 * is made for a message. Answers PING by itself. Used by one thread at a time.
 */
final class DeliveryReader {
  private static final int BUFFER_BYTES = 512 * 1024;
  private static final int LEAST_ROOM_BYTES = 64 * 1024;
  private static final int MOST_TOKENS = 6;
  private static final int SHORT_TOKENS = 4; // MSG subject id size

  private final RawConnection connection;
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private final int[] starts = new int[MOST_TOKENS];
  private final int[] ends = new int[MOST_TOKENS];
  private int at;
  private int end;
  private boolean pong;
  private boolean replies;
  private int headerLength;
  private int bodyAt;
  private int bodyLength;

  DeliveryReader(RawConnection connection) {
    this.connection = connection;
  }

  /** Reads until the server answered a PING; nothing else may arrive. */
  void awaitPong() throws IOException {
    pong = false;
    while (!pong) {
      if (next()) {
        throw new InvalidRunException("a message arrived before anyone asked: " + text());
      }
      if (!pong) {
        read();
      }
    }
  }

  /** Waits for the next message. */
  void await() throws IOException {
    while (!next()) {
      read();
    }
  }

  /**
   * Reads once from the socket; what {@link #next} showed is gone then.
   *
   * @return how many bytes came, 0 where the socket does not block and has none
   */
  int read() throws IOException {
    if (at == end) {
      at = 0;
      end = 0;
    } else if (bytes.length - end < LEAST_ROOM_BYTES) {
      System.arraycopy(bytes, at, bytes, 0, end - at);
      end -= at;
      at = 0;
    }
    buffer.limit(bytes.length).position(end);
    int read = connection.channel().read(buffer);
    if (read < 0) {
      throw new InvalidRunException("the server closed a connection");
    }
    end += read;
    return read;
  }

  /** Takes the next message if all of it is here. */
  boolean next() throws IOException {
    while (at < end) {
      int lineEnd = lineEnd();
      if (lineEnd < 0) {
        return false;
      }
      if (bytes[at] == 'M' || bytes[at] == 'H') {
        return takeMessage(lineEnd);
      }
      String line = new String(bytes, at, lineEnd - at, ISO_8859_1).strip();
      at = lineEnd + 1;
      control(line);
    }
    return false;
  }

  private int lineEnd() {
    for (int i = at; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void control(String line) throws IOException {
    if (line.equals("PING")) {
      connection.write("PONG\r\n");
    } else if (line.equals("PONG")) {
      pong = true;
    } else if (!line.startsWith("INFO ")) {
      throw new InvalidRunException("the server sent " + line);
    }
  }

  private boolean takeMessage(int lineEnd) {
    int tokens = split(lineEnd - 1);
    boolean headers = bytes[at] == 'H';
    int shortest = headers ? SHORT_TOKENS + 1 : SHORT_TOKENS;
    if (tokens < shortest) {
      throw new InvalidRunException(
          "no message line: " + new String(bytes, at, lineEnd - at, ISO_8859_1));
    }
    int total = number(tokens - 1);
    if (end - lineEnd - 1 < total + 2) {
      return false;
    }
    replies = tokens > shortest;
    headerLength = headers ? number(tokens - 2) : 0;
    bodyAt = lineEnd + 1;
    bodyLength = total;
    if (bytes[bodyAt + total] != '\r' || bytes[bodyAt + total + 1] != '\n') {
      throw new InvalidRunException("a payload does not end with CR LF: " + text());
    }
    at = bodyAt + total + 2;
    return true;
  }

  private int split(int lineEnd) {
    int tokens = 0;
    int from = at;
    for (int i = at; i <= lineEnd && tokens < MOST_TOKENS; i++) {
      if (bytes[i] == ' ' || i == lineEnd) {
        starts[tokens] = from;
        ends[tokens] = i;
        tokens++;
        from = i + 1;
      }
    }
    return tokens;
  }

  private int number(int token) {
    int value = 0;
    for (int i = starts[token]; i < ends[token]; i++) {
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  /** Where everything lies; valid until the next {@link #read}. */
  byte[] bytes() {
    return bytes;
  }

  int subjectAt() {
    return starts[1];
  }

  int subjectLength() {
    return ends[1] - starts[1];
  }

  int replyAt() {
    return starts[3];
  }

  /** Of the reply subject; 0 if there is none. */
  int replyLength() {
    return replies ? ends[3] - starts[3] : 0;
  }

  int headerAt() {
    return bodyAt;
  }

  /** Of the header block; 0 if there is none. */
  int headerLength() {
    return headerLength;
  }

  int payloadAt() {
    return bodyAt + headerLength;
  }

  int payloadLength() {
    return bodyLength - headerLength;
  }

  /** The reply subject as text. */
  String reply() {
    return replies ? new String(bytes, starts[3], ends[3] - starts[3], ISO_8859_1) : "";
  }

  /** Header block and the beginning of the payload, for what is reported. */
  String text() {
    return new String(bytes, bodyAt, Math.min(bodyLength, 200), ISO_8859_1);
  }
}
