package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.DecimalDigits;
import io.myelin.store.StoredMessage;
import java.time.Instant;
import java.util.Arrays;

/**
 * Builds answers of direct get in one buffer: the stored headers, the lines that tell where the
 * message comes from (STR-441), the payload. Lane only.
 */
final class DirectAnswer {
  private static final byte[] FIRST_LINE = "NATS/1.0\r\n".getBytes(UTF_8);
  private static final byte[] SEQUENCE = "\r\nNats-Sequence: ".getBytes(UTF_8);
  private static final byte[] TIME = "\r\nNats-Time-Stamp: ".getBytes(UTF_8);
  private static final byte[] LINE_END = "\r\n".getBytes(UTF_8);
  private static final int LINES_BYTES = 256;
  private static final int LARGEST_KEPT_BYTES = 1 << 20;
  private static final int LONGEST_NUMBER = 20;
  private static final int SECONDS_KEPT = 1024;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final byte[] origin;
  private final byte[] digits = new byte[LONGEST_NUMBER];
  private byte[] bytes = new byte[LINES_BYTES];
  private int length;
  private int headerLength;
  private final long[] seconds = new long[SECONDS_KEPT];
  private final byte[][] secondTexts = new byte[SECONDS_KEPT][0];

  DirectAnswer(String stream) {
    origin = ("Nats-Stream: " + stream + "\r\nNats-Subject: ").getBytes(UTF_8);
  }

  /** The buffer, which the next answer overwrites: header block and payload from 0 on. */
  byte[] bytes() {
    return bytes;
  }

  int headerLength() {
    return headerLength;
  }

  int payloadLength() {
    return length - headerLength;
  }

  /**
   * Makes the answer.
   *
   * @param lines further header lines, each closed by CR LF
   */
  void build(StoredMessage message, String lines) {
    makeRoom(message, lines);
    length = 0;
    if (message.headerLength() == 0) {
      append(FIRST_LINE);
    } else {
      append(message.buffer(), message.headerAt(), message.headerLength() - LINE_END.length);
    }
    append(origin);
    append(message.buffer(), message.subjectAt(), message.subjectLength());
    append(SEQUENCE);
    number(message.sequence());
    append(TIME);
    time(message.timeNanos());
    append(LINE_END);
    if (!lines.isEmpty()) {
      append(lines.getBytes(UTF_8));
    }
    append(LINE_END);
    headerLength = length;
    append(message.buffer(), message.payloadAt(), message.payloadLength());
  }

  private void makeRoom(StoredMessage message, String lines) {
    int needed =
        LINES_BYTES
            + origin.length
            + message.subjectLength()
            + message.headerLength()
            + message.payloadLength()
            + 4 * lines.length();
    if (bytes.length < needed || bytes.length > Math.max(needed, LARGEST_KEPT_BYTES)) {
      bytes = new byte[needed];
    }
  }

  private void append(byte[] text) {
    append(text, 0, text.length);
  }

  private void append(byte[] from, int at, int count) {
    System.arraycopy(from, at, bytes, length, count);
    length += count;
  }

  private void number(long value) {
    long rest = value;
    int at = digits.length;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    append(digits, at, digits.length - at);
  }

  /** RFC 3339 with as many digits of a second as needed (STR-062). */
  private void time(long epochNanos) {
    long wholeSecond = Math.floorDiv(epochNanos, NANOS_PER_SECOND);
    int place = (int) wholeSecond & (SECONDS_KEPT - 1);
    if (seconds[place] != wholeSecond || secondTexts[place].length == 0) {
      String text = Instant.ofEpochSecond(wholeSecond).toString();
      secondTexts[place] = text.substring(0, text.length() - 1).getBytes(UTF_8);
      seconds[place] = wholeSecond;
    }
    append(secondTexts[place]);
    int nanos = (int) Math.floorMod(epochNanos, NANOS_PER_SECOND);
    if (nanos != 0) {
      bytes[length++] = '.';
      DecimalDigits.writeNine(nanos, bytes, length);
      length += 9;
      while (bytes[length - 1] == '0') {
        length--;
      }
    }
    bytes[length++] = 'Z';
  }

  @Override
  public String toString() {
    return new String(Arrays.copyOf(bytes, headerLength), UTF_8);
  }
}
