package io.myelin.server;

/** Durations as monitoring shows ages: {@code 1y2d3h4m5s} without leading zero units (OPS-052). */
final class UptimeText {
  private UptimeText() {}

  /** The text for a duration of nanoseconds; negative ones count as none. */
  static String of(long nanos) {
    long seconds = Math.max(0, nanos) / 1_000_000_000L;
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    long years = days / 365;
    StringBuilder text = new StringBuilder();
    if (years > 0) {
      text.append(years).append('y');
    }
    if (days > 0) {
      text.append(days % 365).append('d');
    }
    if (hours > 0) {
      text.append(hours % 24).append('h');
    }
    if (minutes > 0) {
      text.append(minutes % 60).append('m');
    }
    return text.append(seconds % 60).append('s').toString();
  }
}
