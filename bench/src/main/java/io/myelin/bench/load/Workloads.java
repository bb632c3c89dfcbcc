package io.myelin.bench.load;

import java.util.ArrayList;
import java.util.List;

/** The workloads there are. */
final class Workloads {
  private static final int MILLION = 1_000_000;

  private Workloads() {}

  /** All, in the order in which they run. */
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>(core());
    all.addAll(JetStreamWorkloads.all());
    return all;
  }

  private static List<Workload> core() {
    return List.of(
        new ThroughputWorkload(
            "pub16", "publish only, 16 B", TrafficShape.of(1, 0, 16), 0, fast(2.5)),
        new ThroughputWorkload("p1s1-16", "1:1, 16 B", TrafficShape.of(1, 1, 16), 0, fast(2.5)),
        new ThroughputWorkload(
            "p1s1-1k",
            "1:1, 1 KiB",
            TrafficShape.of(1, 1, 1024),
            0,
            List.of(new Bound(Metric.THROUGHPUT, Bound.Kind.RATIO_AT_LEAST, 1.6))),
        new ThroughputWorkload("p2s2-128", "2:2, 128 B", TrafficShape.of(2, 2, 128), 0, fast(2.5)),
        new ThroughputWorkload(
            "p1s10-128", "1:10, 128 B", TrafficShape.of(1, 10, 128), 0, fast(2.5)),
        new ThroughputWorkload(
            "subjects-128",
            "1,000 subjects, wildcards, 128 B",
            new TrafficShape(1, 2, 128, new SubjectPlan.Spread(2)),
            0,
            fast(2.5)),
        new ThroughputWorkload(
            "distinct",
            "1 million subjects once each, 16 B",
            new TrafficShape(1, 1, 16, new SubjectPlan.Distinct()),
            MILLION,
            List.of(new Bound(Metric.THROUGHPUT, Bound.Kind.RATIO_AT_LEAST, 1.5))),
        new ChurnWorkload(),
        new RequestReplyWorkload("reqrep", 1, prompt()),
        new RequestReplyWorkload("reqrep-8", 8, prompt()),
        new ConnectWorkload(),
        new IdleMemoryWorkload(),
        new StartWorkload(),
        new SlowSubscribersWorkload(),
        new SteadyWorkload());
  }

  private static List<Bound> fast(double ratio) {
    return List.of(
        new Bound(Metric.THROUGHPUT, Bound.Kind.RATIO_AT_LEAST, ratio),
        new Bound(Metric.SERVER_CPU, Bound.Kind.RATIO_AT_MOST, 0.45));
  }

  private static List<Bound> prompt() {
    return List.of(
        new Bound(Metric.LATENCY_P50, Bound.Kind.RATIO_AT_MOST, 1.05),
        new Bound(Metric.LATENCY_P99, Bound.Kind.RATIO_AT_MOST, 1.2));
  }

  /**
   * Those with the ids named, in that order; all if none is named. {@code jetstream} stands for all
   * of streams and consumers.
   *
   * @throws IllegalArgumentException if there is no such workload
   */
  static List<Workload> named(List<String> ids) {
    if (ids.isEmpty()) {
      return all();
    }
    List<Workload> chosen = new ArrayList<>();
    for (String id : ids) {
      if (id.equals("jetstream")) {
        chosen.addAll(JetStreamWorkloads.all());
        continue;
      }
      chosen.add(
          all().stream()
              .filter(workload -> workload.id().equals(id))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no workload " + id + "; --list shows those there are")));
    }
    return chosen;
  }
}
