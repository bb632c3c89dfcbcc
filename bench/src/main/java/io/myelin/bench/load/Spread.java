package io.myelin.bench.load;

import java.util.Arrays;
import java.util.Collection;

/**
 * Median and extremes of a figure over the runs.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least smallest
 * @param most largest
 * @param runs how many figures there were, at least one
 */
record Spread(double median, double least, double most, int runs) {

  /**
   * The spread of some figures.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Spread of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /** As {@link #of(Collection)}. */
  static Spread of(double... figures) {
    return of(Arrays.stream(figures).boxed().toList());
  }
}
