package io.myelin.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All figures of all runs as JSON, with medians and spreads. */
final class JsonReport {
  private final StringBuilder json = new StringBuilder();

  private JsonReport() {}

  static String of(
      Map<String, String> versions, LoadOptions options, List<WorkloadResult> results) {
    return new JsonReport().render(versions, options, results);
  }

  private String render(
      Map<String, String> versions, LoadOptions options, List<WorkloadResult> results) {
    json.append("{\n  \"versions\": ");
    json.append(
        versions.entrySet().stream()
            .map(e -> quoted(e.getKey()) + ": " + quoted(e.getValue()))
            .collect(Collectors.joining(", ", "{", "}")));
    json.append(",\n  \"warmup_seconds\": ").append(number(options.warmUp().toMillis() / 1e3));
    json.append(",\n  \"waiting_warmup_seconds\": ")
        .append(number(options.waitingWarmUp().toMillis() / 1e3));
    json.append(",\n  \"seconds\": ").append(number(options.measure().toMillis() / 1e3));
    json.append(",\n  \"window_bytes\": ").append(options.windowBytes());
    json.append(",\n  \"processors\": ").append(Runtime.getRuntime().availableProcessors());
    json.append(",\n  \"workloads\": [");
    json.append(results.stream().map(JsonReport::workload).collect(Collectors.joining(",")));
    return json.append("\n  ]\n}\n").toString();
  }

  private static String workload(WorkloadResult result) {
    String metrics =
        TextReport.metrics(result).stream()
            .map(metric -> metric(result, metric))
            .collect(Collectors.joining(","));
    String invalid =
        result.invalidRuns().stream().map(JsonReport::quoted).collect(Collectors.joining(", "));
    return "\n    {\"id\": "
        + quoted(result.workload().id())
        + ", \"title\": "
        + quoted(result.workload().title())
        + ", \"rounds\": "
        + result.rounds().size()
        + ", \"invalid\": ["
        + invalid
        + "], \"metrics\": ["
        + metrics
        + "\n    ]}";
  }

  private static String metric(WorkloadResult result, Metric metric) {
    StringBuilder text = new StringBuilder();
    text.append("\n      {\"name\": ").append(quoted(metric.title()));
    text.append(", \"unit\": ").append(quoted(metric.unit()));
    for (String target : result.targets()) {
      String runs =
          result.rounds().stream()
              .map(round -> run(round.get(target), metric))
              .collect(Collectors.joining(", "));
      text.append(", ").append(quoted(target)).append(": {");
      text.append(spread(result.spread(target, metric)));
      text.append("\"runs\": [").append(runs).append("]}");
    }
    ratio(text, result, metric, ServerTarget.REFERENCE);
    ratio(text, result, metric, ServerTarget.RELAY);
    ratio(text, result, metric, ServerTarget.ALWAYS);
    for (Bound bound : result.workload().bounds()) {
      if (bound.metric() == metric) {
        text.append(", \"bound\": ").append(quoted(bound.toString()));
        result
            .measured(bound)
            .ifPresent(m -> text.append(", \"bound_met\": ").append(bound.isMetBy(m)));
      }
    }
    return text.append('}').toString();
  }

  private static String run(@Nullable Outcome outcome, Metric metric) {
    if (outcome instanceof Outcome.Valid valid && valid.figures().containsKey(metric)) {
      return number(valid.figures().getOrDefault(metric, 0.0));
    }
    return "null";
  }

  private static void ratio(
      StringBuilder text, WorkloadResult result, Metric metric, String other) {
    Optional<Spread> ratio = result.ratio(ServerTarget.OURS, other, metric);
    if (ratio.isPresent()) {
      text.append(", ").append(quoted("ours/" + other)).append(": {");
      text.append(spread(ratio)).append("\"runs\": ").append(ratio.get().runs()).append('}');
    }
  }

  private static String spread(Optional<Spread> spread) {
    return spread
        .map(
            s ->
                "\"median\": "
                    + number(s.median())
                    + ", \"min\": "
                    + number(s.least())
                    + ", \"max\": "
                    + number(s.most())
                    + ", ")
        .orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.4f", value);
  }

  static String quoted(String raw) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> {
          if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
