package io.myelin.server;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Formats log lines: {@code [pid] 2006/01/02 15:04:05.000000 [INF] message} (CORE-860).
 *
 * @param times whether date and time are shown
 * @param utc whether in UTC instead of local time
 * @param colours whether the level is coloured (CORE-861)
 */
record LogLine(long pid, boolean times, boolean utc, boolean colours) {

  /** The line with its line feed. */
  String of(LogLevel level, String message) {
    StringBuilder line = new StringBuilder(message.length() + 64);
    line.append('[').append(pid).append("] ");
    if (times) {
      appendTime(line);
    }
    if (colours) {
      line.append("[\u001b[")
          .append(level.colour)
          .append('m')
          .append(level.label)
          .append("\u001b[0m] ");
    } else {
      line.append('[').append(level.label).append("] ");
    }
    return line.append(message).append('\n').toString();
  }

  private void appendTime(StringBuilder line) {
    LocalDateTime now = LocalDateTime.now(utc ? ZoneOffset.UTC : ZoneId.systemDefault());
    line.append(now.getYear()).append('/');
    padded(line, now.getMonthValue(), 2).append('/');
    padded(line, now.getDayOfMonth(), 2).append(' ');
    padded(line, now.getHour(), 2).append(':');
    padded(line, now.getMinute(), 2).append(':');
    padded(line, now.getSecond(), 2).append('.');
    padded(line, now.getNano() / 1000, 6).append(' ');
  }

  /** Appends a number with leading zeros. */
  static StringBuilder padded(StringBuilder line, int value, int digits) {
    String text = Integer.toString(value);
    for (int i = text.length(); i < digits; i++) {
      line.append('0');
    }
    return line.append(text);
  }
}
