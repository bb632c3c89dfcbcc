package io.myelin.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One to one at 16 B and one to four at 128 B side by side at full speed for two minutes, with the
 * server's memory sampled: the median of the last quarter against that of the second.
 */
record SteadyWorkload() implements Workload {
  private static final double MEGA = 1e6;
  private static final long SAMPLE_NANOS = 500_000_000;

  @Override
  public String id() {
    return "steady";
  }

  @Override
  public String title() {
    return "1:1 16 B and 1:4 128 B for two minutes";
  }

  @Override
  public int defaultRuns() {
    return 1;
  }

  @Override
  public boolean needsPractice() {
    return false;
  }

  @Override
  public List<Bound> bounds() {
    return List.of(new Bound(Metric.RSS_GROWTH, Bound.Kind.OURS_AT_MOST, 10));
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    TrafficShape fanOut = TrafficShape.of(1, 4, 128).onSubject("steady.fan");
    try (RunningServer server = context.startServer();
        Traffic pair = Traffic.open(server, TrafficShape.of(1, 1, 16), options.windowBytes());
        Traffic fan = Traffic.open(server, fanOut, options.windowBytes())) {
      Varz before = server.varz();
      Side side = new Side(fan, StopRule.after(options.steady()));
      Thread second = Thread.ofPlatform().daemon().name("steady-fan").start(side);
      Sampler sampler = new Sampler(server);
      Thread sampling = Thread.ofPlatform().daemon().name("steady-rss").start(sampler);
      CpuMeter cpu = CpuMeter.start(server);
      PhaseResult pairResult = pair.run(StopRule.after(options.steady()));
      second.join();
      sampler.stopping = true;
      sampling.join();
      side.failure.check();
      sampler.failure.check();
      PhaseResult fanResult = side.result;
      long published = pairResult.published() + fanResult.published();
      server.requireCounted(before, published, pair.deliveries() + fan.deliveries());
      Map<Metric, Double> figures = new LinkedHashMap<>();
      figures.put(Metric.THROUGHPUT, pairResult.perSecond() + fanResult.perSecond());
      cpu.report(figures, Metric.SERVER_CPU, published);
      figures.putAll(growth(sampler.residentBytes));
      return figures;
    }
  }

  /** Early and late memory and their difference. */
  static Map<Metric, Double> growth(List<Double> residentBytes) {
    int count = residentBytes.size();
    if (count < 4) {
      throw new InvalidRunException("only " + count + " samples of memory; run for longer");
    }
    double early = Spread.of(residentBytes.subList(count / 4, count / 2)).median() / MEGA;
    double late = Spread.of(residentBytes.subList(count - count / 4, count)).median() / MEGA;
    Map<Metric, Double> figures = new LinkedHashMap<>();
    figures.put(Metric.RSS_EARLY, early);
    figures.put(Metric.RSS_LATE, late);
    figures.put(Metric.RSS_GROWTH, late - early);
    return figures;
  }

  /** The second traffic. */
  private static final class Side implements Runnable {
    private final Traffic traffic;
    private final StopRule rule;
    private final RunFailure failure = new RunFailure();
    private volatile PhaseResult result = PhaseResult.NONE;

    Side(Traffic traffic, StopRule rule) {
      this.traffic = traffic;
      this.rule = rule;
    }

    @Override
    public void run() {
      try {
        result = traffic.run(rule);
      } catch (IOException | RuntimeException e) {
        failure.record(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure.record(e);
      }
    }
  }

  /** Reads the resident memory twice a second. */
  private static final class Sampler implements Runnable {
    private final RunningServer server;
    private final RunFailure failure = new RunFailure();
    private final List<Double> residentBytes = new ArrayList<>();
    private volatile boolean stopping;

    Sampler(RunningServer server) {
      this.server = server;
    }

    @Override
    public void run() {
      try {
        while (!stopping) {
          residentBytes.add((double) server.figures().residentBytes());
          LockSupport.parkNanos(this, SAMPLE_NANOS);
        }
      } catch (IOException | RuntimeException e) {
        failure.record(e);
      }
    }
  }
}
