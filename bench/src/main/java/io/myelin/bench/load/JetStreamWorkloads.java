package io.myelin.bench.load;

import java.util.List;

/** The workloads of streams and consumers. */
final class JetStreamWorkloads {
  private static final int MANY = 500;
  private static final int STORED = 50_000;
  private static final int FETCHED = 1_000_000;
  private static final int KEYS = 1000;

  private JetStreamWorkloads() {}

  /** All, in the order in which they run. */
  static List<Workload> all() {
    return List.of(
        publish("js-pub", "file, 128 B, 500 in flight", 1, MANY, 128, faster(1.5, 20)),
        publish("js-pub4", "file, 128 B, 4 x 500 in flight", 4, MANY, 128, faster(1.5, 20)),
        publish("js-pub64-wait", "file, 128 B, 64 that wait", 64, 1, 128, faster(0.95, 10)),
        publish("js-pub-1k", "file, 1 KiB, 500 in flight", 1, MANY, 1024, rate(0.8)),
        publish(
            "js-pub-wait",
            "file, 128 B, one that waits",
            1,
            1,
            128,
            List.of(
                new Bound(Metric.LATENCY_P50, Bound.Kind.RATIO_AT_MOST, 1.1, ServerTarget.ALWAYS))),
        new AskWorkload(
            "js-pub-mem",
            "publish to memory, 128 B, 500 in flight",
            1,
            MANY,
            PublishScene.of("memory", 1, 128),
            rate(2)),
        new AskWorkload(
            "js-direct-get",
            "direct get, 128 B, 100 in flight",
            1,
            100,
            ReadScene.of(ReadScene.Kind.SEQUENCE, STORED),
            rate(2)),
        new StreamReadWorkload(
            "js-pull", "pull consumer, explicit acks, batches of 500", MANY, rate(2)),
        new StreamReadWorkload("js-ordered", "ordered consumer", 0, rate(2)),
        new AskWorkload(
            "js-fetch-one",
            "fetch of one message, acknowledged",
            1,
            1,
            ReadScene.of(ReadScene.Kind.FETCH, FETCHED),
            List.of(new Bound(Metric.LATENCY_P50, Bound.Kind.RATIO_AT_MOST, 1.05))),
        new AskWorkload(
            "kv-get",
            "key-value get, one client",
            1,
            1,
            ReadScene.of(ReadScene.Kind.KEY, KEYS),
            List.of(new Bound(Metric.LATENCY_P50, Bound.Kind.RATIO_AT_MOST, 1.05))),
        new AskWorkload(
            "kv-put",
            "key-value put, one client",
            1,
            1,
            KeyPutScene.of(1),
            List.of(
                new Bound(Metric.LATENCY_BEYOND_SYNC, Bound.Kind.RATIO_AT_MOST, 1),
                new Bound(
                    Metric.LATENCY_P50, Bound.Kind.RATIO_AT_MOST, 1.05, ServerTarget.ALWAYS))),
        new AskWorkload(
            "kv-get16",
            "key-value get, 16 clients",
            16,
            1,
            ReadScene.of(ReadScene.Kind.KEY, KEYS),
            rate(1.5)),
        new AskWorkload(
            "kv-put16", "key-value put, 16 clients", 16, 1, KeyPutScene.of(16), faster(1, 3)),
        new IdleConsumersWorkload("js-idle-1k", 1_000),
        new IdleConsumersWorkload("js-idle-10k", 10_000));
  }

  private static Workload publish(
      String id, String what, int publishers, int inFlight, int payloadBytes, List<Bound> bounds) {
    return new AskWorkload(
        id,
        "publish to " + what,
        publishers,
        inFlight,
        PublishScene.of("file", publishers, payloadBytes),
        bounds);
  }

  private static List<Bound> rate(double ratio) {
    return List.of(new Bound(Metric.THROUGHPUT, Bound.Kind.RATIO_AT_LEAST, ratio));
  }

  /** Against the reference as it is, and against one that syncs too. */
  private static List<Bound> faster(double ratio, double syncedRatio) {
    return List.of(
        new Bound(Metric.THROUGHPUT, Bound.Kind.RATIO_AT_LEAST, ratio),
        new Bound(Metric.THROUGHPUT, Bound.Kind.RATIO_AT_LEAST, syncedRatio, ServerTarget.ALWAYS));
  }
}
