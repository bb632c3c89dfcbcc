package io.myelin.core;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link SubjectIndex} needs to know of a subscription. Subscriptions are told apart by
 * identity; the index never calls {@code equals}. All answers must stay the same while the
 * subscription is in an index, except {@link #queueWeight()}.
 */
public interface IndexedSubscription {
  /**
   * The subscribed subject pattern: valid by {@link io.myelin.protocol.Subjects#isValidPattern}.
   * Never modified.
   */
  byte[] pattern();

  /**
   * The queue group's name, or {@code null} for a plain subscription (CORE-132). Never modified.
   */
  byte @Nullable [] queue();

  /**
   * How many members of the group this subscription stands for, at least 1: more than 1 only for
   * one learned from another server (CORE-134). After a change call {@link SubjectIndex#changed}.
   */
  default int queueWeight() {
    return 1;
  }
}
