package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.SubjectHash;
import io.myelin.core.SubjectIndex;
import io.myelin.jetstream.consumer.RemovalCause;
import io.myelin.jetstream.consumer.StreamConsumer;
import io.myelin.protocol.Subjects;
import io.myelin.store.SubjectFilter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one stream by what they want. Consumers with equal filters share a group; the
 * groups that want a subject are found by an index over patterns, and remembered for subjects that
 * come again. So a message costs what the groups that match it cost, not what all consumers cost.
 * Lane only.
 */
final class ConsumerFilters {
  private static final int REMEMBERED_SUBJECTS = 512;
  private static final FilterGroup[] NONE = new FilterGroup[0];

  /** The groups that want one subject. */
  private static final class Match {
    final byte[] subject;
    final FilterGroup[] groups;

    Match(byte[] subject, FilterGroup[] groups) {
      this.subject = subject;
      this.groups = groups;
    }

    boolean isOf(byte[] bytes, int at, int length) {
      return Arrays.equals(subject, 0, subject.length, bytes, at, at + length);
    }
  }

  private final SubjectIndex<FilterPattern> index = new SubjectIndex<>(FilterPattern[]::new);
  private final Map<SubjectFilter, FilterGroup> groups = new HashMap<>();
  private final FilterRoster strays = new FilterRoster(FilterRoster.Kind.STRAYS);
  private final @Nullable Match[] remembered = new Match[REMEMBERED_SUBJECTS];
  private final long[] seen = new long[REMEMBERED_SUBJECTS];
  private FilterGroup[] unfilteredOnly = NONE;
  private int listeners;

  /** Whether nobody has to be told of new messages. */
  boolean nobodyListens() {
    return listeners == 0;
  }

  /** Whether there are no consumers. */
  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** Forgets all of them. */
  void clear() {
    for (FilterGroup group : List.copyOf(groups.values())) {
      while (group.members().size() > 0) {
        remove(group.members().get(group.members().size() - 1));
      }
    }
  }

  // ---- who wants what

  /** A consumer is new, or wants something else from now on. */
  void file(FilterPlace place, SubjectFilter filter) {
    FilterGroup before = place.group();
    if (before != null) {
      if (before.filter().equals(filter)) {
        return;
      }
      leave(place, before);
      strays.add(place);
    }
    FilterGroup group = groups.get(filter);
    if (group == null) {
      group = new FilterGroup(filter);
      groups.put(filter, group);
      for (FilterPattern pattern : group.patterns()) {
        if (Subjects.isValidPattern(pattern.pattern(), 0, pattern.pattern().length)) {
          index.insert(pattern);
        }
      }
      groupsChanged();
    }
    place.group(group);
    group.members().add(place);
  }

  /** A consumer is no more. */
  void remove(FilterPlace place) {
    FilterGroup group = place.group();
    if (group != null) {
      leave(place, group);
      strays.remove(place);
    }
  }

  private void leave(FilterPlace place, FilterGroup group) {
    listens(place, false);
    group.leave(place);
    place.group(null);
    if (group.members().size() == 0) {
      groups.remove(group.filter());
      group.patterns().forEach(index::remove);
      groupsChanged();
    }
  }

  private void groupsChanged() {
    Arrays.fill(remembered, null);
    FilterGroup unfiltered = groups.get(SubjectFilter.ALL);
    unfilteredOnly =
        groups.size() == 1 && unfiltered != null ? new FilterGroup[] {unfiltered} : NONE;
  }

  /** The groups that want a subject, each once; not to be changed. */
  FilterGroup[] matching(byte[] subject, int at, int length) {
    if (unfilteredOnly.length > 0 || groups.isEmpty()) {
      return unfilteredOnly;
    }
    long hash = SubjectHash.of(subject, at, length);
    int slot = (int) hash & (REMEMBERED_SUBJECTS - 1);
    Match known = remembered[slot];
    if (known != null && known.isOf(subject, at, length)) {
      return known.groups;
    }
    FilterGroup[] found = groupsOf(index.match(hash, subject, at, length).plain());
    if (seen[slot] == hash) {
      remembered[slot] = new Match(Arrays.copyOfRange(subject, at, at + length), found);
    } else {
      seen[slot] = hash;
    }
    return found;
  }

