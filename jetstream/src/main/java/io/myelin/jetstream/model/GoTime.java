package io.myelin.jetstream.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as JSON has them: RFC 3339 in UTC, with as many digits of a second as needed (STR-062). */
public final class GoTime {
  /** What stands for no time: the first instant of the year 1. */
  public static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

  private static final Pattern RFC_3339 =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
  private static final int NANO_DIGITS = 9;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private GoTime() {}

  /** The time that many nanoseconds after 1970. */
  public static Instant ofEpochNanos(long epochNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
  }

  /**
   * Nanoseconds from 1970 to that time. Times out of the range of 64 bits, {@link #ZERO} among
   * them, come out as the nearest one in it.
   */
  public static long toEpochNanos(Instant time) {
    try {
      return Math.addExact(
          Math.multiplyExact(time.getEpochSecond(), NANOS_PER_SECOND), time.getNano());
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** The text of a time. */
  public static String format(Instant time) {
    String whole = Instant.ofEpochSecond(time.getEpochSecond()).toString();
    if (time.getNano() == 0) {
      return whole;
    }
    String digits = Long.toString(NANOS_PER_SECOND + time.getNano()).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole.substring(0, whole.length() - 1) + "." + digits.substring(0, end) + "Z";
  }

  /** The time that an RFC 3339 text denotes, with any offset; nothing if it is none. */
  public static Optional<Instant> parse(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(withNanos(text.replace(',', '.'))).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String withNanos(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      return text;
    }
    int end = dot + 1;
    while (text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    int kept = Math.min(end, dot + 1 + NANO_DIGITS);
    return text.substring(0, kept) + text.substring(end);
  }
}
