package io.myelin.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Durations in Go's notation, as configuration files and logs of the NATS world write them
 * (CORE-548): {@code 1m30s}, {@code 1.5h}, {@code 250ms}.
 */
public final class GoDuration {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MINUTE = 60 * NANOS_PER_SECOND;
  private static final long NANOS_PER_HOUR = 60 * NANOS_PER_MINUTE;

  private GoDuration() {}

  /** Returns the duration that the text denotes, or null if it denotes none or overflows. */
  public static @Nullable Duration parse(String text) {
    int at = 0;
    boolean negative = false;
    if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
      negative = text.charAt(0) == '-';
      at = 1;
    }
    if (text.length() - at == 1 && text.charAt(at) == '0') {
      return Duration.ZERO;
    }
    if (at == text.length()) {
      return null;
    }
    double totalCheck = 0;
    long total = 0;
    while (at < text.length()) {
      int start = at;
      long whole = 0;
      while (at < text.length() && isDigit(text.charAt(at))) {
        if (whole > (Long.MAX_VALUE - 9) / 10) {
          return null;
        }
        whole = whole * 10 + (text.charAt(at) - '0');
        at++;
      }
      int digits = at - start;
      double fraction = 0;
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        double scale = 0.1;
        while (at < text.length() && isDigit(text.charAt(at))) {
          fraction += (text.charAt(at) - '0') * scale;
          scale /= 10;
          digits++;
          at++;
        }
      }
      if (digits == 0) {
        return null;
      }
      int unitStart = at;
      while (at < text.length() && text.charAt(at) != '.' && !isDigit(text.charAt(at))) {
        at++;
      }
      long unit = unitNanos(text.substring(unitStart, at));
      if (unit == 0) {
        return null;
      }
      totalCheck += ((double) whole + fraction) * unit;
      if (totalCheck >= (double) Long.MAX_VALUE) {
        return null;
      }
      total += whole * unit + Math.round(fraction * unit);
    }
    return Duration.ofNanos(negative ? -total : total);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static long unitNanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "\u00b5s", "\u03bcs" -> 1_000;
      case "ms" -> 1_000_000;
      case "s" -> NANOS_PER_SECOND;
      case "m" -> NANOS_PER_MINUTE;
      case "h" -> NANOS_PER_HOUR;
      default -> 0;
    };
  }

  /** Returns the duration as Go prints it: {@code 2m0s}, {@code 1.5s}, {@code 0s}. */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder(16);
    if (nanos < 0) {
      text.append('-');
      nanos = Math.abs(nanos);
    }
    if (nanos < 1_000) {
      return text.append(nanos).append("ns").toString();
    }
    if (nanos < 1_000_000) {
      return decimal(text, nanos, 1_000).append("\u00b5s").toString();
    }
    if (nanos < NANOS_PER_SECOND) {
      return decimal(text, nanos, 1_000_000).append("ms").toString();
    }
    long hours = nanos / NANOS_PER_HOUR;
    long minutes = nanos / NANOS_PER_MINUTE % 60;
    if (hours > 0) {
      text.append(hours).append('h');
    }
    if (hours > 0 || minutes > 0) {
      text.append(minutes).append('m');
    }
    return decimal(text, nanos % NANOS_PER_MINUTE, NANOS_PER_SECOND).append('s').toString();
  }

  private static StringBuilder decimal(StringBuilder text, long nanos, long unit) {
    text.append(nanos / unit);
    long rest = nanos % unit;
    if (rest != 0) {
      String digits = Long.toString(unit + rest).substring(1);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 0, end);
    }
    return text;
  }
}
