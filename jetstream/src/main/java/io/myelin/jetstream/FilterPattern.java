package io.myelin.jetstream;

import io.myelin.core.IndexedSubscription;
import org.jspecify.annotations.Nullable;

/** One pattern of a filter, as the index of a stream's filters holds it. */
final class FilterPattern implements IndexedSubscription {
  private final byte[] pattern;
  private final FilterGroup group;

  FilterPattern(byte[] pattern, FilterGroup group) {
    this.pattern = pattern;
    this.group = group;
  }

  /** The consumers with the filter. */
  FilterGroup group() {
    return group;
  }

  @Override
  public byte[] pattern() {
    return pattern;
  }

  @Override
  public byte @Nullable [] queue() {
    return null;
  }
}
