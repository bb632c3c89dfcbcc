package io.myelin.bench.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Requests to JetStream with one answer each: publishes and their acknowledgements, reads of single
 * messages. With one request under way an asker's answers are timed.
 *
 * @param askers connections
 * @param inFlight requests under way on each
 */
record AskWorkload(
    String id, String title, int askers, int inFlight, Scene scene, List<Bound> bounds)
    implements Workload {
  private static final double NANOS_PER_MICRO = 1000;

  @Override
  public boolean runsOn(ServerTarget target) {
    return !target.isRelay() && (!target.isAlways() || scene.isDurable());
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    Map<Metric, Double> figures = new LinkedHashMap<>();
    try (RunningServer server = context.startJetStream();
        JetStreamApi api = JetStreamApi.connect(server)) {
      DiskYardstick disk = new DiskYardstick(options.stores());
      if (scene.isDurable()) {
        figures.put(Metric.SMALL_SYNC, disk.smallSyncNanos() / NANOS_PER_MICRO);
        figures.put(Metric.DISK_BANDWIDTH, disk.bytesPerSecond() / 1e6);
      }
      scene.prepare(server, api);
      try (AskLoop loop = new AskLoop(server, scene.exchanges(askers), inFlight)) {
        loop.run(StopRule.after(inFlight == 1 ? options.waitingWarmUp() : options.warmUp()));
        loop.takeLatencies();
        CpuMeter cpu = CpuMeter.start(server);
        PhaseResult phase = loop.run(StopRule.after(options.measure()));
        figures.put(Metric.THROUGHPUT, phase.perSecond());
        cpu.report(figures, Metric.SERVER_CPU, phase.published());
        if (scene.isDurable()) {
          figures.put(Metric.PAYLOAD_BANDWIDTH, phase.perSecond() * scene.storedBytes() / 1e6);
        }
        if (loop.isTimed()) {
          reportLatencies(figures, loop.takeLatencies(), context.target());
        }
        scene.verify(server, api, loop);
      }
      server.requireAlive();
    }
    return figures;
  }

  /** Nobody can answer a put that was synced in less time than one small sync takes. */
  private void reportLatencies(
      Map<Metric, Double> figures, Histogram latency, ServerTarget target) {
    double median = latency.getValueAtPercentile(50) / NANOS_PER_MICRO;
    figures.put(Metric.LATENCY_P50, median);
    figures.put(Metric.LATENCY_P99, latency.getValueAtPercentile(99) / NANOS_PER_MICRO);
    if (scene.isDurable()) {
      boolean syncs = !target.label().equals(ServerTarget.REFERENCE);
      double sync = figures.getOrDefault(Metric.SMALL_SYNC, 0.0);
      figures.put(Metric.LATENCY_BEYOND_SYNC, median - (syncs ? sync : 0));
    }
  }
}
