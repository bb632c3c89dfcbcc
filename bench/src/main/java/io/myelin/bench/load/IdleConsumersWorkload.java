package io.myelin.bench.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Durable pull consumers that nobody asks for anything: processor time when nothing happens, and
 * what is left of the rate of a publisher with 500 messages of 128 B under way.
 *
 * @param consumers how many
 */
record IdleConsumersWorkload(String id, int consumers) implements Workload {
  private static final int PAYLOAD_BYTES = 128;
  private static final int IN_FLIGHT = 500;
  private static final int CREATORS = 10;
  private static final long SETTLE_SECONDS = 2;
  private static final double MOST_CPU_PERCENT = 3;

  @Override
  public String title() {
    return String.format("%,d idle durable consumers", consumers);
  }

  @Override
  public boolean runsOn(ServerTarget target) {
    return !target.isRelay() && !target.isAlways();
  }

  @Override
  public boolean needsPractice() {
    return false;
  }

  @Override
  public List<Bound> bounds() {
    return List.of(
        new Bound(Metric.IDLE_CPU, Bound.Kind.OURS_AT_MOST, MOST_CPU_PERCENT),
        new Bound(Metric.DISTURBED_SHARE, Bound.Kind.RATIO_AT_LEAST, 1));
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    PublishScene scene = PublishScene.of("file", 1, PAYLOAD_BYTES);
    Map<Metric, Double> figures = new LinkedHashMap<>();
    try (RunningServer server = context.startJetStream();
        JetStreamApi api = JetStreamApi.connect(server)) {
      api.createStream(PublishScene.STREAM, "bench.*", "file", ",\"max_consumers\":20000");
      try (AskLoop loop = new AskLoop(server, scene.exchanges(1), IN_FLIGHT)) {
        loop.run(StopRule.after(options.warmUp()));
        double quiet = loop.run(StopRule.after(options.measure())).perSecond();
        createConsumers(server);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        figures.put(Metric.IDLE_CPU, idleCpuPercent(server, options.measure().toNanos()));
        double disturbed = loop.run(StopRule.after(options.measure())).perSecond();
        figures.put(Metric.QUIET_THROUGHPUT, quiet);
        figures.put(Metric.DISTURBED_THROUGHPUT, disturbed);
        figures.put(Metric.DISTURBED_SHARE, 100 * disturbed / quiet);
        figures.put(Metric.PEAK_RSS, server.figures().residentBytes() / 1e6);
        scene.verify(server, api, loop);
      }
      server.requireAlive();
    }
    return figures;
  }

  private void createConsumers(RunningServer server) throws IOException, InterruptedException {
    List<CreateConsumers> creators =
        IntStream.range(0, CREATORS)
            .mapToObj(i -> new CreateConsumers(PublishScene.STREAM, "d" + i + "-"))
            .toList();
    try (AskLoop loop = new AskLoop(server, creators, 1)) {
      loop.run(StopRule.afterMessages(consumers / CREATORS));
    }
  }

  private static double idleCpuPercent(RunningServer server, long nanos)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long before = server.figures().cpuNanos();
    TimeUnit.NANOSECONDS.sleep(nanos);
    return 100.0 * (server.figures().cpuNanos() - before) / (System.nanoTime() - start);
  }
}
