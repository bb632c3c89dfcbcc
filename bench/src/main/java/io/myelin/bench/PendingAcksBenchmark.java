package io.myelin.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a consumer does while many of its messages wait for acks (CON-822): the cost of each should
 * not grow with their number but by the logarithm of a heap.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PendingAcksBenchmark {
  /** Messages that wait for acks. */
  @Param({"1000", "10000", "100000"})
  public int pending = 1000;

  private final SplittableRandom random = new SplittableRandom(3);
  private PendingConsumer consumer = new PendingConsumer();
  private long[] waiting = new long[0];
  private long stepNanos;

  /** Delivers as many as shall wait, spread over the time after which they are due again. */
  @Setup
  public void deliver() {
    consumer = new PendingConsumer();
    waiting = new long[pending];
    stepNanos = PendingConsumer.LATER_WAIT_NANOS / pending;
    for (int i = 0; i < pending; i++) {
      waiting[i] = consumer.deliverOne();
      consumer.pass(stepNanos / 4);
    }
  }

  /** A new message is delivered and any of those that wait is acknowledged. */
  @Benchmark
  public long deliverAndAcknowledge() {
    int chosen = random.nextInt(pending);
    consumer.acknowledge(waiting[chosen]);
    waiting[chosen] = consumer.deliverOne();
    return waiting[chosen];
  }

  /** As much time passes as makes one of them due, which is delivered again. */
  @Benchmark
  public long redeliver() {
    consumer.pass(stepNanos);
    return consumer.redeliveries();
  }

  /** One of them is put back for later. */
  @Benchmark
  public long refuseWithDelay() {
    consumer.refuse(waiting[random.nextInt(pending)], PendingConsumer.LATER_WAIT_NANOS);
    return consumer.deliveries();
  }
}
