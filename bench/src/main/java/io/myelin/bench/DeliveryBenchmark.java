package io.myelin.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of a message through core: parsed, routed, encoded for each subscriber and flushed
 * to a transport that drops it. One loop, no sockets.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DeliveryBenchmark {
  private static final String CONNECT =
      "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\n";

  /** Bytes of a payload. */
  @Param({"16", "128"})
  public int payload = 16;

  /** Number of subjects published in turn. */
  @Param({"1", "1000"})
  public int subjects = 1;

  /** Number of subscribers that each get every message. */
  @Param({"0", "1", "10"})
  public int subscribers = 1;

  private BenchServer server = new BenchServer();
  private BenchClient publisher = server.connect();
  private ByteBuffer frames = ByteBuffer.allocateDirect(0);

  /** Connects everybody. */
  @Setup
  public void connect() {
    server = new BenchServer();
    publisher = server.connect();
    send(publisher, CONNECT);
    for (int i = 0; i < subscribers; i++) {
      send(server.connect(), CONNECT + "SUB bench.> 1\r\n");
    }
    frames = PublishedFrames.of(payload, subjects);
  }

  private void send(BenchClient client, String text) {
    int headroom = PublishedFrames.HEADROOM_BYTES;
    ByteBuffer in =
        ByteBuffer.allocateDirect(headroom + text.length() + 64).order(ByteOrder.LITTLE_ENDIAN);
    in.put(headroom, text.getBytes(US_ASCII));
    client.session().received(in, headroom, headroom + text.length());
    server.loop().settle();
  }

  /** One published message. */
  @Benchmark
  @OperationsPerInvocation(PublishedFrames.MESSAGES)
  public long publish() {
    publisher.session().received(frames, PublishedFrames.HEADROOM_BYTES, frames.limit());
    server.loop().settle();
    return publisher.session().receivedMessages();
  }
}
