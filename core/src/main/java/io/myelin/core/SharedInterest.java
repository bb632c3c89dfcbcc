package io.myelin.core;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several subscriptions on one pattern: plain ones and queue groups. Keeps the match result of the
 * pattern alone, so that a match that finds nothing else allocates nothing. One writer at a time,
 * readers without a lock.
 */
final class SharedInterest<S extends IndexedSubscription> {
  private final byte[] pattern;
  private final Members<S> plain = new Members<>();
  private volatile Group<S>[] groups = noGroups();
  private volatile long version;
  private volatile @Nullable Snapshot<S> snapshot;
  private int count;

  SharedInterest(byte[] pattern) {
    this.pattern = pattern;
  }

  /** A queue group's part on this pattern. */
  private record Group<S>(QueueName name, Members<S> members) {}

  private record Snapshot<S>(long version, MatchResult<S> result) {}

  byte[] pattern() {
    return pattern;
  }

  int count() {
    return count;
  }

  void add(S subscription) {
    byte[] queue = subscription.queue();
    if (queue == null) {
      plain.add(subscription);
    } else {
      QueueName name = new QueueName(queue);
      Group<S> group = group(name);
      if (group == null) {
        group = new Group<>(name, new Members<>());
        group.members.add(subscription);
        Group<S>[] grown = Arrays.copyOf(groups, groups.length + 1);
        grown[groups.length] = group;
        groups = grown;
      } else {
        group.members.add(subscription);
      }
    }
    count++;
    changed();
  }

  boolean remove(S subscription) {
    byte[] queue = subscription.queue();
    if (queue == null) {
      if (!plain.remove(subscription)) {
        return false;
      }
    } else {
      Group<S> group = group(new QueueName(queue));
      if (group == null || !group.members.remove(subscription)) {
        return false;
      }
      if (group.members.count() == 0) {
        dropGroup(group);
      }
    }
    count--;
    changed();
    return true;
  }

  /** The result of matching only this pattern. */
  MatchResult<S> result(IntFunction<S[]> arrays) {
    long before = version;
    Snapshot<S> known = snapshot;
    if (known != null && known.version == before) {
      return known.result;
    }
    MatchResult<S> result = build(arrays);
    snapshot = new Snapshot<>(before, result);
    return result;
  }

  private void changed() {
    long next = version + 1;
    version = next;
  }

  private MatchResult<S> build(IntFunction<S[]> arrays) {
    Group<S>[] from = groups;
    QueueGroup<S>[] found = MatchResults.groupArray(from.length);
    int size = 0;
    for (Group<S> group : from) {
      S[] members = group.members.snapshot(arrays);
      if (members.length > 0) {
        found[size++] = new QueueGroup<>(group.name.bytes(), members);
      }
    }
    return new MatchResult<>(
        plain.snapshot(arrays), size == found.length ? found : Arrays.copyOf(found, size));
  }

  private @Nullable Group<S> group(QueueName name) {
    for (Group<S> group : groups) {
      if (group.name.equals(name)) {
        return group;
      }
    }
    return null;
  }

  private void dropGroup(Group<S> group) {
    Group<S>[] from = groups;
    Group<S>[] left = Arrays.copyOf(from, from.length - 1);
    int size = 0;
    for (Group<S> kept : from) {
      if (!kept.equals(group)) {
        left[size++] = kept;
      }
    }
    groups = left;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <S> Group<S>[] noGroups() {
    return (Group<S>[]) new Group[0];
  }
}
