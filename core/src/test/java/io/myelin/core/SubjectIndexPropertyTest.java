package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.protocol.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** The index against a list that is searched from end to end. */
class SubjectIndexPropertyTest {
  private static final String[] TOKENS = {"a", "b", "cc", "longer-token", "*"};
  private static final String[] PUBLISHED = {"a", "b", "cc", "longer-token", "*", ">", "", "d"};
  private static final String[] QUEUES = {"", "", "", "q", "r"};

  @Property(tries = 300)
  @Label("CORE-130 CORE-132 CORE-363 CORE-107 the index finds what a search through a list finds")
  void agreesWithList(@ForAll long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SubjectIndex<TestSubscription> index = new SubjectIndex<>(TestSubscription[]::new);
    List<TestSubscription> list = new ArrayList<>();
    for (int step = 0; step < 200; step++) {
      int dice = random.nextInt(10);
      if (dice < 4) {
        TestSubscription added =
            new TestSubscription(pattern(random), QUEUES[random.nextInt(QUEUES.length)]);
        index.insert(added);
        list.add(added);
      } else if (dice < 7 && !list.isEmpty()) {
        TestSubscription removed = list.remove(random.nextInt(list.size()));
        assertThat(index.remove(removed)).isTrue();
        assertThat(index.remove(removed)).isFalse();
      }
      assertMatches(index, list, subject(random));
      assertThat(index.count()).isEqualTo(list.size());
    }
    Set<TestSubscription> visited = new HashSet<>();
    index.forEach(subscription -> assertThat(visited.add(subscription)).isTrue());
    assertThat(visited).containsExactlyInAnyOrderElementsOf(list);
  }

  private static void assertMatches(
      SubjectIndex<TestSubscription> index, List<TestSubscription> list, String subject) {
    byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
    List<TestSubscription> plain = new ArrayList<>();
    Map<String, List<TestSubscription>> groups = new HashMap<>();
    for (TestSubscription subscription : list) {
      if (Subjects.matches(bytes, subscription.pattern())) {
        byte[] queue = subscription.queue();
        if (queue == null) {
          plain.add(subscription);
        } else {
          groups
              .computeIfAbsent(new String(queue, StandardCharsets.UTF_8), key -> new ArrayList<>())
              .add(subscription);
        }
      }
    }
    MatchResult<TestSubscription> result = index.match(bytes, 0, bytes.length);
    assertThat(result.plain()).as(subject).containsExactlyInAnyOrderElementsOf(plain);
    assertThat(result.groups()).as(subject).hasSize(groups.size());
    for (QueueGroup<TestSubscription> group : result.groups()) {
      assertThat(group.members())
          .as(subject)
          .containsExactlyInAnyOrderElementsOf(
              groups.get(new String(group.name(), StandardCharsets.UTF_8)));
    }
    assertThat(index.hasInterest(bytes, 0, bytes.length)).isEqualTo(!result.isEmpty());
  }

  private static String pattern(RandomGenerator random) {
    int tokens = 1 + random.nextInt(3);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < tokens; i++) {
      all.add(TOKENS[random.nextInt(TOKENS.length)]);
    }
    if (random.nextInt(4) == 0) {
      all.set(tokens - 1, ">");
    }
    return String.join(".", all);
  }

  private static String subject(RandomGenerator random) {
    int tokens = 1 + random.nextInt(4);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < tokens; i++) {
      int bound = random.nextInt(4) == 0 ? PUBLISHED.length : 4;
      all.add(PUBLISHED[random.nextInt(bound)]);
    }
    return String.join(".", all);
  }
}
