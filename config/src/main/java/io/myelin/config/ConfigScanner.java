package io.myelin.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over the bytes of one configuration text, which counts lines and columns the way error
 * messages show them (CORE-564) and reads the scalar forms of the language.
 */
final class ConfigScanner {
  /** What {@link #peek} returns behind the last byte. */
  static final int END = -1;

  private final byte[] text;
  private final String file;
  private int at;
  private int line = 1;
  private int lineStart;

  ConfigScanner(byte[] text, String file) {
    this.text = text;
    this.file = file;
  }

  int peek() {
    return at < text.length ? text[at] & 0xff : END;
  }

  int peekSecond() {
    return at + 1 < text.length ? text[at + 1] & 0xff : END;
  }

  int next() {
    if (at >= text.length) {
      return END;
    }
    int b = text[at] & 0xff;
    if (b == '\n') {
      line++;
      lineStart = at;
    }
    at++;
    return b;
  }

  int offset() {
    return at;
  }

  int line() {
    return line;
  }

  String file() {
    return file;
  }

  Position position() {
    return new Position(file, line, at - lineStart);
  }

  String textFrom(int start) {
    return new String(text, start, at - start, StandardCharsets.UTF_8);
  }

  /** An error at the byte that was read last. */
  ConfigSyntaxException error(String message) {
    return new ConfigSyntaxException("Parse error on line " + line + ": '" + message + "'");
  }

  /** An error about the byte that comes next, which counts as read: a line feed ends its line. */
  ConfigSyntaxException errorAtNext(String message) {
    next();
    return error(message);
  }

  /** Names a byte in an error message. */
  static String shown(int b) {
    return switch (b) {
      case END -> "end of file";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          b < ' ' || b > '~' ? "\\x" + Integer.toHexString(b | 0x100).substring(1) : "" + (char) b;
    };
  }

  static boolean isBlank(int b) {
    return b == ' ' || b == '\t';
  }

  static boolean isLineEnd(int b) {
    return b == '\n' || b == '\r';
  }

  static boolean isSpace(int b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  static boolean isKeySeparator(int b) {
    return b == '=' || b == ':';
  }

  static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  /**
   * Whether an unquoted value stops before this byte; a single quote, too, but that one is eaten.
   */
  static boolean endsUnquoted(int b) {
    return b == END || isBlank(b) || isLineEnd(b) || b == ',' || b == ';' || b == ']' || b == '}';
  }

  void skipBlanks() {
    while (isBlank(peek())) {
      next();
    }
  }

  void skipSpace() {
    while (isSpace(peek())) {
      next();
    }
  }

  /** Skips a comment up to, not including, the end of its line, if one starts here. */
  boolean skipComment() {
    if (peek() != '#' && !(peek() == '/' && peekSecond() == '/')) {
      return false;
    }
    while (peek() != END && !isLineEnd(peek())) {
      next();
    }
    return true;
  }

  /** Skips white space, line ends and comments. */
  void skipSpaceAndComments() {
    do {
      skipSpace();
    } while (skipComment());
  }

  /** Reads up to the closing quote; the opening one has been read. No escapes. */
  String quotedRaw(int quote) throws ConfigSyntaxException {
    int start = at;
    while (peek() != quote) {
      if (next() == END) {
        throw error("Unexpected EOF.");
      }
    }
    String content = textFrom(start);
    next();
    return content;
  }

  /** Reads up to the closing double quote with escapes; the opening one has been read. */
  String quotedWithEscapes() throws ConfigSyntaxException {
    int start = at;
    while (peek() != '"' && peek() != '\\') {
      if (next() == END) {
        throw error("Unexpected EOF.");
      }
    }
    if (peek() == '"') {
      String content = textFrom(start);
      next();
      return content;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(text, start, at - start);
    while (true) {
      int b = next();
      if (b == END) {
        throw error("Unexpected EOF.");
      }
      if (b == '"') {
        return bytes.toString(StandardCharsets.UTF_8);
      }
      bytes.write(b == '\\' ? escaped() : b);
    }
  }

  /** Reads an unquoted token with escapes; stops before its end, except that a quote is eaten. */
  String unquotedWithEscapes() throws ConfigSyntaxException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!endsUnquoted(peek())) {
      int b = next();
      if (b == '\'') {
        break;
      }
      bytes.write(b == '\\' ? escaped() : b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Returns how many bytes there are before the end of the unquoted token that goes on here. */
  int unquotedLength() {
    int end = at;
    while (end < text.length && !endsUnquoted(text[end] & 0xff)) {
      end++;
    }
    return end - at;
  }

  /** Returns the next bytes without moving. */
  String ahead(int length) {
    return new String(text, at, length, StandardCharsets.UTF_8);
  }

  /** Moves over bytes that hold no line feed. */
  void skip(int length) {
    at += length;
  }

  private int escaped() throws ConfigSyntaxException {
    int b = next();
    return switch (b) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case '"', '\\' -> b;
      case 'x' -> hexDigit() << 4 | hexDigit();
      default ->
          throw error(
              "Invalid escape character '"
                  + shown(b)
                  + "'. Only the following escape characters are allowed: "
                  + "\\xXX, \\t, \\n, \\r, \\\", \\\\.");
    };
  }

  private int hexDigit() throws ConfigSyntaxException {
    int b = next();
    int digit = b == END ? -1 : Character.digit(b, 16);
    if (digit < 0) {
      throw error("Expected two hexadecimal digits after '\\x', but got '" + shown(b) + "'");
    }
    return digit;
  }

  /** Reads a block string (CORE-516); the opening parenthesis has been read. */
  String block() throws ConfigSyntaxException {
    int start = at;
    boolean atLineStart = false;
    while (true) {
      int b = peek();
      if (b == END) {
        throw error("Unexpected EOF processing block.");
      }
      if (b == ')' && atLineStart) {
        int after = peekSecond();
        if (after == END || isLineEnd(after)) {
          String content = textFrom(start);
          next();
          return content;
        }
      }
      atLineStart = b == '\n';
      next();
    }
  }
}
