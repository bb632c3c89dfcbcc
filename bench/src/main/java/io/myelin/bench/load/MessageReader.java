package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads messages of any shape, one after the other; answers PING by itself. For closed loops, where
 * the wait costs more than the parsing. Used by one thread.
 */
final class MessageReader {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] NONE = {};

  private final RawConnection connection;
  private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
  private byte[] subject = NONE;
  private byte[] reply = NONE;
  private byte[] payload = NONE;
  private boolean pong;

  MessageReader(RawConnection connection) {
    this.connection = connection;
  }

  /** Reads until the server answered a PING. */
  void awaitPong() throws IOException {
    while (!pong) {
      if (take()) {
        throw new InvalidRunException("a message arrived before anyone published");
      }
      if (!pong) {
        fill();
      }
    }
  }

  /** Waits for the next message. */
  void next() throws IOException {
    while (!take()) {
      fill();
    }
  }

  /** Takes the next message if it is already here. */
  boolean hasNext() throws IOException {
    return take();
  }

  byte[] subject() {
    return subject;
  }

  /** The reply subject; empty if there is none. */
  byte[] reply() {
    return reply;
  }

  byte[] payload() {
    return payload;
  }

  private void fill() throws IOException {
    input.compact();
    int read = connection.channel().read(input);
    input.flip();
    if (read < 0) {
      throw new InvalidRunException("the server closed a connection");
    }
  }

  private boolean take() throws IOException {
    int lineEnd = lineEnd();
    while (lineEnd >= 0) {
      byte[] line = new byte[lineEnd - input.position()];
      input.get(input.position(), line);
      if (line[0] == 'M') {
        return takeMessage(line, lineEnd + 1);
      }
      input.position(lineEnd + 1);
      control(new String(line, US_ASCII).strip());
      lineEnd = lineEnd();
    }
    return false;
  }

  private int lineEnd() {
    for (int i = input.position(); i < input.limit(); i++) {
      if (input.get(i) == '\n') {
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

  /** {@code MSG subject id [reply] size}, without the line feed. */
  private boolean takeMessage(byte[] line, int payloadAt) {
    int end = line.length - 1;
    int first = indexOf(line, 4, end);
    int second = indexOf(line, first + 1, end);
    int third = indexOf(line, second + 1, end);
    boolean replies = third < end;
    int size =
        Integer.parseInt(
            new String(
                line,
                (replies ? third : second) + 1,
                end - (replies ? third : second) - 1,
                US_ASCII));
    if (input.limit() - payloadAt < size + 2) {
      return false;
    }
    subject = Arrays.copyOfRange(line, 4, first);
    reply = replies ? Arrays.copyOfRange(line, second + 1, third) : NONE;
    payload = new byte[size];
    input.get(payloadAt, payload);
    if (input.get(payloadAt + size) != '\r' || input.get(payloadAt + size + 1) != '\n') {
      throw new InvalidRunException("a payload does not end with CR LF");
    }
    input.position(payloadAt + size + 2);
    return true;
  }

  /** The next space, or the end. */
  private static int indexOf(byte[] line, int from, int end) {
    int i = from;
    while (i < end && line[i] != ' ') {
      i++;
    }
    return i;
  }
}
