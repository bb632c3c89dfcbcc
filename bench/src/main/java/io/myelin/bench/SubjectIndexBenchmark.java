package io.myelin.bench;

import io.myelin.core.MatchResult;
import io.myelin.core.SubjectIndex;
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

/**
 * The subject index with a million subscriptions: uncached matches, subscribing and unsubscribing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx3g", "-XX:+UseParallelGC"})
public class SubjectIndexBenchmark {
  private static final int SUBJECTS = 1 << 16;
  private static final int CHURN = 1 << 14;

  /** {@code literal} or {@code mixed}: the population. */
  @Param({"literal", "mixed"})
  public String population = "literal";

  private SubjectIndex<BenchSubscription> index = new SubjectIndex<>(BenchSubscription[]::new);
  private final byte[][] subjects = new byte[SUBJECTS][];
  private final BenchSubscription[] churnLiterals = new BenchSubscription[CHURN];
  private final BenchSubscription[] churnWildcards = new BenchSubscription[CHURN];
  private final byte[] missing = "nobody.listens.to.this".getBytes(StandardCharsets.US_ASCII);
  private int next;

  /** Fills the index. */
  @Setup
  public void fill() {
    index = new SubjectIndex<>(BenchSubscription[]::new);
    for (BenchSubscription subscription :
        population.equals("mixed") ? Population.mixed() : Population.literals()) {
      index.insert(subscription);
    }
    for (int i = 0; i < SUBJECTS; i++) {
      subjects[i] = Population.published((int) (i * 2_654_435_761L % Population.SUBSCRIPTIONS));
    }
    for (int i = 0; i < CHURN; i++) {
      churnLiterals[i] = new BenchSubscription("churn.literal." + i * 7919L);
      churnWildcards[i] = new BenchSubscription("_INBOX.churn" + i * 7919L + ".*");
    }
  }

  /** A match over 65,536 subjects, no cache in front. */
  @Benchmark
  public MatchResult<BenchSubscription> match() {
    byte[] subject = subjects[next++ & (SUBJECTS - 1)];
    return index.match(subject, 0, subject.length);
  }

  /** A match that finds nothing. */
  @Benchmark
  public MatchResult<BenchSubscription> matchNothing() {
    return index.match(missing, 0, missing.length);
  }

  /** One insert and one remove of a literal pattern. */
  @Benchmark
  public boolean insertRemoveLiteral() {
    BenchSubscription subscription = churnLiterals[next++ & (CHURN - 1)];
    index.insert(subscription);
    return index.remove(subscription);
  }

  /** One insert and one remove of an inbox wildcard. */
  @Benchmark
  public boolean insertRemoveWildcard() {
    BenchSubscription subscription = churnWildcards[next++ & (CHURN - 1)];
    index.insert(subscription);
    return index.remove(subscription);
  }
}
