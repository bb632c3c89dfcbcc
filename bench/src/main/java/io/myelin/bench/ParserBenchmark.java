package io.myelin.bench;

import io.myelin.protocol.ClientEvents;
import io.myelin.protocol.ClientParser;
import io.myelin.protocol.PublishedMessage;
import io.myelin.protocol.Violation;
import java.nio.ByteBuffer;
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

/** Parsing what a publisher sends, {@value PublishedFrames#MESSAGES} messages at a time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ParserBenchmark {
  /** Bytes of a payload. */
  @Param({"16", "128"})
  public int payload = 16;

  /** Number of subjects published in turn. */
  @Param({"1", "1000"})
  public int subjects = 1;

  private final Sink sink = new Sink();
  private ClientParser parser = new ClientParser(4096, 1 << 20);
  private ByteBuffer frames = ByteBuffer.allocateDirect(0);

  /** Lays the frames out. */
  @Setup
  public void fill() {
    parser = new ClientParser(4096, 1 << 20);
    frames = PublishedFrames.of(payload, subjects);
  }

  /** One message. */
  @Benchmark
  @OperationsPerInvocation(PublishedFrames.MESSAGES)
  public long parse() {
    parser.parse(frames, PublishedFrames.HEADROOM_BYTES, frames.limit(), sink);
    return sink.bytes;
  }

  /** Adds up the lengths. */
  private static final class Sink implements ClientEvents {
    private long bytes;

    @Override
    public void message(PublishedMessage message, boolean sameLine) {
      bytes += message.subjectLength() + message.bodyLength();
    }

    @Override
    public void subscribe(
        ByteBuffer in,
        int subjectAt,
        int subjectLength,
        int queueAt,
        int queueLength,
        int sidAt,
        int sidLength) {}

    @Override
    public void unsubscribe(ByteBuffer in, int sidAt, int sidLength, long max) {}

    @Override
    public void connect(ByteBuffer in, int at, int length) {}

    @Override
    public void ping() {}

    @Override
    public void pong() {}

    @Override
    public void info(ByteBuffer in, int at, int length) {}

    @Override
    public void peerError(ByteBuffer in, int at, int length) {}

    @Override
    public void violation(Violation violation, ByteBuffer in, int at, int limit) {
      throw new IllegalStateException("the frames are wrong: " + violation);
    }
  }
}
