package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MatchCacheTest {
  private final SubjectIndex<TestSubscription> index = new SubjectIndex<>(TestSubscription[]::new);
  private final InterestStamps stamps = index.stamps();
  private final Object permissions = new Object();
  private final MatchCache<String> cache = new MatchCache<>(1 << 14, 64 << 20);

  private @Nullable String find(InterestStamps interest, Object permissions, String subject) {
    byte[] padded = ("PUB " + subject + " 5\r\n").getBytes(StandardCharsets.UTF_8);
    int length = padded.length - 8;
    long hash = SubjectHash.of(padded, 4, length);
    ByteBuffer direct = ByteBuffer.allocateDirect(padded.length).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(padded);
    assertThat(SubjectHash.of(direct, 4, length)).isEqualTo(hash);
    assertThat(SubjectHash.of(ByteBuffer.wrap(padded), 4, length)).isEqualTo(hash);
    String found = cache.find(interest, permissions, hash, direct, 4, length);
    assertThat(cache.find(interest, permissions, hash, ByteBuffer.wrap(padded), 4, length))
        .isSameAs(found);
    return found;
  }

  private @Nullable String find(String subject) {
    return find(stamps, permissions, subject);
  }

  private void store(InterestStamps interest, Object permissions, String subject, String value) {
    byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
    long hash = SubjectHash.of(bytes);
    long stamp = interest.stamp(hash, bytes, 0, bytes.length);
    if (cache.admits(interest, permissions, hash)) {
      cache.store(interest, permissions, hash, bytes, 0, bytes.length, stamp, value, 100);
    }
  }

  private void storeTwice(String subject, String value) {
    store(stamps, permissions, subject, value);
    store(stamps, permissions, subject, value);
  }

  @Test
  @DisplayName("CORE-365 a result is kept from the second sighting on")
  void secondSighting() {
    for (String subject :
        List.of("a", "ab", "abc", "a.b.c", "abcdefgh", "orders.new.1234567", "a".repeat(256))) {
      store(stamps, permissions, subject, "once");
      assertThat(find(subject)).isNull();
      store(stamps, permissions, subject, "twice");
      assertThat(find(subject)).isEqualTo("twice");
    }
  }

  @Test
  @DisplayName("CORE-365 a thousand subjects published in turn are all kept in the end")
  void inTurn() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1000; i++) {
        store(stamps, permissions, "in.turn." + i, "v");
      }
    }
    int kept = 0;
    for (int i = 0; i < 1000; i++) {
      kept += find("in.turn." + i) == null ? 0 : 1;
    }
    assertThat(kept).isGreaterThan(990);
  }

  @Test
  @DisplayName("CORE-365 results of other accounts and permission sets are apart")
  void keys() {
    storeTwice("foo.bar", "mine");
    InterestStamps other = new SubjectIndex<>(TestSubscription[]::new).stamps();
    assertThat(find(other, permissions, "foo.bar")).isNull();
    assertThat(find(stamps, new Object(), "foo.bar")).isNull();
    assertThat(find("foo.baz")).isNull();
    assertThat(find("foo.ba")).isNull();
    assertThat(find("foo.bar")).isEqualTo("mine");
  }

  @Test
  @DisplayName("CORE-365 a change of interest makes stale what it can touch")
  void invalidation() {
    storeTwice("foo.bar", "v");
    for (String pattern : List.of("foo.bar", "foo.*", "foo.>", "*.bar", ">")) {
      TestSubscription subscription = new TestSubscription(pattern);
      index.insert(subscription);
      assertThat(find("foo.bar")).as("after insert of " + pattern).isNull();
      store(stamps, permissions, "foo.bar", "v");
      assertThat(find("foo.bar")).isEqualTo("v");
      index.remove(subscription);
      assertThat(find("foo.bar")).as("after remove of " + pattern).isNull();
      store(stamps, permissions, "foo.bar", "v");
      assertThat(find("foo.bar")).isEqualTo("v");
    }
    stamps.invalidateAll();
    assertThat(find("foo.bar")).isNull();
  }

  @Test
  @DisplayName("CORE-365 a change of interest leaves most other subjects alone")
  void churnElsewhere() {
    int stale = 0;
    for (int i = 0; i < 1000; i++) {
      storeTwice("hot" + i + ".subject", "v");
      index.insert(new TestSubscription("elsewhere." + i));
      index.insert(new TestSubscription("reply-" + i + ".*"));
      stale += find("hot" + i + ".subject") == null ? 1 : 0;
    }
    assertThat(stale).isLessThan(40);
  }

  @Test
  @DisplayName("CORE-365 the cache keeps within its entries and bytes")
  void bounds() {
    MatchCache<String> small = new MatchCache<>(64, 4000);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = ("subject." + i).getBytes(StandardCharsets.UTF_8);
      long hash = SubjectHash.of(bytes);
      long stamp = stamps.stamp(hash, bytes, 0, bytes.length);
      for (int n = 0; n < 3; n++) {
        small.store(stamps, permissions, hash, bytes, 0, bytes.length, stamp, "v", i % 1000);
        assertThat(small.statistics().bytes()).isLessThanOrEqualTo(4000);
      }
    }
    assertThat(small.statistics().entries()).isBetween(1L, 50L);
  }

  @Test
  @DisplayName("CORE-365 subjects published once evict nothing")
  void scanResistance() {
    storeTwice("hot.subject", "v");
    for (int i = 0; i < 200_000; i++) {
      store(stamps, permissions, "once." + i, "o");
    }
    assertThat(find("hot.subject")).isEqualTo("v");
  }

  @Test
  @DisplayName("CORE-365 a hit allocates nothing")
  void noGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuffer subject = ByteBuffer.allocateDirect(16).order(ByteOrder.LITTLE_ENDIAN);
    subject.put("orders.new.12345".getBytes(StandardCharsets.US_ASCII));
    storeTwice("orders.new.12345", "v");
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        long hash = SubjectHash.of(subject, 0, 16);
        if (cache.find(stamps, permissions, hash, subject, 0, 16) == null) {
          throw new AssertionError("lost");
        }
      }
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(fewest).isLessThan(10_000);
  }

  @Test
  @DisplayName("CORE-366 subjects that never repeat bypass the cache")
  void bypass() {
    for (String subject :
        List.of(
            "$JS.ACK.s.c.1.2.3.4.5",
            "$JS.FC.s.c.x",
            "_INBOX.abc",
            "_INBOX.abc.1",
            "x".repeat(257))) {
      assertThat(bypasses(subject)).as(subject).isTrue();
    }
    for (String subject :
        List.of(
            "",
            "a",
            "$JS",
            "$JS.ACK",
            "$JS.API.INFO",
            "$KV.b.k",
            "_INBOX",
            "_R_.x",
            "x".repeat(256),
            "$JS.FD.x")) {
      assertThat(bypasses(subject)).as(subject).isFalse();
    }
  }

  @Test
  @DisplayName("OPS-101 hits and misses are counted")
  void statistics() {
    storeTwice("a", "v");
    find("a");
    find("b");
    MatchCacheStatistics statistics = cache.statistics();
    assertThat(statistics.hits()).isEqualTo(2);
    assertThat(statistics.misses()).isEqualTo(2);
    assertThat(statistics.plus(MatchCacheStatistics.NONE).hitRate()).isEqualTo(0.5);
  }

  private static boolean bypasses(String subject) {
    byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
    return MatchCache.bypasses(ByteBuffer.wrap(bytes), 0, bytes.length);
  }
}
