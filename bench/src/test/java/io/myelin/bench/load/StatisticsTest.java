package io.myelin.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  private static WorkloadResult result(
      String id, Metric metric, Double[] ours, Double[] reference) {
    List<Map<String, Outcome>> rounds = new ArrayList<>();
    for (int i = 0; i < ours.length; i++) {
      Map<String, Outcome> round = new LinkedHashMap<>();
      round.put(ServerTarget.OURS, outcome(metric, ours[i]));
      round.put(ServerTarget.REFERENCE, outcome(metric, reference[i]));
      rounds.add(round);
    }
    return new WorkloadResult(
        Workloads.named(List.of(id)).getFirst(),
        List.of(ServerTarget.OURS, ServerTarget.REFERENCE),
        rounds);
  }

  private static Outcome outcome(Metric metric, Double figure) {
    return figure == null
        ? new Outcome.Invalid("lost \"one\"")
        : new Outcome.Valid(Map.of(metric, figure));
  }

  private static Double[] figures(Double... figures) {
    return figures;
  }

  @Test
  void medianOfOddAndEvenNumbers() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3, 3));
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4, 4));
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 1));
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ratiosAreTakenWithinARound() {
    WorkloadResult result =
        result("pub16", Metric.THROUGHPUT, figures(20.0, 50.0, 90.0), figures(10.0, 20.0, 30.0));
    assertThat(result.ratio(ServerTarget.OURS, ServerTarget.REFERENCE, Metric.THROUGHPUT))
        .contains(new Spread(2.5, 2, 3, 3));
    assertThat(result.spread(ServerTarget.OURS, Metric.THROUGHPUT))
        .contains(new Spread(50, 20, 90, 3));
    assertThat(result.ratio(ServerTarget.OURS, ServerTarget.RELAY, Metric.THROUGHPUT)).isEmpty();
  }

  @Test
  void runsThatDoNotCountAreLeftOutAndNamed() {
    WorkloadResult result =
        result("pub16", Metric.THROUGHPUT, figures(20.0, null, 90.0), figures(10.0, 20.0, 30.0));
    assertThat(result.ratio(ServerTarget.OURS, ServerTarget.REFERENCE, Metric.THROUGHPUT))
        .contains(new Spread(2.5, 2, 3, 2));
    assertThat(result.invalidRuns()).containsExactly("ours, run 2: lost \"one\"");
  }

  @Test
  void boundsSpeakOfTheMedian() {
    WorkloadResult result =
        result("pub16", Metric.THROUGHPUT, figures(20.0, 26.0, 24.0), figures(10.0, 10.0, 10.0));
    Bound bound = new Bound(Metric.THROUGHPUT, Bound.Kind.RATIO_AT_LEAST, 2.5);
    assertThat(result.measured(bound)).hasValueSatisfying(m -> assertThat(m).isEqualTo(2.4));
    assertThat(bound.isMetBy(2.4)).isFalse();
    assertThat(bound.isMetBy(2.5)).isTrue();
    assertThat(bound).hasToString(">= 2.50x");
    Bound atMost = new Bound(Metric.IDLE_RSS, Bound.Kind.OURS_AT_MOST, 80);
    assertThat(atMost.isMetBy(79)).isTrue();
    assertThat(atMost.isMetBy(81)).isFalse();
    assertThat(atMost).hasToString("<= 80 MB");
  }

  @Test
  void growthComparesTheLastQuarterWithTheSecond() {
    List<Double> samples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      samples.add(i < 10 ? 1e6 : i < 20 ? 50e6 : i < 30 ? 60e6 : 53e6);
    }
    Map<Metric, Double> growth = SteadyWorkload.growth(samples);
    assertThat(growth.get(Metric.RSS_EARLY)).isCloseTo(50, within(1e-9));
    assertThat(growth.get(Metric.RSS_GROWTH)).isCloseTo(3, within(1e-9));
  }

  @Test
  void reportsHoldTheFigures() {
    WorkloadResult result =
        result("pub16", Metric.THROUGHPUT, figures(20.0, null, 90.0), figures(10.0, 20.0, 30.0));
    String json =
        JsonReport.of(Map.of("ours", "v1"), LoadOptions.parse(List.of()), List.of(result));
    assertThat(json)
        .contains("\"id\": \"pub16\"")
        .contains("\"runs\": [20.0000, null, 90.0000]")
        .contains("\"ours/reference\": {\"median\": 2.5000, \"min\": 2.0000, \"max\": 3.0000")
        .contains("\"invalid\": [\"ours, run 2: lost \\\"one\\\"\"]")
        .contains("\"bound_met\": true");
    assertThat(SvgPlot.of(Map.of("ours", "a<b"), List.of(result)))
        .startsWith("<svg")
        .contains("2.50x", "a&lt;b")
        .endsWith("</svg>\n");
  }

  @Test
  void everyWorkloadHasItsOwnName() {
    assertThat(Workloads.all()).extracting(Workload::id).doesNotHaveDuplicates();
    assertThatThrownBy(() -> Workloads.named(List.of("nonsense")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
  }

  @Test
  void countersAreReadFromVarz() {
    Varz varz =
        Varz.parse(
            "{\"version\": \"2.15.2\", \"total_connections\": 7, \"in_msgs\": 12,"
                + " \"out_msgs\":13, \"slow_consumers\": 1, \"slow_consumer_stats\": {}}");
    assertThat(varz).isEqualTo(new Varz(12, 13, 7, 1, "2.15.2"));
  }
}
