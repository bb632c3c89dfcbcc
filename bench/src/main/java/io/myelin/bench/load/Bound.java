package io.myelin.bench.load;

import java.util.Locale;

/**
 * What our server has to reach in the median of the runs.
 *
 * @param metric which figure
 * @param kind whether the limit is for the ratio to the reference or for our own figure
 * @param limit the limit itself, which is still good
 * @param against the label of the server that a ratio is to
 */
record Bound(Metric metric, Kind kind, double limit, String against) {
  /** How a limit is meant. */
  enum Kind {
    RATIO_AT_LEAST,
    RATIO_AT_MOST,
    OURS_AT_LEAST,
    OURS_AT_MOST
  }

  /** A limit of ours, or of the ratio to the reference. */
  Bound(Metric metric, Kind kind, double limit) {
    this(metric, kind, limit, ServerTarget.REFERENCE);
  }

  boolean isRatio() {
    return kind == Kind.RATIO_AT_LEAST || kind == Kind.RATIO_AT_MOST;
  }

  /** Whether the median of the ratio, or of our figure, is good enough. */
  boolean isMetBy(double median) {
    return switch (kind) {
      case RATIO_AT_LEAST, OURS_AT_LEAST -> median >= limit;
      case RATIO_AT_MOST, OURS_AT_MOST -> median <= limit;
    };
  }

  @Override
  public String toString() {
    String sign = kind == Kind.RATIO_AT_LEAST || kind == Kind.OURS_AT_LEAST ? ">=" : "<=";
    String unit = isRatio() ? "x" : " " + metric.unit();
    String number = limit == Math.rint(limit) && limit >= 10 ? "%.0f" : "%.2f";
    String of = isRatio() && !against.equals(ServerTarget.REFERENCE) ? " of " + against : "";
    return sign + " " + String.format(Locale.ROOT, number, limit) + unit + of;
  }
}
