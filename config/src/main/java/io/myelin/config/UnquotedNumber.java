package io.myelin.config;

import static io.myelin.config.ConfigScanner.isDigit;
import static io.myelin.config.ConfigScanner.shown;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * Unquoted values that start with a digit or a minus: integers with size suffixes, floats, dates,
 * addresses and other strings that merely begin with a digit (CORE-513 to CORE-515).
 */
final class UnquotedNumber {
  private static final String DATE_SHAPE = "0000-00-00T00:00:00Z";

  private UnquotedNumber() {}

  static ConfigValue read(ConfigScanner in) throws ConfigSyntaxException {
    int start = in.offset();
    boolean negative = in.peek() == '-';
    if (negative) {
      in.next();
      if (!isDigit(in.peek())) {
        throw in.errorAtNext("Expected a digit but got '" + shown(in.peek()) + "'.");
      }
    }
    while (isDigit(in.peek())) {
      in.next();
    }
    int b = in.peek();
    if (b == '.') {
      return afterPoint(in, start);
    }
    if (b == '-' && !negative) {
      return date(in, start);
    }
    String digits = in.textFrom(start);
    if (ConfigScanner.endsUnquoted(b)) {
      return new ConfigValue.Int(multiplied(digits, digits, 1));
    }
    int suffixStart = in.offset();
    if (isSizeLetter(b)) {
      in.next();
      while (in.peek() == 'b' || in.peek() == 'B' || in.peek() == 'i' || in.peek() == 'I') {
        in.next();
      }
      if (ConfigScanner.endsUnquoted(in.peek())) {
        return withSuffix(in, digits, in.textFrom(suffixStart), in.textFrom(start));
      }
    }
    if (negative) {
      throw in.errorAtNext(
          "Expected the end of the value behind '"
              + in.textFrom(start)
              + "', but got '"
              + shown(in.peek())
              + "' instead.");
    }
    String head = in.textFrom(start);
    return new ConfigValue.Text(head + in.unquotedWithEscapes());
  }

  private static boolean isSizeLetter(int b) {
    return switch (b) {
      case 'k', 'K', 'm', 'M', 'g', 'G', 't', 'T', 'p', 'P', 'e', 'E' -> true;
      default -> false;
    };
  }

  private static ConfigValue withSuffix(
      ConfigScanner in, String digits, String suffix, String token) throws ConfigSyntaxException {
    String unit = suffix.toLowerCase(Locale.ROOT);
    int power = "kmgtpe".indexOf(unit.charAt(0)) + 1;
    String rest = unit.substring(1);
    long base =
        switch (rest) {
          case "" -> 1000;
          case "b", "i", "ib" -> 1024;
          default ->
              throw in.error(
                  "Unknown size suffix '"
                      + suffix
                      + "' in '"
                      + token
                      + "', expected one of K, KB, KiB and likewise with M, G, T, P, E");
        };
    long factor = 1;
    for (int i = 0; i < power; i++) {
      factor *= base;
    }
    return new ConfigValue.Int(multiplied(token, digits, factor));
  }

  private static long multiplied(String token, String digits, long factor)
      throws ConfigSyntaxException {
    try {
      return Math.multiplyExact(Long.parseLong(digits), factor);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new ConfigSyntaxException("integer '" + token + "' is out of the range");
    }
  }

  private static ConfigValue afterPoint(ConfigScanner in, int start) throws ConfigSyntaxException {
    in.next();
    if (!isDigit(in.peek())) {
      throw in.errorAtNext(
          "Floats must have a digit after the '.', but got '" + shown(in.peek()) + "' instead.");
    }
    while (isDigit(in.peek())) {
      in.next();
    }
    int b = in.peek();
    if (ConfigScanner.endsUnquoted(b)) {
      return new ConfigValue.Decimal(Double.parseDouble(in.textFrom(start)));
    }
    if (b == '.') {
      while (isDigit(b) || b == '.' || b == ':' || b == '-') {
        in.next();
        b = in.peek();
      }
      return new ConfigValue.Text(in.textFrom(start));
    }
    skipRestOfDuration(in, start);
    return new ConfigValue.Text(in.textFrom(start));
  }

  /** Moves behind the token if the whole of it is a duration such as {@code 1.5s}. */
  private static void skipRestOfDuration(ConfigScanner in, int start) {
    int length = in.unquotedLength();
    if (GoDuration.parse(in.textFrom(start) + in.ahead(length)) != null) {
      in.skip(length);
    }
  }

  private static ConfigValue date(ConfigScanner in, int start) throws ConfigSyntaxException {
    if (in.offset() - start != 4) {
      throw in.errorAtNext("All ISO8601 dates must be in full Zulu form.");
    }
    for (int i = 4; i < DATE_SHAPE.length(); i++) {
      int expected = DATE_SHAPE.charAt(i);
      int b = in.next();
      boolean fits = expected == '0' ? isDigit(b) : b == expected;
      if (!fits) {
        throw in.error(
            "Expected '"
                + (char) expected
                + "' in ISO8601 datetime, but found '"
                + shown(b)
                + "' instead.");
      }
    }
    String text = in.textFrom(start);
    try {
      return new ConfigValue.Moment(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new ConfigSyntaxException("expected Zulu formatted DateTime, but got '" + text + "'");
    }
  }
}
