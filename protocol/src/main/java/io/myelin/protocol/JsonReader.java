package io.myelin.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads one JSON object (RFC 8259, strictly) that is whole in memory, member by member. For CONNECT
 * only, the one JSON text that every connection begins with; a general library costs a server tens
 * of milliseconds before the first client is in (decision 0033). Not thread-safe.
 */
final class JsonReader {
  private static final int DEEPEST = 500;

  private final byte[] json;
  private int at;

  JsonReader(byte[] json) {
    this.json = json;
  }

  /** What a value is. */
  enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    INTEGER,
    DECIMAL,
    TRUE,
    FALSE,
    NULL
  }

  /**
   * The value of a member.
   *
   * @param text what a string says, the digits of a number, empty otherwise
   */
  record Value(Kind kind, String text) {}

  /** Takes members in their order. */
  @FunctionalInterface
  interface Members {
    /**
     * Takes one member.
     *
     * @throws MalformedJsonException when the value is not what this key has
     */
    void member(String key, Value value) throws MalformedJsonException;
  }

  /**
   * Reads the text, which is one object and nothing else. What is in objects and arrays inside is
   * checked and left out.
   *
   * @throws MalformedJsonException when it is anything else
   */
  void object(Members members) throws MalformedJsonException {
    skipBlanks();
    if (at == json.length || json[at] != '{') {
      throw malformed("an object was expected");
    }
    at++;
    object(members, 1);
    skipBlanks();
    if (at < json.length) {
      throw malformed("there is more after the object");
    }
  }

  private void object(Members members, int depth) throws MalformedJsonException {
    skipBlanks();
    if (peek() == '}') {
      at++;
      return;
    }
    do {
      skipBlanks();
      expect('"');
      String key = string();
      skipBlanks();
      expect(':');
      members.member(key, value(depth));
    } while (another('}'));
  }

  private void array(int depth) throws MalformedJsonException {
    skipBlanks();
    if (peek() == ']') {
      at++;
      return;
    }
    do {
      value(depth);
    } while (another(']'));
  }

  /** Whether a comma follows and not the end. */
  private boolean another(char end) throws MalformedJsonException {
    skipBlanks();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect(end);
    return false;
  }

  private Value value(int depth) throws MalformedJsonException {
    if (depth > DEEPEST) {
      throw malformed("more than " + DEEPEST + " levels");
    }
    skipBlanks();
    return switch (peek()) {
      case '{' -> {
        at++;
        object((key, value) -> {}, depth + 1);
        yield new Value(Kind.OBJECT, "");
      }
      case '[' -> {
        at++;
        array(depth + 1);
        yield new Value(Kind.ARRAY, "");
      }
      case '"' -> {
        at++;
        yield new Value(Kind.STRING, string());
      }
      case 't' -> word("true", Kind.TRUE);
      case 'f' -> word("false", Kind.FALSE);
      case 'n' -> word("null", Kind.NULL);
      default -> number();
    };
  }

  private Value word(String word, Kind kind) throws MalformedJsonException {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
    return new Value(kind, "");
  }

  private Value number() throws MalformedJsonException {
    int from = at;
    Kind kind = Kind.INTEGER;
    skipIf('-');
    if (!skipIf('0')) {
      digits();
    }
    if (skipIf('.')) {
      kind = Kind.DECIMAL;
      digits();
    }
    if (skipIf('e') || skipIf('E')) {
      kind = Kind.DECIMAL;
      if (!skipIf('-')) {
        skipIf('+');
      }
      digits();
    }
    return new Value(kind, new String(json, from, at - from, UTF_8));
  }

  private void digits() throws MalformedJsonException {
    int from = at;
    while (at < json.length && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw malformed("a value was expected");
    }
  }

  /** The rest of a string whose quote has been read. */
  private String string() throws MalformedJsonException {
    int from = at;
    StringBuilder text = new StringBuilder();
    while (true) {
      int b = peek();
      if (b == '"') {
        text.append(new String(json, from, at - from, UTF_8));
        at++;
        return text.toString();
      }
      if (b >= 0 && b < ' ') {
        throw malformed("a control character in a string");
      }
      if (b == '\\') {
        text.append(new String(json, from, at - from, UTF_8));
        at++;
        text.append(escaped());
        from = at;
      } else {
        at++;
      }
    }
  }

  private char escaped() throws MalformedJsonException {
    int b = peek();
    at++;
    return switch (b) {
      case '"', '\\', '/' -> (char) b;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(peek(), 16);
          if (digit < 0) {
            throw malformed("four hexadecimal digits were expected");
          }
          unit = unit << 4 | digit;
          at++;
        }
        yield (char) unit;
      }
      default -> throw malformed("an escape that does not exist");
    };
  }

  private void skipBlanks() {
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\t' || json[at] == '\n' || json[at] == '\r')) {
      at++;
    }
  }

  private boolean skipIf(char wanted) {
    boolean there = at < json.length && json[at] == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(char wanted) throws MalformedJsonException {
    if (peek() != wanted) {
      throw malformed("'" + wanted + "' was expected");
    }
    at++;
  }

  private int peek() throws MalformedJsonException {
    if (at >= json.length) {
      throw new MalformedJsonException("the text ends too early");
    }
    return json[at];
  }

  private MalformedJsonException malformed(String reason) {
    return new MalformedJsonException(reason + " at byte " + at);
  }
}
