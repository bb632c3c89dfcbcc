package io.myelin.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Gathers the interest of several matching patterns into one result, queue groups by name
 * (CORE-132).
 */
final class MatchResults<S extends IndexedSubscription> {
  private final IntFunction<S[]> arrays;
  private final List<S[]> plain = new ArrayList<>();
  private final Map<QueueName, List<S[]>> groups = new LinkedHashMap<>();
  private int plainCount;

  MatchResults(IntFunction<S[]> arrays) {
    this.arrays = arrays;
  }

  /** The result when a single subscription matches. */
  static <S extends IndexedSubscription> MatchResult<S> single(
      S subscription, IntFunction<S[]> arrays, S[] none) {
    S[] one = arrays.apply(1);
    one[0] = subscription;
    byte[] queue = subscription.queue();
    if (queue == null) {
      return new MatchResult<>(one, groupArray(0));
    }
    QueueGroup<S>[] group = groupArray(1);
    group[0] = new QueueGroup<>(queue, one);
    return new MatchResult<>(none, group);
  }

  void add(S subscription) {
    S[] one = arrays.apply(1);
    one[0] = subscription;
    byte[] queue = subscription.queue();
    if (queue == null) {
      addPlain(one);
    } else {
      addGroup(queue, one);
    }
  }

  void add(MatchResult<S> result) {
    addPlain(result.plain());
    for (QueueGroup<S> group : result.groups()) {
      addGroup(group.name(), group.members());
    }
  }

  MatchResult<S> build() {
    QueueGroup<S>[] built = groupArray(groups.size());
    int size = 0;
    for (Map.Entry<QueueName, List<S[]>> group : groups.entrySet()) {
      int count = 0;
      for (S[] members : group.getValue()) {
        count += members.length;
      }
      built[size++] =
          new QueueGroup<>(group.getKey().bytes(), concatenate(group.getValue(), count));
    }
    return new MatchResult<>(concatenate(plain, plainCount), built);
  }

  private void addPlain(S[] subscriptions) {
    plain.add(subscriptions);
    plainCount += subscriptions.length;
  }

  private void addGroup(byte[] name, S[] members) {
    groups.computeIfAbsent(new QueueName(name), key -> new ArrayList<>(2)).add(members);
  }

  private S[] concatenate(List<S[]> parts, int count) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    S[] all = arrays.apply(count);
    int at = 0;
    for (S[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static <S> QueueGroup<S>[] groupArray(int length) {
    return (QueueGroup<S>[]) new QueueGroup[length];
  }
}
