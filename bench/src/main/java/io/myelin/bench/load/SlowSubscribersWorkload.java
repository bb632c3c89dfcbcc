package io.myelin.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * 200 subscribers that never read, 16 MiB offered to each over ten seconds, while the rate of one
 * publisher and one subscriber beside them is measured. The server has to stay up.
 */
record SlowSubscribersWorkload() implements Workload {
  private static final int SUBSCRIBERS = 200;
  private static final int OFFERED_BYTES = 16 << 20;
  private static final int PAYLOAD_BYTES = 16 << 10;
  private static final Duration OFFER_TIME = Duration.ofSeconds(10);
  private static final Duration OFFER_LIMIT = Duration.ofSeconds(60);
  private static final double MEGA = 1e6;

  @Override
  public String id() {
    return "slow";
  }

  @Override
  public String title() {
    return "1:1, 16 B, beside 200 subscribers that never read";
  }

  @Override
  public boolean needsPractice() {
    return false;
  }

  @Override
  public List<Bound> bounds() {
    return List.of(new Bound(Metric.DISTURBED_SHARE, Bound.Kind.OURS_AT_LEAST, 80));
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    List<RawConnection> silent = new ArrayList<>();
    try (RunningServer server = context.startServer();
        Traffic traffic = Traffic.open(server, TrafficShape.of(1, 1, 16), options.windowBytes())) {
      traffic.run(StopRule.after(options.warmUp()));
      PhaseResult quiet = traffic.run(StopRule.after(options.measure()));
      for (int i = 0; i < SUBSCRIBERS; i++) {
        silent.add(silentSubscriber(server));
      }
      Offer offer = new Offer(server);
      Thread thread = Thread.ofPlatform().daemon().name("offer").start(offer);
      PhaseResult disturbed = traffic.run(StopRule.after(OFFER_TIME));
      if (!thread.join(OFFER_LIMIT)) {
        throw new InvalidRunException("16 MiB could not be published within a minute");
      }
      offer.failure.check();
      server.requireAlive();
      RawConnection.openClient(server.address()).close();
      Map<Metric, Double> figures = new LinkedHashMap<>();
      figures.put(Metric.QUIET_THROUGHPUT, quiet.perSecond());
      figures.put(Metric.DISTURBED_THROUGHPUT, disturbed.perSecond());
      figures.put(Metric.DISTURBED_SHARE, 100 * disturbed.perSecond() / quiet.perSecond());
      figures.put(Metric.OFFER_SECONDS, offer.seconds);
      figures.put(Metric.CUT_OFF, (double) server.varz().slowConsumers());
      figures.put(Metric.PEAK_RSS, server.figures().peakResidentBytes() / MEGA);
      return figures;
    } finally {
      for (RawConnection connection : silent) {
        connection.close();
      }
    }
  }

  private static RawConnection silentSubscriber(RunningServer server) throws IOException {
    RawConnection connection = RawConnection.openClient(server.address());
    connection.write("SUB slow.bench 1\r\nPING\r\n");
    new MessageReader(connection).awaitPong();
    return connection;
  }

  /** Publishes the bytes evenly over the time. */
  private static final class Offer implements Runnable {
    private final RunningServer server;
    private final RunFailure failure = new RunFailure();
    private volatile double seconds;

    Offer(RunningServer server) {
      this.server = server;
    }

    @Override
    public void run() {
      try (RawConnection connection = RawConnection.openClient(server.address())) {
        int messages = OFFERED_BYTES / PAYLOAD_BYTES;
        TrafficShape shape = TrafficShape.of(1, 1, PAYLOAD_BYTES).onSubject("slow.bench");
        FrameRing ring = FrameRing.published(shape.plan(), 0, PAYLOAD_BYTES, 1);
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
          ring.putStamp(0, i);
          ByteBuffer frame = ring.slice(0, 1);
          connection.write(frame);
          long due = start + OFFER_TIME.toNanos() * (i + 1) / messages;
          while (System.nanoTime() < due) {
            LockSupport.parkNanos(this, due - System.nanoTime());
          }
        }
        connection.write("PING\r\n");
        new MessageReader(connection).awaitPong();
        seconds = (System.nanoTime() - start) / 1e9;
      } catch (IOException | RuntimeException e) {
        failure.record(e);
      }
    }
  }
}