  private static FilterGroup[] groupsOf(FilterPattern[] patterns) {
    if (patterns.length == 0) {
      return NONE;
    }
    if (patterns.length == 1) {
      return new FilterGroup[] {patterns[0].group()};
    }
    Set<FilterGroup> distinct = new LinkedHashSet<>();
    for (FilterPattern pattern : patterns) {
      distinct.add(pattern.group());
    }
    return distinct.toArray(FilterGroup[]::new);
  }

  /**
   * The filters of other consumers that could want a message that these want too (CON-203); all
   * others where these are none.
   *
   * @param except is not looked at, nor are hidden consumers
   */
  Collection<List<String>> rivals(List<String> filters, @Nullable FilterPlace except) {
    Set<List<String>> found = new LinkedHashSet<>();
    if (filters.isEmpty()) {
      groups.values().forEach(group -> addShown(group, except, found));
    }
    for (String filter : filters) {
      index.forEachColliding(
          filter.getBytes(UTF_8), pattern -> addShown(pattern.group(), except, found));
    }
    return found;
  }

  private static void addShown(
      FilterGroup group, @Nullable FilterPlace except, Set<List<String>> found) {
    FilterRoster members = group.members();
    for (int i = 0; i < members.size(); i++) {
      FilterPlace place = members.get(i);
      if (place != except && !place.driver().hidden()) {
        found.add(group.filter().patterns());
        return;
      }
    }
  }

  // ---- who is told what

  /** Whether a consumer has to be told of every new message that it wants. */
  void listens(FilterPlace place, boolean wanted) {
    FilterGroup group = place.group();
    if (group == null) {
      return;
    }
    if (wanted) {
      listeners += group.listening().add(place) ? 1 : 0;
    } else {
      listeners -= group.listening().remove(place) ? 1 : 0;
    }
  }

  /**
   * A message has gone.
   *
   * @return how many consumers were told
   */
  int removed(
      long sequence, byte[] subject, int at, int length, RemovalCause cause, long nowNanos) {
    int told = 0;
    for (FilterGroup group : matching(subject, at, length)) {
      told += group.removed(sequence, subject, at, length, cause, nowNanos);
    }
    for (int i = strays.size() - 1; i >= 0; i--) {
      FilterPlace place = strays.get(i);
      StreamConsumer consumer = place.driver().machine();
      FilterGroup own = place.group();
      if (own == null || !own.filter().matches(subject, at, length)) {
        if (consumer.messageRemoved(sequence, subject, at, length, cause, nowNanos)) {
          place.driver().madeRoom();
        }
        told++;
      }
      if (!consumer.waitsForDelivered()) {
        strays.remove(place);
      }
    }
    return told;
  }

  /**
   * All messages below the sequence have gone.
   *
   * @return how many consumers were told
   */
  int removedBelow(long sequence, RemovalCause cause, long nowNanos) {
    int told = 0;
    for (FilterGroup group : groups.values()) {
      told += group.removedBelow(sequence, cause, nowNanos);
    }
    return told;
  }

  /**
   * Messages were purged, and everybody was told of each that concerned him.
   *
   * @param what whose messages
   * @param first where the stream begins
   * @param firstOfThem the first message that is left of what was purged, or where the next will be
   */
  void purged(SubjectFilter what, long first, long firstOfThem, long nowNanos) {
    groups.values().forEach(group -> group.purged(what, first, firstOfThem, nowNanos));
  }

  /** Whether the stream has to keep a message for any consumer (CON-526). */
  boolean needs(long sequence, byte[] subject, int at, int length) {
    for (FilterGroup group : matching(subject, at, length)) {
      if (group.needs(sequence, subject, at, length)) {
        return true;
      }
    }
    for (int i = strays.size() - 1; i >= 0; i--) {
      StreamConsumer consumer = strays.get(i).driver().machine();
      if (!consumer.waitsForDelivered()) {
        strays.remove(strays.get(i));
      } else if (consumer.needs(sequence, subject, at, length)) {
        return true;
      }
    }
    return false;
  }
}
