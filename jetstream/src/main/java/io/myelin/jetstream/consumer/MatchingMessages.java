package io.myelin.jetstream.consumer;

import io.myelin.store.MessageIndex;
import io.myelin.store.SubjectFilter;

/**
 * Which message comes next, and how many are still to come (CON-495 to CON-497). The count is
 * brought up to date when it is asked for, so that an idle consumer costs nothing when its stream
 * grows: it holds for the sequences up to {@code countedThrough}, and what came later is the
 * difference of two counts of the index. One that listens is told of every message instead, and
 * then nothing is counted or searched for.
 */
final class MatchingMessages {
  /** So few messages are looked at one by one, rather than all subjects that match a pattern. */
  private static final int FEW = 256;

  /** A count that was not asked for while so many messages went is not kept up to date. */
  private static final int UNUSED_REMOVALS = 64;

  private final ConsumerStream stream;
  private final Cursor cursor;
  private SubjectFilter filter;

  private long behindList;
  private long inList;
  private long countedThrough;
  private boolean counted;
  private boolean listCounted;
  private boolean listening;
  private int removalsSinceUse;

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

  /**
   * Whether {@link #stored} is called for every message that matches, in the same step in which it
   * becomes visible.
   */
  void listening(boolean told) {
    if (told != listening) {
      catchUp();
      listening = told;
    }
  }

  /** The lowest sequence whose removal changes the count, {@code Long.MAX_VALUE} for none. */
  long countedFrom() {
    return counted || listCounted ? cursor.lowestUndelivered() : Long.MAX_VALUE;
  }

  private void catchUp() {
    removalsSinceUse = 0;
    long visible = stream.visibleSequence();
    if (!counted) {
      behindList = countBetween(cursor.next(), visible);
      countedThrough = visible;
      counted = true;
    } else if (visible > countedThrough) {
      if (!listening) {
        behindList += countBetween(Math.max(countedThrough + 1, cursor.next()), visible);
      }
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
    if (to - from < FEW && !filter.isAll() && !filter.isLiteral()) {
      long count = 0;
      long sequence = messages.next(filter, from);
      while (sequence != 0 && sequence <= to) {
        count++;
        sequence = messages.next(filter, sequence + 1);
      }
      return count;
    }
    long above = to >= messages.lastSequence() ? 0 : messages.count(filter, to + 1);
    return messages.count(filter, from) - above;
  }

  /**
   * A message has become visible. Unless this listens it need not be told of every message, but in
   * order.
   */
  void stored(long sequence, byte[] subject, int at, int length) {
    if (listening) {
      if (counted && sequence > countedThrough) {
        countedThrough = sequence;
        if (sequence >= cursor.next() && stream.messages().contains(sequence)) {
          if (behindList == 0) {
            cursor.passTo(sequence);
          }
          behindList++;
        }
      }
    } else if (counted && sequence == countedThrough + 1) {
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
      if (!listening && ++removalsSinceUse > UNUSED_REMOVALS) {
        recount();
      }
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
    if (listening && counted && behindList == 0) {
      cursor.passTo(visible + 1);
      countedThrough = visible;
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
