package io.myelin.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From starting the process to the first byte of INFO; the median of several starts in a run. */
record StartWorkload() implements Workload {
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String id() {
    return "start";
  }

  @Override
  public String title() {
    return "start to ready";
  }

  @Override
  public boolean needsPractice() {
    return false;
  }

  @Override
  public List<Bound> bounds() {
    return List.of(new Bound(Metric.START_WALL, Bound.Kind.OURS_AT_MOST, 400));
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException {
    List<Double> wall = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = 0; i < context.options().starts(); i++) {
      try (RunningServer server = context.startServer()) {
        wall.add(server.readyNanos() / NANOS_PER_MILLI);
        cpu.add(server.readyCpuNanos() / NANOS_PER_MILLI);
      }
    }
    Map<Metric, Double> figures = new LinkedHashMap<>();
    figures.put(Metric.START_WALL, Spread.of(wall).median());
    figures.put(Metric.START_CPU, Spread.of(cpu).median());
    return figures;
  }
}
