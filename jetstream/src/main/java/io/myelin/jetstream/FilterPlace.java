package io.myelin.jetstream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where one consumer stands among the filters of its stream. Lane only. */
final class FilterPlace {
  private final ConsumerDriver driver;
  private final int[] positions = new int[FilterRoster.Kind.COUNT];
  private @Nullable FilterGroup group;

  FilterPlace(ConsumerDriver driver) {
    this.driver = driver;
    Arrays.fill(positions, FilterRoster.ABSENT);
  }

  /** The consumer. */
  ConsumerDriver driver() {
    return driver;
  }

  /** The group of consumers with its filter, null while it is in none. */
  @Nullable FilterGroup group() {
    return group;
  }

  void group(@Nullable FilterGroup joined) {
    group = joined;
  }

  int position(FilterRoster.Kind kind) {
    return positions[kind.slot()];
  }

  void position(FilterRoster.Kind kind, int position) {
    positions[kind.slot()] = position;
  }
}
