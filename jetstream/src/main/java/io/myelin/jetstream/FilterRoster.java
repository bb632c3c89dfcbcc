package io.myelin.jetstream;

import java.util.ArrayList;
import java.util.List;

/**
 * Some consumers, each at most once and in no order. Adding and removing cost the same however many
 * there are. Who walks it while consumers leave walks it from its end. Lane only.
 */
final class FilterRoster {
  /** The position of a consumer that is not in it. */
  static final int ABSENT = -1;

  /** What a roster lists; a consumer is in one roster of a kind at most. */
  enum Kind {
    /** All consumers of a group. */
    MEMBERS(0),
    /** Those to be told of new messages. */
    LISTENING(1),
    /** Those to be told of messages that go. */
    HOLDING(2),
    /** Those that may wait for acks of messages that their filter does not match any more. */
    STRAYS(3);

    static final int COUNT = 4;

    private final int slot;

    Kind(int slot) {
      this.slot = slot;
    }

    int slot() {
      return slot;
    }
  }

  private final Kind kind;
  private final List<FilterPlace> places = new ArrayList<>();

  FilterRoster(Kind kind) {
    this.kind = kind;
  }

  int size() {
    return places.size();
  }

  FilterPlace get(int index) {
    return places.get(index);
  }

  /** Adds it; whether it was not here. */
  boolean add(FilterPlace place) {
    if (place.position(kind) != ABSENT) {
      return false;
    }
    place.position(kind, places.size());
    places.add(place);
    return true;
  }

  /** Removes it; whether it was here. */
  boolean remove(FilterPlace place) {
    int position = place.position(kind);
    if (position == ABSENT) {
      return false;
    }
    FilterPlace last = places.removeLast();
    if (last != place) {
      places.set(position, last);
      last.position(kind, position);
    }
    place.position(kind, ABSENT);
    return true;
  }
}
