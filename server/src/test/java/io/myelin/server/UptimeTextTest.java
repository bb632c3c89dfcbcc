package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UptimeTextTest {

  @ParameterizedTest
  @CsvSource({
    "-1, 0s",
    "0, 0s",
    "5, 5s",
    "245, 4m5s",
    "3600, 1h0m0s",
    "11045, 3h4m5s",
    "86400, 1d0h0m0s",
    "183845, 2d3h4m5s",
    "31719845, 1y2d3h4m5s"
  })
  @DisplayName("OPS-052 whole seconds without leading zero units")
  void texts(long seconds, String text) {
    assertThat(UptimeText.of(seconds * 1_000_000_000L)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "999, 999ns",
    "563123, 563\u00b5s",
    "1234567, 1.234567ms",
    "1500000000, 1.5s"
  })
  @DisplayName("OPS-064 round trips between 1 \u00b5s and 1 ms in whole \u00b5s")
  void roundTrips(long nanos, String text) {
    assertThat(ConnzReport.rttText(nanos)).isEqualTo(text);
  }
}
