package io.myelin.config;

import java.time.Duration;
import java.util.List;

/**
 * Compression of a link between servers.
 *
 * @param mode {@code off}, {@code accept}, {@code s2_auto}, {@code s2_fast}, {@code s2_better} or
 *     {@code s2_best}; {@code default} if only thresholds were given
 * @param rttThresholds round-trip times between which {@code s2_auto} changes its level, ascending
 */
public record CompressionOptions(String mode, List<Duration> rttThresholds) {
  static final String OFF = "off";
  static final String DEFAULT = "default";
  static final List<Duration> DEFAULT_THRESHOLDS =
      List.of(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100));

  static CompressionOptions of(String mode) {
    return new CompressionOptions(mode, DEFAULT_THRESHOLDS);
  }
}
