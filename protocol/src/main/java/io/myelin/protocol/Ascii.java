package io.myelin.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** Text in and out of protocol buffers, at absolute positions. */
public final class Ascii {
  private Ascii() {}

  /** The bytes at {@code at}, read as UTF-8 with malformed parts replaced. */
  public static String text(ByteBuffer buffer, int at, int length) {
    return new String(bytes(buffer, at, length), UTF_8);
  }

  /** A copy of the bytes at {@code at}. */
  public static byte[] bytes(ByteBuffer buffer, int at, int length) {
    byte[] copy = new byte[length];
    buffer.get(at, copy, 0, length);
    return copy;
  }

  /**
   * Quotes text the way that clients see subjects quoted in {@code -ERR} lines: double quotes,
   * backslash escapes for what is not printable.
   */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> appendQuoted(out, c));
    return out.append('"').toString();
  }

  private static void appendQuoted(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 7 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 11 -> out.append("\\v");
      default -> {
        if (c < 0x20 || c == 0x7f) {
          out.append(String.format("\\x%02x", c));
        } else if (c > 0x7f && !printable(c)) {
          out.append(c > 0xffff ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean printable(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.PRIVATE_USE
        && type != Character.UNASSIGNED
        && type != Character.SPACE_SEPARATOR
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
