package io.myelin.bench.load;

import java.util.Map;

/** How one run of a workload on one server ended. */
sealed interface Outcome {
  /** It counts. */
  record Valid(Map<Metric, Double> figures) implements Outcome {}

  /** It does not count, and why. */
  record Invalid(String reason) implements Outcome {}
}
