package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Readers without a lock while a writer churns. */
class SubjectIndexConcurrencyTest {
  private static final int ROUNDS = 60_000;
  private static final String[] STABLE = {"hot.subject", "hot.*", "hot.>", "*.subject", ">"};

  private final SubjectIndex<TestSubscription> index = new SubjectIndex<>(TestSubscription[]::new);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  @DisplayName(
      "CORE-130 CORE-132 subscriptions present all the time are always found, exactly once")
  void stableSubscriptionsAreFound() throws Exception {
    List<TestSubscription> stable = new ArrayList<>();
    for (String pattern : STABLE) {
      for (String queue : List.of("", "q")) {
        TestSubscription subscription = new TestSubscription(pattern, queue);
        stable.add(subscription);
        index.insert(subscription);
      }
    }
    AtomicBoolean isDone = new AtomicBoolean();
    List<Future<?>> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      readers.add(threads.submit(() -> readUntil(isDone, stable)));
    }
    churn(RandomGeneratorFactory.of("L64X128MixRandom").create(7));
    isDone.set(true);
    for (Future<?> reader : readers) {
      reader.get();
    }
    assertThat(index.count()).isEqualTo(stable.size());
  }

  private void readUntil(AtomicBoolean isDone, List<TestSubscription> stable) {
    byte[] subject = "hot.subject".getBytes(StandardCharsets.UTF_8);
    do {
      MatchResult<TestSubscription> result = index.match(subject, 0, subject.length);
      List<TestSubscription> found = new ArrayList<>(List.of(result.plain()));
      for (QueueGroup<TestSubscription> group : result.groups()) {
        found.addAll(List.of(group.members()));
      }
      assertThat(found).doesNotHaveDuplicates().containsAll(stable);
    } while (!isDone.get());
  }

  private void churn(RandomGenerator random) {
    List<TestSubscription> present = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      if (present.size() < 3000 && random.nextInt(5) > 1) {
        TestSubscription added =
            new TestSubscription(churnPattern(random), random.nextInt(3) == 0 ? "q" : "");
        present.add(added);
        index.insert(added);
      } else if (!present.isEmpty()) {
        TestSubscription last = present.removeLast();
        TestSubscription removed = last;
        if (!present.isEmpty()) {
          removed = present.set(random.nextInt(present.size()), last);
        }
        assertThat(index.remove(removed)).isTrue();
      }
    }
    present.forEach(index::remove);
  }

  private static String churnPattern(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> STABLE[random.nextInt(STABLE.length)];
      case 1 -> "hot." + random.nextInt(500);
      case 2 -> "hot." + random.nextInt(500) + ".*";
      default -> random.nextInt(500) + ".subject.>";
    };
  }

  @Test
  @DisplayName("CORE-365 a cached result is never stale after insert or remove returned")
  void cachedResultsAreCurrent() throws Exception {
    AtomicInteger presentRound = new AtomicInteger();
    AtomicInteger absentRound = new AtomicInteger();
    AtomicInteger confirmed = new AtomicInteger();
    AtomicBoolean isDone = new AtomicBoolean();
    Future<?> writer =
        threads.submit(
            () -> {
              for (int i = 1; !isDone.get() && (i <= ROUNDS || confirmed.get() < 1000); i++) {
                TestSubscription subscription = new TestSubscription(STABLE[i % STABLE.length]);
                index.insert(subscription);
                presentRound.set(i);
                Thread.onSpinWait();
                presentRound.set(0);
                index.remove(subscription);
                absentRound.set(i);
                Thread.onSpinWait();
                absentRound.set(0);
              }
              isDone.set(true);
            });
    try {
      confirmUntil(isDone, presentRound, absentRound, confirmed);
    } finally {
      isDone.set(true);
    }
    writer.get();
  }

  private void confirmUntil(
      AtomicBoolean isDone,
      AtomicInteger presentRound,
      AtomicInteger absentRound,
      AtomicInteger confirmed) {
    MatchCache<MatchResult<TestSubscription>> cache = new MatchCache<>(16, 1 << 20);
    while (!isDone.get()) {
      int present = presentRound.get();
      int absent = absentRound.get();
      long hitsBefore = cache.statistics().hits();
      MatchResult<TestSubscription> result = cachedMatch(cache);
      boolean wasPresent = present > 0 && presentRound.get() == present;
      boolean wasAbsent = absent > 0 && absentRound.get() == absent;
      if (wasPresent || wasAbsent) {
        assertThat(result.plain()).hasSize(wasPresent ? 1 : 0);
        if (cache.statistics().hits() > hitsBefore) {
          confirmed.incrementAndGet();
        }
      }
    }
  }

  private MatchResult<TestSubscription> cachedMatch(
      MatchCache<MatchResult<TestSubscription>> cache) {
    byte[] subject = "hot.subject".getBytes(StandardCharsets.UTF_8);
    long hash = SubjectHash.of(subject);
    @Nullable MatchResult<TestSubscription> known =
        cache.find(index.stamps(), this, hash, ByteBuffer.wrap(subject), 0, subject.length);
    if (known != null) {
      return known;
    }
    long stamp = index.stamps().stamp(hash, subject, 0, subject.length);
    MatchResult<TestSubscription> result = index.match(hash, subject, 0, subject.length);
    if (cache.admits(index.stamps(), this, hash)) {
      cache.store(index.stamps(), this, hash, subject, 0, subject.length, stamp, result, 0);
    }
    return result;
  }
}
