package io.myelin.protocol;

import java.util.List;

/**
 * Writes one flat JSON object on one line, for texts that are made at every connection and before
 * any library is loaded. Not thread-safe.
 */
final class JsonText {
  private final StringBuilder out;
  private boolean first = true;

  JsonText(int expectedLength) {
    out = new StringBuilder(expectedLength);
  }

  void begin() {
    out.append('{');
  }

  void end() {
    out.append('}');
  }

  void field(String name, String value) {
    name(name);
    string(value);
  }

  void field(String name, long value) {
    name(name);
    out.append(value);
  }

  void field(String name, boolean value) {
    name(name);
    out.append(value);
  }

  /** The field with the value true, or nothing. */
  void when(String name, boolean value) {
    if (value) {
      field(name, true);
    }
  }

  void field(String name, List<String> values) {
    name(name);
    char separator = '[';
    for (String value : values) {
      out.append(separator);
      string(value);
      separator = ',';
    }
    out.append(values.isEmpty() ? "[]" : "]");
  }

  private void name(String name) {
    if (!first) {
      out.append(',');
    }
    first = false;
    string(name);
    out.append(':');
  }

  private void string(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
