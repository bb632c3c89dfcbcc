package io.myelin.core;

/**
 * The subscriptions that match one subject: immutable, so that it may be kept in caches and shared
 * between threads. Arrays are handed out without copying and must not be modified.
 *
 * @param <S> the subscription type
 */
public final class MatchResult<S> {
  private final S[] plain;
  private final QueueGroup<S>[] groups;

  MatchResult(S[] plain, QueueGroup<S>[] groups) {
    this.plain = plain;
    this.groups = groups;
  }

  /** Subscriptions outside queue groups: each gets a copy (CORE-130). */
  public S[] plain() {
    return plain;
  }

  /** Queue groups, every name once: one member of each gets the message (CORE-132). */
  public QueueGroup<S>[] groups() {
    return groups;
  }

  /** Whether nothing matched. */
  public boolean isEmpty() {
    return plain.length == 0 && groups.length == 0;
  }

  /** Number of copies delivered for one message: plain subscriptions and queue groups. */
  public int fanout() {
    return plain.length + groups.length;
  }
}
