package io.myelin.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The digest of a parsed configuration: SHA-256 over its canonical JSON (CORE-568). */
final class TreeDigest {
  private static final String HEX = "0123456789abcdef";

  private TreeDigest() {}

  /** Returns {@code sha256:} and 64 hexadecimal digits. */
  static String of(ConfigValue.Table tree) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(json(tree).getBytes(StandardCharsets.UTF_8));
      StringBuilder text = new StringBuilder("sha256:");
      for (byte b : digest) {
        text.append(HEX.charAt((b & 0xff) >> 4)).append(HEX.charAt(b & 15));
      }
      return text.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the canonical JSON, with its line feed. */
  static String json(ConfigValue.Table tree) {
    StringBuilder json = new StringBuilder(256);
    write(json, tree);
    return json.append('\n').toString();
  }

  /** Tests types one by one: a pattern switch would link code at every start. */
  private static void write(StringBuilder json, ConfigValue value) {
    if (value instanceof ConfigValue.Text text) {
      string(json, text.text());
    } else if (value instanceof ConfigValue.Int number) {
      json.append(number.number());
    } else if (value instanceof ConfigValue.Decimal number) {
      decimal(json, number.number());
    } else if (value instanceof ConfigValue.Bool bool) {
      json.append(bool.truth());
    } else if (value instanceof ConfigValue.Moment moment) {
      string(json, moment.instant().toString());
    } else if (value instanceof ConfigValue.Array array) {
      array(json, array);
    } else if (value instanceof ConfigValue.Table table) {
      table(json, table);
    }
  }

  private static void array(StringBuilder json, ConfigValue.Array array) {
    char before = '[';
    for (ConfigValue.Element element : array.elements()) {
      json.append(before);
      before = ',';
      write(json, element.value());
    }
    json.append(before == '[' ? "[]" : "]");
  }

  private static void table(StringBuilder json, ConfigValue.Table table) {
    String[] keys = new String[table.size()];
    int count = 0;
    for (ConfigValue.Entry entry : table.entries()) {
      keys[count++] = entry.key();
    }
    Arrays.sort(keys, TreeDigest::byBytes);
    char before = '{';
    for (String key : keys) {
      ConfigValue.Entry entry = table.entry(key);
      if (entry != null) {
        json.append(before);
        before = ',';
        string(json, key);
        json.append(':');
        write(json, entry.value());
      }
    }
    json.append(before == '{' ? "{}" : "}");
  }

  private static int byBytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a number with the shortest digits; an exponent only below 1e-6 and from 1e21. */
  private static void decimal(StringBuilder json, double number) {
    double size = Math.abs(number);
    if (number == 0) {
      json.append(Double.compare(number, 0.0) < 0 ? "-0" : "0");
    } else if (size >= 1e-6 && size < 1e21) {
      String plain = new java.math.BigDecimal(Double.toString(number)).toPlainString();
      json.append(plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain);
    } else {
      String text = Double.toString(number);
      int e = text.indexOf('E');
      String digits = text.substring(0, e);
      String exponent = text.substring(e + 1);
      json.append(digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits);
      json.append('e');
      boolean negative = exponent.charAt(0) == '-';
      json.append(negative ? '-' : '+').append(negative ? exponent.substring(1) : exponent);
    }
  }

  private static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '<', '>', '&', '\u2028', '\u2029' -> escaped(json, c);
        default -> {
          if (c < ' ') {
            escaped(json, c);
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  private static void escaped(StringBuilder json, char c) {
    json.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      json.append(HEX.charAt(c >> shift & 15));
    }
  }
}
