package io.myelin.bench.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The figures as a table for people. */
final class TextReport {
  private final PrintStream out;

  TextReport(PrintStream out) {
    this.out = out;
  }

  /** What is compared and how. */
  void begin(Map<String, String> versions, LoadOptions options) {
    versions.forEach((label, version) -> out.printf("%-10s %s%n", label, version));
    out.printf(
        Locale.ROOT,
        "warm-up %.1f s (%.1f s where clients wait), measured %.1f s, at most %d MiB under way; median [least..most]%n",
        options.warmUp().toMillis() / 1e3,
        options.waitingWarmUp().toMillis() / 1e3,
        options.measure().toMillis() / 1e3,
        options.windowBytes() >> 20);
  }

  /** One workload. */
  void add(WorkloadResult result) {
    out.printf("%n%s: %s%n", result.workload().id(), result.workload().title());
    List<String> further =
        result.targets().stream()
            .filter(t -> !t.equals(ServerTarget.OURS) && !t.equals(ServerTarget.REFERENCE))
            .toList();
    line(
        "",
        "",
        "ours",
        "reference",
        "ours/reference",
        columns(further, t -> t, t -> "of it"),
        "bound");
    for (Metric metric : metrics(result)) {
      line(
          metric.title(),
          metric.unit(),
          figure(result.spread(ServerTarget.OURS, metric)),
          figure(result.spread(ServerTarget.REFERENCE, metric)),
          ratio(result.ratio(ServerTarget.OURS, ServerTarget.REFERENCE, metric)),
          columns(
              further,
              t -> result.spread(t, metric).map(s -> number(s.median())).orElse(""),
              t ->
                  result
                      .ratio(ServerTarget.OURS, t, metric)
                      .map(s -> String.format(Locale.ROOT, "%.2f", s.median()))
                      .orElse("")),
          bound(result, metric));
    }
    result.invalidRuns().forEach(reason -> out.println("  DOES NOT COUNT: " + reason));
    out.flush();
  }

  /** What is missed, and what does not count. */
  void end(List<WorkloadResult> results) {
    List<String> missed = new ArrayList<>();
    int invalid = 0;
    for (WorkloadResult result : results) {
      invalid += result.invalidRuns().size();
      for (Bound bound : result.workload().bounds()) {
        Optional<Double> measured = result.measured(bound);
        if (measured.isPresent() && !bound.isMetBy(measured.get())) {
          missed.add(
              String.format(
                  Locale.ROOT,
                  "%s: %s %.3g, bound %s",
                  result.workload().id(),
                  bound.metric().title(),
                  measured.get(),
                  bound));
        }
      }
    }
    out.println();
    missed.forEach(text -> out.println("missed: " + text));
    out.printf("%d bounds missed, %d runs do not count%n", missed.size(), invalid);
    out.flush();
  }

  private void line(String... cells) {
    out.println(
        String.format("  %-24s %-8s %22s %22s %22s%s  %s", (Object[]) cells).stripTrailing());
  }

  /** Two columns for each server besides ours and the reference: its figure, our share of it. */
  private static String columns(
      List<String> targets, UnaryOperator<String> figure, UnaryOperator<String> share) {
    return targets.stream()
        .map(t -> String.format(" %10s %9s", figure.apply(t), share.apply(t)))
        .collect(Collectors.joining());
  }

  /** The metrics any run has, in their own order. */
  static List<Metric> metrics(WorkloadResult result) {
    return Arrays.stream(Metric.values())
        .filter(
            metric -> result.targets().stream().anyMatch(t -> result.spread(t, metric).isPresent()))
        .toList();
  }

  private static String figure(Optional<Spread> spread) {
    return spread
        .map(
            s ->
                s.runs() == 1
                    ? number(s.median())
                    : number(s.median()) + " [" + number(s.least()) + ".." + number(s.most()) + "]")
        .orElse("-");
  }

  private static String ratio(Optional<Spread> spread) {
    return spread
        .map(s -> String.format(Locale.ROOT, "%.2f [%.2f..%.2f]", s.median(), s.least(), s.most()))
        .orElse("-");
  }

  private static String bound(WorkloadResult result, Metric metric) {
    List<String> texts = new ArrayList<>();
    for (Bound bound : result.workload().bounds()) {
      if (bound.metric() == metric) {
        String verdict =
            result.measured(bound).map(m -> bound.isMetBy(m) ? " ok" : " MISSED").orElse("");
        texts.add(bound + verdict);
      }
    }
    return String.join(", ", texts);
  }

  /** A number in four characters or a few more. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e6) {
      return String.format(Locale.ROOT, "%.2fM", value / 1e6);
    }
    if (size >= 1e4) {
      return String.format(Locale.ROOT, "%.1fk", value / 1e3);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }

  /** One run in one line. */
  static String inShort(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Invalid invalid -> "DOES NOT COUNT: " + invalid.reason();
      case Outcome.Valid valid -> {
        List<String> parts = new ArrayList<>();
        valid
            .figures()
            .forEach(
                (metric, value) ->
                    parts.add(
                        (metric.title() + " " + number(value) + " " + metric.unit()).strip()));
        yield String.join(", ", parts);
      }
    };
  }
}
