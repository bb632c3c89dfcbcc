package io.myelin.jetstream.consumer;

import io.myelin.store.MessageIndex;
import io.myelin.store.SubjectFilter;

/**
 * Which message comes next, and how many are still to come (CON-495 to CON-497). The count is
 * brought up to date when it is asked for, so that an idle consumer costs nothing when its stream
 * grows: it holds for the sequences up to {@code countedThrough}, and what came later is the
 * difference of two counts of the index.
 */
final class MatchingMessages {
  private final ConsumerStream stream;
  private final Cursor cursor;
  private SubjectFilter filter;

  private long behindList;
  private long inList;
  private long countedThrough;
  private boolean counted;
  private boolean listCounted;

  MatchingMessages(ConsumerStream stream, Cursor cursor, SubjectFilter filter) {
    this.stream = stream;
    this.cursor = cursor;
    this.filter = filter;
  }

  SubjectFilter filter() {
    return filter;
  }

  /** Other messages match from now on (CON-152). */
  void filter(SubjectFilter changed) {
    filter = changed;
    recount();
  }

  /** Counts anew when asked next. */
  void recount() {
    counted = false;
    listCounted = false;
  }

  /** Messages that match, exist and were not delivered. */
  long pending() {
    catchUp();
    return behindList + inList;
  }

  private void catchUp() {
    long visible = stream.visibleSequence();
    if (!counted) {
      behindList = countBetween(cursor.next(), visible);
      countedThrough = visible;
      counted = true;
    } else if (visible > countedThrough) {
      behindList += countBetween(Math.max(countedThrough + 1, cursor.next()), visible);
      countedThrough = visible;
    }
    if (!listCounted) {
      inList = 0;
      if (cursor.inList()) {
        for (long sequence : cursor.listedSequences()) {
          inList += stream.messages().contains(sequence) ? 1 : 0;
        }
      }
      listCounted = true;
    }
  }

  private long countBetween(long from, long to) {
    if (from > to) {
      return 0;
    }
    MessageIndex messages = stream.messages();
    long above = to >= messages.lastSequence() ? 0 : messages.count(filter, to + 1);
    return messages.count(filter, from) - above;
  }

  /** A message has become visible. Need not be told of every message, but in order. */
  void stored(long sequence, byte[] subject, int at, int length) {
    if (counted && sequence == countedThrough + 1) {
      countedThrough = sequence;
      if (sequence >= cursor.next()
          && filter.matches(subject, at, length)
          && stream.messages().contains(sequence)) {
        behindList++;
      }
    }
  }

  /** A message is gone. */
  void removed(long sequence, byte[] subject, int at, int length) {
    if (cursor.lists(sequence)) {
      inList -= listCounted ? 1 : 0;
    } else if (counted
        && sequence >= cursor.next()
        && sequence <= countedThrough
        && filter.matches(subject, at, length)) {
      behindList--;
    }
  }

  /** Everything below the sequence is gone. */
  void removedBelow(long first) {
    if (cursor.inList() && cursor.firstListed() < first) {
      cursor.done(Math.min(first, cursor.next()) - 1);
      listCounted = false;
    }
    if (cursor.next() < first) {
      cursor.passTo(first);
      counted = false;
    }
  }

  /** The sequence of the next message to deliver, 0 for none. */
  long candidate() {
    MessageIndex messages = stream.messages();
    while (cursor.inList()) {
      long listed = cursor.firstListed();
      if (messages.contains(listed)) {
        return listed;
      }
      cursor.done(listed);
    }
    long visible = stream.visibleSequence();
    if (cursor.next() > visible) {
      return 0;
    }
    long sequence = messages.next(filter, cursor.next());
    if (sequence == 0 || sequence > visible) {
      cursor.passTo(visible + 1);
      behindList = 0;
      countedThrough = visible;
      counted = true;
      return 0;
    }
    cursor.passTo(sequence);
    return sequence;
  }

  /**
   * The candidate is about to be delivered, or is passed over for good. Before the cursor moves.
   */
  void taken(long sequence) {
    catchUp();
    if (cursor.lists(sequence)) {
      inList--;
    } else {
      behindList--;
    }
  }
}
