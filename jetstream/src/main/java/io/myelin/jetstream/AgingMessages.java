package io.myelin.jetstream;

import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;

/**
 * Finds the oldest message that the stream's maximum age applies to: those that live for good are
 * passed over, each once (STR-342). Lane only.
 */
final class AgingMessages {
  private static final int SLICE = 1000;

  private final MessageStore store;
  private final StoredMessage message = new StoredMessage();
  private long searchFrom;
  private long oldest;
  private long oldestTimeNanos;
  private boolean unfinished;

  AgingMessages(MessageStore store) {
    this.store = store;
  }

  /** Begins anew, after sequences may have been given a second time. */
  void reset() {
    searchFrom = 0;
    oldest = 0;
    unfinished = false;
  }

  /**
   * The oldest one, 0 for none.
   *
   * @param someNever whether any message may live for good
   */
  long oldest(boolean someNever) {
    if (!someNever) {
      unfinished = false;
      oldest = store.messages() == 0 ? 0 : store.firstSequence();
      oldestTimeNanos = store.firstTimeNanos();
      return oldest;
    }
    if (oldest == 0 || !store.contains(oldest)) {
      search();
    }
    return oldest;
  }

  private void search() {
    long sequence = store.next(SubjectFilter.ALL, searchFrom);
    unfinished = false;
    for (int looked = 0; sequence != 0; looked++) {
      if (looked == SLICE) {
        unfinished = true;
        break;
      }
      if (ages(sequence)) {
        oldest = sequence;
        searchFrom = sequence;
        return;
      }
      searchFrom = sequence + 1;
      sequence = store.next(SubjectFilter.ALL, searchFrom);
    }
    oldest = 0;
  }

  private boolean ages(long sequence) {
    try {
      if (!store.read(sequence, message)) {
        return false;
      }
      oldestTimeNanos = message.timeNanos();
      return message.expiresAtNanos() != Long.MAX_VALUE;
    } catch (IOException damaged) {
      oldestTimeNanos = store.firstTimeNanos();
      return true;
    }
  }

  /** Time of the oldest one. */
  long oldestTimeNanos() {
    return oldestTimeNanos;
  }

  /**
   * Whether the search was interrupted so as not to hold up the lane, and is to be gone on with.
   */
  boolean unfinished() {
    return unfinished;
  }
}
