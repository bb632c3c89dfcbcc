package io.myelin.jetstream;

import io.myelin.jetstream.consumer.RemovalCause;
import io.myelin.jetstream.consumer.StreamConsumer;
import io.myelin.protocol.Subjects;
import io.myelin.store.SubjectFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * The consumers of a stream that have one filter. What happens to a message costs what those cost
 * that can use it; idle ones are not looked at. Lane only.
 */
final class FilterGroup {
  private final SubjectFilter filter;
  private final FilterRoster members = new FilterRoster(FilterRoster.Kind.MEMBERS);
  private final FilterRoster listening = new FilterRoster(FilterRoster.Kind.LISTENING);
  private final FilterRoster holding = new FilterRoster(FilterRoster.Kind.HOLDING);
  private final List<FilterPattern> patterns = new ArrayList<>();

  /** Nobody has to be told when a message below goes. */
  private long heldFrom = Long.MAX_VALUE;

  /** Who needed a message when that was last asked for: often it needs the next one too. */
  private int needy;

  FilterGroup(SubjectFilter filter) {
    this.filter = filter;
    for (byte[] pattern : filter.patternBytes()) {
      patterns.add(new FilterPattern(pattern, this));
    }
  }

  /** What they want. */
  SubjectFilter filter() {
    return filter;
  }

  /** One for each pattern of the filter. */
  List<FilterPattern> patterns() {
    return patterns;
  }

  /** All of them. */
  FilterRoster members() {
    return members;
  }

  /** Those to be told of every new message that matches. */
  FilterRoster listening() {
    return listening;
  }

  /**
   * Takes note of what a member has to be told of.
   *
   * @param from the lowest sequence whose removal concerns it, {@code Long.MAX_VALUE} for none
   */
  void holds(FilterPlace place, long from) {
    if (from == Long.MAX_VALUE) {
      holding.remove(place);
    } else {
      holding.add(place);
      heldFrom = Math.min(heldFrom, from);
    }
  }

  /** Lets a member go. */
  void leave(FilterPlace place) {
    members.remove(place);
    listening.remove(place);
    holding.remove(place);
  }

  /**
   * A message that matches has gone.
   *
   * @return how many consumers were told
   */
  int removed(
      long sequence, byte[] subject, int at, int length, RemovalCause cause, long nowNanos) {
    if (sequence < heldFrom) {
      return 0;
    }
    int told = holding.size();
    long lowest = Long.MAX_VALUE;
    for (int i = told - 1; i >= 0; i--) {
      FilterPlace place = holding.get(i);
      StreamConsumer consumer = place.driver().machine();
      if (consumer.messageRemoved(sequence, subject, at, length, cause, nowNanos)) {
        place.driver().madeRoom();
      }
      lowest = Math.min(lowest, heldStill(place, consumer));
    }
    heldFrom = lowest;
    return told;
  }

  /**
   * All messages below the sequence have gone.
   *
   * @return how many consumers were told
   */
  int removedBelow(long sequence, RemovalCause cause, long nowNanos) {
    if (sequence <= heldFrom) {
      return 0;
    }
    int told = holding.size();
    long lowest = Long.MAX_VALUE;
    for (int i = told - 1; i >= 0; i--) {
      FilterPlace place = holding.get(i);
      StreamConsumer consumer = place.driver().machine();
      if (consumer.removedBelow(sequence, cause, nowNanos)) {
        place.driver().madeRoom();
      }
      lowest = Math.min(lowest, heldStill(place, consumer));
    }
    heldFrom = lowest;
    return told;
  }

  /**
   * Messages were purged. Members that want nothing else go on behind them; those that want these
   * among others only where the stream begins later now (CON-521).
   *
   * @param what whose messages were purged
   * @param first where the stream begins
   * @param firstOfThem the first message that is left of what was purged, or where the next will be
   */
  void purged(SubjectFilter what, long first, long firstOfThem, long nowNanos) {
    boolean allOfTheirs = covers(what.patterns(), filter.patterns());
    if (allOfTheirs || covers(filter.patterns(), what.patterns())) {
      for (int i = members.size() - 1; i >= 0; i--) {
        ConsumerDriver driver = members.get(i).driver();
        if (driver.machine().purgedBelow(allOfTheirs ? firstOfThem : first, nowNanos)) {
          driver.madeRoom();
        }
      }
    }
  }

  private static boolean covers(List<String> wide, List<String> narrow) {
    return narrow.stream()
        .allMatch(one -> wide.stream().anyMatch(other -> Subjects.isSubsetOf(one, other)));
  }

  private long heldStill(FilterPlace place, StreamConsumer consumer) {
    long from = consumer.heldFrom();
    if (from == Long.MAX_VALUE) {
      holding.remove(place);
    }
    return from;
  }

  /** Whether the stream has to keep the message, whose subject matches, for any of them. */
  boolean needs(long sequence, byte[] subject, int at, int length) {
    int size = members.size();
    int index = needy < size ? needy : 0;
    for (int i = 0; i < size; i++) {
      if (members.get(index).driver().machine().needs(sequence, subject, at, length)) {
        needy = index;
        return true;
      }
      index = index + 1 == size ? 0 : index + 1;
    }
    return false;
  }
}
