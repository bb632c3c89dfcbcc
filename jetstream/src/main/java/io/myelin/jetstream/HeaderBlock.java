package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.GoTime;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reading and editing of header blocks as they are on the wire: {@code NATS/1.0} with an optional
 * status, then {@code Name: value} lines, then an empty line. Names are compared exactly, of
 * repeated names the first counts, spaces in front of a value are skipped (STR-306). Pure
 * functions.
 */
final class HeaderBlock {
  static final byte[] NONE = new byte[0];
  private static final String FIRST_LINE = "NATS/1.0\r\n";

  private HeaderBlock() {}

  /** The value of a header, null where there is none. */
  static @Nullable String value(byte[] block, String name) {
    return value(block, 0, block.length, name);
  }

  /** The value of a header of the block that lies in a range of an array, null where it is not. */
  static @Nullable String value(byte[] bytes, int at, int length, String name) {
    int end = at + length;
    int line = nextLine(bytes, at, end);
    byte[] wanted = name.getBytes(ISO_8859_1);
    while (line < end) {
      int next = nextLine(bytes, line, end);
      int colon = line + wanted.length;
      if (colon < next
          && bytes[colon] == ':'
          && Arrays.equals(bytes, line, colon, wanted, 0, wanted.length)) {
        int from = colon + 1;
        int to = next - 2;
        while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
          from++;
        }
        return new String(bytes, from, Math.max(0, to - from), UTF_8);
      }
      line = next;
    }
    return null;
  }

  /** Whether some line begins with this prefix, first line aside. */
  static boolean anyStartsWith(byte[] bytes, int at, int length, byte[] prefix) {
    int end = at + length;
    int line = nextLine(bytes, at, end);
    while (line + prefix.length <= end) {
      if (Arrays.equals(bytes, line, line + prefix.length, prefix, 0, prefix.length)) {
        return true;
      }
      line = nextLine(bytes, line, end);
    }
    return false;
  }

  /** The block without the headers whose name is chosen; {@link #NONE} when no header is left. */
  static byte[] without(byte[] block, Predicate<String> chosen) {
    return renamed(block, name -> chosen.test(name) ? "" : name);
  }

  /**
   * The block with other names of headers, those whose name becomes empty left out; {@link #NONE}
   * when no header is left.
   */
  static byte[] renamed(byte[] block, UnaryOperator<String> renaming) {
    StringBuilder kept = new StringBuilder(block.length).append(FIRST_LINE);
    int line = nextLine(block, 0, block.length);
    boolean any = false;
    while (line < block.length) {
      int next = nextLine(block, line, block.length);
      int colon = line;
      while (colon < next && block[colon] != ':') {
        colon++;
      }
      if (colon < next) {
        String name = new String(block, line, colon - line, ISO_8859_1);
        String renamed = renaming.apply(name);
        if (!renamed.isEmpty()) {
          kept.append(renamed).append(new String(block, colon, next - colon, ISO_8859_1));
          any = true;
        }
      }
      line = next;
    }
    return any ? kept.append("\r\n").toString().getBytes(ISO_8859_1) : NONE;
  }

  /** The block with a header added at its end; a new block when there was none. */
  static byte[] plus(byte[] block, String name, String value) {
    return plusLines(block, name + ": " + value + "\r\n");
  }

  /** The block with header lines added at its end, each closed by CR LF; a new block likewise. */
  static byte[] plusLines(byte[] block, String lines) {
    byte[] added = (lines + "\r\n").getBytes(UTF_8);
    byte[] start = block.length == 0 ? FIRST_LINE.getBytes(ISO_8859_1) : block;
    int kept = block.length == 0 ? start.length : start.length - 2;
    byte[] result = Arrays.copyOf(start, kept + added.length);
    System.arraycopy(added, 0, result, kept, added.length);
    return result;
  }

  /** The lines that tell where a stored message comes from (STR-441, STR-490). */
  static String originLines(String stream, String subject, long sequence, long timeNanos) {
    return "Nats-Stream: "
        + stream
        + "\r\nNats-Subject: "
        + subject
        + "\r\nNats-Sequence: "
        + sequence
        + "\r\nNats-Time-Stamp: "
        + GoTime.format(GoTime.ofEpochNanos(timeNanos))
        + "\r\n";
  }

  /** The block with another value of the first header of that name, or with a header added. */
  static byte[] with(byte[] block, String name, String value) {
    byte[] wanted = (name + ":").getBytes(ISO_8859_1);
    int line = nextLine(block, 0, block.length);
    while (line + wanted.length <= block.length) {
      int next = nextLine(block, line, block.length);
      if (Arrays.equals(block, line, line + wanted.length, wanted, 0, wanted.length)) {
        byte[] changed = (name + ": " + value + "\r\n").getBytes(UTF_8);
        byte[] result = Arrays.copyOf(block, line + changed.length + block.length - next);
        System.arraycopy(changed, 0, result, line, changed.length);
        System.arraycopy(block, next, result, line + changed.length, block.length - next);
        return result;
      }
      line = next;
    }
    return plus(block, name, value);
  }

  /** Whether the first line holds a status, as answers of the server do. */
  static boolean hasStatus(byte[] bytes, int at, int length) {
    return nextLine(bytes, at, at + length) - at != FIRST_LINE.length();
  }

  private static int nextLine(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return end;
  }
}
