package io.myelin.bench.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As many messages as the server takes.
 *
 * @param shape who publishes what to whom
 * @param messages how many each publisher sends in the measured stretch; 0: as many as fit into the
 *     measuring time
 */
record ThroughputWorkload(
    String id, String title, TrafficShape shape, long messages, List<Bound> bounds)
    implements Workload {

  @Override
  public boolean runsOn(ServerTarget target) {
    return !target.isAlways();
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    StopRule measured =
        messages > 0 ? StopRule.afterMessages(messages) : StopRule.after(options.measure());
    try (RunningServer server = context.startServer();
        Traffic traffic = Traffic.open(server, shape, options.windowBytes())) {
      boolean counts = !context.target().isRelay();
      Varz before = counts ? server.varz() : Varz.NONE;
      traffic.run(StopRule.after(options.warmUp()));
      CpuMeter cpu = CpuMeter.start(server);
      PhaseResult phase = traffic.run(measured);
      Map<Metric, Double> figures = new LinkedHashMap<>();
      figures.put(Metric.THROUGHPUT, phase.perSecond());
      cpu.report(figures, Metric.SERVER_CPU, phase.published());
      if (counts) {
        server.requireCounted(before, traffic.published(), traffic.deliveries());
      }
      return figures;
    }
  }
}
