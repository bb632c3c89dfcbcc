package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubjectIndexTest {
  private final SubjectIndex<TestSubscription> index = new SubjectIndex<>(TestSubscription[]::new);

  private TestSubscription subscribe(String pattern) {
    return subscribe(pattern, "");
  }

  private TestSubscription subscribe(String pattern, String queue) {
    TestSubscription subscription = new TestSubscription(pattern, queue);
    index.insert(subscription);
    return subscription;
  }

  private MatchResult<TestSubscription> match(String subject) {
    byte[] bytes = ("xx" + subject + "yy").getBytes(StandardCharsets.UTF_8);
    return index.match(bytes, 2, bytes.length - 4);
  }

  @Test
  @DisplayName("CORE-130 overlapping plain subscriptions are all found")
  void overlapping() {
    TestSubscription literal = subscribe("foo.bar");
    TestSubscription again = subscribe("foo.bar");
    TestSubscription star = subscribe("foo.*");
    TestSubscription rest = subscribe(">");
    subscribe("foo.bar.baz");
    subscribe("foo.*.>");
    assertThat(match("foo.bar").plain()).containsExactlyInAnyOrder(literal, again, star, rest);
    assertThat(match("foo").plain()).containsExactly(rest);
  }

  @Test
  @DisplayName("CORE-132 a queue group spans patterns, each name once")
  void queueGroupsByName() {
    TestSubscription one = subscribe("foo.*", "q");
    TestSubscription two = subscribe("foo.>", "q");
    TestSubscription three = subscribe("foo.bar", "q");
    TestSubscription other = subscribe("foo.bar", "r");
    TestSubscription plain = subscribe("*.bar");
    MatchResult<TestSubscription> result = match("foo.bar");
    assertThat(result.plain()).containsExactly(plain);
    assertThat(result.groups()).hasSize(2);
    for (QueueGroup<TestSubscription> group : result.groups()) {
      if (group.name()[0] == 'q') {
        assertThat(group.members()).containsExactlyInAnyOrder(one, two, three);
      } else {
        assertThat(group.members()).containsExactly(other);
      }
    }
    assertThat(result.fanout()).isEqualTo(3);
  }

  @Test
  @DisplayName("CORE-363 a published wildcard token is plain text")
  void publishedWildcards() {
    TestSubscription star = subscribe("foo.*");
    TestSubscription rest = subscribe("foo.>");
    subscribe("foo.bar");
    assertThat(match("foo.*").plain()).containsExactlyInAnyOrder(star, rest);
    assertThat(match("foo.>").plain()).containsExactlyInAnyOrder(star, rest);
    assertThat(match(">").isEmpty()).isTrue();
  }

  @Test
  @DisplayName("CORE-107 a subject with an empty token matches nothing")
  void emptyTokens() {
    subscribe(">");
    subscribe("*");
    subscribe("foo.>");
    subscribe("*.*");
    for (String subject : List.of("", ".", "foo.", ".foo", "foo..bar", "foo.bar.", "..")) {
      assertThat(match(subject).isEmpty()).as(subject).isTrue();
      byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
      assertThat(index.hasInterest(bytes, 0, bytes.length)).as(subject).isFalse();
    }
  }

  @Test
  @DisplayName("CORE-361 wildcard characters inside a token are literal")
  void literalStars() {
    TestSubscription literal = subscribe("foo*.bar>");
    assertThat(match("foo*.bar>").plain()).containsExactly(literal);
    assertThat(match("foox.bary").isEmpty()).isTrue();
  }

  @Test
  @DisplayName("CORE-122 an invalid pattern is refused")
  void invalid() {
    assertThatThrownBy(() -> subscribe("foo..bar"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("foo..bar");
    assertThat(index.count()).isZero();
  }

  @Test
  @DisplayName("OPS-101 OPS-103 inserts and removes are counted")
  void statistics() {
    TestSubscription a = subscribe("a.*");
    subscribe("a.b", "q");
    subscribe("a.b");
    assertThat(index.remove(a)).isTrue();
    assertThat(index.remove(a)).isFalse();
    match("a.b");
    IndexStatistics statistics = index.statistics();
    assertThat(statistics).isEqualTo(new IndexStatistics(2, 3, 1, 1, 2, 2));
    assertThat(statistics.plus(statistics)).isEqualTo(new IndexStatistics(4, 6, 2, 2, 4, 2));
    assertThat(statistics.averageFanout()).isEqualTo(2.0);
  }

  @Test
  @DisplayName("CORE-364 subscriptions colliding with a filter are listed")
  void colliding() {
    TestSubscription a = subscribe("a.b", "q");
    TestSubscription b = subscribe("a.*");
    TestSubscription c = subscribe("*.c.>");
    TestSubscription d = subscribe("d");
    assertThat(colliding("a.>")).containsExactlyInAnyOrder(a, b, c);
    assertThat(colliding("a.b")).containsExactlyInAnyOrder(a, b);
    assertThat(colliding("*")).containsExactly(d);
    assertThat(colliding("x")).isEmpty();
  }

  @Test
  @DisplayName("CORE-130 many subscriptions, on one pattern and on many, come and go")
  void many() {
    List<TestSubscription> all = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      all.add(subscribe("same"));
      all.add(subscribe("literal." + i));
      all.add(subscribe("wild." + i + ".*"));
      all.add(subscribe("group", "q"));
    }
    assertThat(index.count()).isEqualTo(120_000);
    assertThat(match("same").plain()).hasSize(30_000).doesNotHaveDuplicates();
    assertThat(match("group").groups()[0].members()).hasSize(30_000).doesNotHaveDuplicates();
    for (int i = 0; i < 30_000; i++) {
      assertThat(match("literal." + i).plain()).containsExactly(all.get(4 * i + 1));
      assertThat(match("wild." + i + ".x").plain()).containsExactly(all.get(4 * i + 2));
    }
    List<TestSubscription> visited = new ArrayList<>();
    index.forEach(visited::add);
    assertThat(visited).hasSize(120_000).doesNotHaveDuplicates();
    for (int i = 0; i < all.size(); i++) {
      if (i % 32 >= 4) {
        assertThat(index.remove(all.get(i))).isTrue();
      }
    }
    assertThat(match("same").plain()).hasSize(3_750);
    assertThat(match("literal.8").plain()).containsExactly(all.get(33));
    assertThat(match("literal.9").isEmpty()).isTrue();
    for (int i = 0; i < all.size(); i += 32) {
      for (int j = 0; j < 4; j++) {
        assertThat(index.remove(all.get(i + j))).isTrue();
      }
    }
    assertThat(index.count()).isZero();
    index.forEach(subscription -> assertThat(subscription).isNull());
    assertThat(match("same").isEmpty()).isTrue();
  }

  private List<TestSubscription> colliding(String filter) {
    List<TestSubscription> found = new ArrayList<>();
    index.forEachColliding(filter.getBytes(StandardCharsets.UTF_8), found::add);
    return found;
  }
}
