package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS");

  @Test
  @DisplayName("CORE-860 pid, level and message where no time is wanted")
  void plain() {
    assertThat(new LogLine(42, false, false, false).of(LogLevel.WARN, "careful"))
        .isEqualTo("[42] [WRN] careful\n");
  }

  @Test
  @DisplayName("CORE-860 CORE-644 the time has microseconds and fixed width, in UTC if so wanted")
  void times() {
    String line = new LogLine(1, true, true, false).of(LogLevel.DEBUG, "m");
    assertThat(line)
        .matches("\\[1] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\[DBG] m\n");
    LocalDateTime shown = LocalDateTime.parse(line.substring(4, 30), TIME);
    assertThat(Duration.between(shown, LocalDateTime.now(ZoneOffset.UTC)).abs())
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  @DisplayName("CORE-861 each level has its label and colour")
  void colours() {
    LogLine format = new LogLine(1, false, false, true);
    for (LogLevel level : LogLevel.values()) {
      assertThat(format.of(level, "m"))
          .isEqualTo("[1] [\u001b[" + level.colour + "m" + level.label + "\u001b[0m] m\n");
    }
  }

  @Test
  @DisplayName("CORE-860 numbers are padded, never cut")
  void padding() {
    assertThat(LogLine.padded(new StringBuilder(), 7, 3)).hasToString("007");
    assertThat(LogLine.padded(new StringBuilder(), 0, 1)).hasToString("0");
    assertThat(LogLine.padded(new StringBuilder(), 12345, 2)).hasToString("12345");
  }
}
