package io.myelin.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Requesters that each wait for the reply before the next request, and one responder on a
 * connection of its own. Every request has a reply subject of its own, as clients do it.
 */
record RequestReplyWorkload(String id, int requesters, List<Bound> bounds) implements Workload {
  private static final double NANOS_PER_MICRO = 1000;

  @Override
  public String title() {
    return "request/reply, 16 B, " + (requesters == 1 ? "1 requester" : requesters + " requesters");
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    RunFailure failure = new RunFailure();
    try (RunningServer server = context.startServer();
        Responder responder = Responder.start(server.address(), failure)) {
      Varz before = server.varz();
      List<Requester> all = new ArrayList<>();
      try {
        for (int i = 0; i < requesters; i++) {
          all.add(new Requester(server.address(), i));
        }
        request(all, options.warmUp().toNanos(), failure);
        all.forEach(Requester::forgetLatencies);
        long requestsBefore = all.stream().mapToLong(Requester::requests).sum();
        CpuMeter cpu = CpuMeter.start(server);
        long start = System.nanoTime();
        request(all, options.measure().toNanos(), failure);
        long nanos = System.nanoTime() - start;
        long total = all.stream().mapToLong(Requester::requests).sum();
        long requests = total - requestsBefore;
        Histogram latency = new Histogram(3);
        all.forEach(requester -> latency.add(requester.latencyNanos()));
        Map<Metric, Double> figures = new LinkedHashMap<>();
        figures.put(Metric.LATENCY_P50, latency.getValueAtPercentile(50) / NANOS_PER_MICRO);
        figures.put(Metric.LATENCY_P99, latency.getValueAtPercentile(99) / NANOS_PER_MICRO);
        figures.put(Metric.THROUGHPUT, requests * 1e9 / nanos);
        cpu.report(figures, Metric.SERVER_CPU, requests);
        server.requireCounted(before, 2 * total, 2 * total);
        if (responder.replies() != total) {
          throw new InvalidRunException(responder.replies() + " replies to " + total + " requests");
        }
        return figures;
      } finally {
        for (Requester requester : all) {
          requester.close();
        }
      }
    }
  }

  private static void request(List<Requester> all, long nanos, RunFailure failure)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Requester requester : all) {
      threads.add(Thread.ofPlatform().daemon().start(() -> requester.requestFor(nanos, failure)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    failure.check();
  }
}
