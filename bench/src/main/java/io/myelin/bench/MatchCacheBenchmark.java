package io.myelin.bench;

import io.myelin.core.InterestStamps;
import io.myelin.core.MatchCache;
import io.myelin.core.MatchResult;
import io.myelin.core.SubjectHash;
import io.myelin.core.SubjectIndex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

/** A producer's cache in front of an index with a million mixed subscriptions. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx3g", "-XX:+UseParallelGC"})
public class MatchCacheBenchmark {
  private static final int LINE_BYTES = 32;
  private static final long VALUE_BYTES = 128;

  /** Number of distinct subjects published in turn. */
  @Param({"1", "1000", "1000000"})
  public int subjects = 1;

  private final Object permissions = new Object();
  private final byte[] scratch = new byte[LINE_BYTES];
  private SubjectIndex<BenchSubscription> index = new SubjectIndex<>(BenchSubscription[]::new);
  private MatchCache<MatchResult<BenchSubscription>> cache = new MatchCache<>(4, 0);
  private ByteBuffer received = ByteBuffer.allocateDirect(0);
  private byte[] lengths = {};
  private int next;

  /** Fills the index and lays out the subjects in a direct buffer, as they are received. */
  @Setup
  public void fill() {
    index = new SubjectIndex<>(BenchSubscription[]::new);
    for (BenchSubscription subscription : Population.mixed()) {
      index.insert(subscription);
    }
    cache = new MatchCache<>(1 << 14, 8 << 20);
    received = ByteBuffer.allocateDirect(subjects * LINE_BYTES);
    lengths = new byte[subjects];
    for (int i = 0; i < subjects; i++) {
      byte[] subject = ("fleet.device." + (i + 8) + ".command").getBytes(StandardCharsets.US_ASCII);
      received.put(i * LINE_BYTES, subject);
      lengths[i] = (byte) subject.length;
    }
  }

  /** What a publish does to find its receivers. */
  @Benchmark
  public MatchResult<BenchSubscription> publish() {
    int i = next;
    next = i + 1 == subjects ? 0 : i + 1;
    int position = i * LINE_BYTES;
    int length = lengths[i];
    InterestStamps stamps = index.stamps();
    long hash = SubjectHash.of(received, position, length);
    MatchResult<BenchSubscription> known =
        cache.find(stamps, permissions, hash, received, position, length);
    if (known != null) {
      return known;
    }
    received.get(position, scratch, 0, length);
    long stamp = stamps.stamp(hash, scratch, 0, length);
    MatchResult<BenchSubscription> result = index.match(hash, scratch, 0, length);
    if (cache.admits(stamps, permissions, hash)) {
      cache.store(stamps, permissions, hash, scratch, 0, length, stamp, result, VALUE_BYTES);
    }
    return result;
  }
}
