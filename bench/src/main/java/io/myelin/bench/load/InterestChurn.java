package io.myelin.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection that subscribes and unsubscribes at a fixed rate: every two milliseconds a batch of
 * new subscriptions on subjects of its own, each dropped again a hundred subscriptions later.
 */
final class InterestChurn implements AutoCloseable {
  private static final long STEP_NANOS = 2_000_000;
  private static final int HELD = 100;
  private static final int SUBJECTS = 10_000;
  private static final long PONG_LIMIT_NANOS = Duration.ofSeconds(10).toNanos();

  private final RunFailure failure = new RunFailure();
  private final RawConnection connection;
  private final Inbound inbound;
  private final InboundReader reader;
  private final Thread thread;
  private final int pairsPerSecond;
  private volatile boolean stopping;
  private volatile long pairs;

  private InterestChurn(RunningServer server, int pairsPerSecond) throws IOException {
    this.pairsPerSecond = pairsPerSecond;
    this.connection = RawConnection.openClient(server.address());
    this.inbound = new Inbound("churn", connection, List.of(), 0, 1, messages -> {});
    this.reader = InboundReader.start("churn", List.of(inbound), failure);
    this.thread = Thread.ofPlatform().daemon().name("churn-writer").start(this::run);
  }

  static InterestChurn start(RunningServer server, int pairsPerSecond) throws IOException {
    return new InterestChurn(server, pairsPerSecond);
  }

  private void run() {
    try {
      long start = System.nanoTime();
      StringBuilder batch = new StringBuilder();
      long made = 0;
      while (!stopping) {
        long due = (System.nanoTime() - start) * pairsPerSecond / 1_000_000_000L;
        batch.setLength(0);
        for (; made < due; made++) {
          batch.append("SUB churn.").append(made % SUBJECTS).append(".* ").append(made + 1);
          batch.append("\r\n");
          if (made >= HELD) {
            batch.append("UNSUB ").append(made + 1 - HELD).append("\r\n");
          }
        }
        connection.write(batch.toString());
        pairs = made;
        LockSupport.parkNanos(this, STEP_NANOS);
      }
      connection.write("PING\r\n");
    } catch (IOException | RuntimeException e) {
      failure.record(e);
    }
  }

  /**
   * Stops, waits until the server has worked off everything, and returns the number of pairs made.
   *
   * @throws InvalidRunException if the server did not take them
   */
  long stop() throws InterruptedException {
    stopping = true;
    thread.join();
    long start = System.nanoTime();
    while (inbound.pongs() == 0) {
      failure.check();
      if (System.nanoTime() - start > PONG_LIMIT_NANOS) {
        throw new InvalidRunException("no PONG behind SUB and UNSUB for 10 s");
      }
      LockSupport.parkNanos(this, STEP_NANOS);
    }
    return pairs;
  }

  @Override
  public void close() throws IOException {
    stopping = true;
    reader.close();
  }
}
