package io.myelin.protocol;

/**
 * One destination of an account mapping as configured (CORE-390).
 *
 * @param subject the destination template
 * @param weightPercent share of the messages, 0 to 100
 * @param cluster name of the cluster on whose servers it counts, empty for those without
 *     destinations of their own (CORE-393)
 */
public record MappingDestination(String subject, int weightPercent, String cluster) {
  /** A destination that gets everything. */
  public static MappingDestination all(String subject) {
    return new MappingDestination(subject, 100, "");
  }
}
