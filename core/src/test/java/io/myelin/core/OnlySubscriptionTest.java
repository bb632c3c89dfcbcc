package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OnlySubscriptionTest {
  private final SubjectIndex<TestSubscription> index = new SubjectIndex<>(TestSubscription[]::new);

  private TestSubscription subscribe(String pattern) {
    TestSubscription subscription = new TestSubscription(pattern, "");
    index.insert(subscription);
    return subscription;
  }

  private @Nullable TestSubscription only(String subject) {
    byte[] bytes = ("xx" + subject + "yy").getBytes(StandardCharsets.UTF_8);
    return index.only(bytes, 2, bytes.length - 4);
  }

  @Test
  @DisplayName("CORE-130 the one subscription is found whether its pattern has wildcards or not")
  void findsTheOne() {
    TestSubscription star = subscribe("inbox.a.*");
    TestSubscription literal = subscribe("inbox.b");
    assertThat(only("inbox.a.1")).isSameAs(star);
    assertThat(only("inbox.b")).isSameAs(literal);
    assertThat(index.statistics().matches()).isEqualTo(2);
    assertThat(only("inbox.c")).isNull();
    assertThat(only("inbox.a.")).isNull();
  }

  @Test
  @DisplayName("CORE-130 several subscriptions are none that stands alone")
  void severalAreNotOne() {
    subscribe("inbox.b");
    subscribe("inbox.b");
    subscribe("inbox.*.x");
    subscribe("inbox.>");
    assertThat(only("inbox.b")).isNull();
    assertThat(only("inbox.a.x")).isNull();
    assertThat(index.statistics().matches()).isZero();
  }
}
