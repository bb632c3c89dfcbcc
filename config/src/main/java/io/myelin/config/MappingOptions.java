package io.myelin.config;

import io.myelin.protocol.MappingDestination;
import io.myelin.protocol.WeightedMapping;
import java.util.List;

/**
 * One subject mapping (CORE-390), checked: {@link WeightedMapping#of} accepts it for every cluster.
 * Mappings stand in the order of the file; the first whose source matches applies.
 *
 * @param source pattern of subjects that are mapped
 * @param destinations where they go; weights of one cluster scope add up to at most 100
 */
public record MappingOptions(String source, List<MappingDestination> destinations) {}
