package io.myelin.jetstream;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Changes of which streams exist, one after the other: the next begins when the one before has said
 * that it is done. Meta lane only.
 */
final class MutationQueue {

  /** One change. */
  interface Mutation {
    /**
     * Begins the change.
     *
     * @param done to be run once, on the meta lane, when it is over
     */
    void begin(Runnable done);
  }

  private final Deque<Mutation> waiting = new ArrayDeque<>();
  private boolean busy;

  /** Adds a change; it begins at once when nothing is under way. */
  void add(Mutation mutation) {
    waiting.addLast(mutation);
    next();
  }

  private void next() {
    if (busy) {
      return;
    }
    Mutation mutation = waiting.pollFirst();
    if (mutation == null) {
      return;
    }
    busy = true;
    mutation.begin(
        () -> {
          busy = false;
          next();
        });
  }
}
