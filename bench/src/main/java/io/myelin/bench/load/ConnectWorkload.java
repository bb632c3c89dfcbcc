package io.myelin.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Connections made and dropped: connect, INFO, CONNECT, PING, PONG, close; four at a time. */
record ConnectWorkload() implements Workload {
  private static final int THREADS = 4;
  private static final double NANOS_PER_MICRO = 1000;
  private static final int SCRATCH_BYTES = 16 * 1024;

  @Override
  public String id() {
    return "connect";
  }

  @Override
  public String title() {
    return "connect, handshake, close";
  }

  @Override
  public List<Bound> bounds() {
    return List.of();
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    try (RunningServer server = context.startServer()) {
      long before = server.varz().totalConnections();
      long warm = connectFor(server, options.warmUp().toNanos(), new ConcurrentHistogram(3));
      Histogram latency = new ConcurrentHistogram(3);
      CpuMeter cpu = CpuMeter.start(server);
      long start = System.nanoTime();
      long made = connectFor(server, options.measure().toNanos(), latency);
      long nanos = System.nanoTime() - start;
      Map<Metric, Double> figures = new LinkedHashMap<>();
      figures.put(Metric.CONNECT_RATE, made * 1e9 / nanos);
      cpu.report(figures, Metric.CONNECT_CPU, made);
      figures.put(Metric.LATENCY_P50, latency.getValueAtPercentile(50) / NANOS_PER_MICRO);
      figures.put(Metric.LATENCY_P99, latency.getValueAtPercentile(99) / NANOS_PER_MICRO);
      long counted = server.varz().totalConnections() - before;
      if (counted != warm + made) {
        throw new InvalidRunException(
            "/varz counts " + counted + " connections where " + (warm + made) + " were made");
      }
      return figures;
    }
  }

  private static long connectFor(RunningServer server, long nanos, Histogram latency)
      throws InterruptedException {
    RunFailure failure = new RunFailure();
    LongAdder made = new LongAdder();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      made.add(connectRepeatedly(server, nanos, latency));
                    } catch (IOException | RuntimeException e) {
                      failure.record(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    failure.check();
    return made.sum();
  }

  private static long connectRepeatedly(RunningServer server, long nanos, Histogram latency)
      throws IOException {
    ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    long start = System.nanoTime();
    long now = start;
    long made = 0;
    while (now - start < nanos) {
      RawConnection.openClient(server.address(), scratch, 0).close();
      long done = System.nanoTime();
      latency.recordValue(done - now);
      now = done;
      made++;
    }
    return made;
  }
}
