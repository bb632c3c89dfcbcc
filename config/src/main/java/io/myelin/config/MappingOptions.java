package io.myelin.config;

import java.util.List;

/**
 * One subject mapping (CORE-390). Mappings stand in the order of the file; the first whose source
 * matches applies.
 *
 * @param source pattern of subjects that are mapped
 * @param destinations where they go; weights of one cluster scope add up to at most 100
 */
public record MappingOptions(String source, List<Destination> destinations) {

  /**
   * A destination.
   *
   * @param subject template of the new subject
   * @param weightPercent share of messages that go there, 0 to 100
   * @param cluster name of the cluster that this destination is for, empty for any
   */
  public record Destination(String subject, int weightPercent, String cluster) {}
}
