package io.myelin.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All runs of one workload.
 *
 * @param workload what was run
 * @param targets the labels of the servers, in the order in which they took turns
 * @param rounds by round, what came out on each target
 */
record WorkloadResult(Workload workload, List<String> targets, List<Map<String, Outcome>> rounds) {

  /** A figure's spread on one target; empty if no run that counts has it. */
  Optional<Spread> spread(String target, Metric metric) {
    List<Double> figures = new ArrayList<>();
    for (Map<String, Outcome> round : rounds) {
      figure(round, target, metric).ifPresent(figures::add);
    }
    return figures.isEmpty() ? Optional.empty() : Optional.of(Spread.of(figures));
  }

  /**
   * The spread of the ratio of two targets, taken within each round, because what else the machine
   * does changes from round to round.
   */
  Optional<Spread> ratio(String numerator, String denominator, Metric metric) {
    List<Double> ratios = new ArrayList<>();
    for (Map<String, Outcome> round : rounds) {
      Optional<Double> above = figure(round, numerator, metric);
      Optional<Double> below = figure(round, denominator, metric);
      if (above.isPresent() && below.isPresent() && below.get() != 0) {
        ratios.add(above.get() / below.get());
      }
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  private static Optional<Double> figure(Map<String, Outcome> round, String target, Metric metric) {
    if (round.get(target) instanceof Outcome.Valid valid) {
      return Optional.ofNullable(valid.figures().get(metric));
    }
    return Optional.empty();
  }

  /** The median that a bound speaks of; empty where it was not measured. */
  Optional<Double> measured(Bound bound) {
    Optional<Spread> spread =
        bound.isRatio()
            ? ratio(ServerTarget.OURS, bound.against(), bound.metric())
            : spread(ServerTarget.OURS, bound.metric());
    return spread.map(Spread::median);
  }

  /** Why runs do not count, by target and round. */
  List<String> invalidRuns() {
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      for (String target : targets) {
        if (rounds.get(i).get(target) instanceof Outcome.Invalid invalid) {
          reasons.add(target + ", run " + (i + 1) + ": " + invalid.reason());
        }
      }
    }
    return reasons;
  }
}
