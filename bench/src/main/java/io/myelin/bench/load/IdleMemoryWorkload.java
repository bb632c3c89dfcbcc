package io.myelin.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a server occupies when nothing happens, alone and with many connections. */
record IdleMemoryWorkload() implements Workload {
  private static final double MEGA = 1e6;
  private static final long SETTLE_SECONDS = 2;

  @Override
  public String id() {
    return "idle-mem";
  }

  @Override
  public String title() {
    return "memory when idle";
  }

  @Override
  public boolean needsPractice() {
    return false;
  }

  @Override
  public List<Bound> bounds() {
    return List.of(
        new Bound(Metric.IDLE_RSS, Bound.Kind.OURS_AT_MOST, 80),
        new Bound(Metric.CONNECTION_BYTES, Bound.Kind.OURS_AT_MOST, 12_000));
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    int count = context.options().connections();
    List<RawConnection> connections = new ArrayList<>(count);
    try (RunningServer server = context.startServer()) {
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      long alone = server.figures().residentBytes();
      ByteBuffer scratch = ByteBuffer.allocateDirect(16 * 1024);
      for (int i = 0; i < count; i++) {
        connections.add(RawConnection.openClient(server.address(), scratch, 0));
      }
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      long connected = server.figures().residentBytes();
      server.requireAlive();
      Map<Metric, Double> figures = new LinkedHashMap<>();
      figures.put(Metric.IDLE_RSS, alone / MEGA);
      figures.put(Metric.CONNECTION_BYTES, (double) (connected - alone) / count);
      return figures;
    } finally {
      for (RawConnection connection : connections) {
        connection.close();
      }
    }
  }
}
