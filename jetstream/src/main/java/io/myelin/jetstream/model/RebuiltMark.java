package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The mark of a consumer whose records were damaged, in its metadata: comparisons of configurations
 * leave it out, and the next update takes it away (CON-838).
 */
public final class RebuiltMark {
  /** The metadata key; its value is when the consumer was rebuilt. */
  public static final String KEY = "_myelin.rebuilt";

  private RebuiltMark() {}

  /** The configuration with the mark. */
  public static ConsumerConfig on(ConsumerConfig config, Instant time) {
    Map<String, String> metadata = new TreeMap<>(config.metadata());
    metadata.put(KEY, GoTime.format(time));
    return config.toBuilder().metadata(metadata).build();
  }
}
