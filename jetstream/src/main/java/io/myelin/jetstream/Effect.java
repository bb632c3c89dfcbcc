package io.myelin.jetstream;

/**
 * Something told to the outside once everything that it depends on is committed: an answer, an
 * acknowledgement, an advisory. Runs on the lane.
 */
@FunctionalInterface
interface Effect {
  /** Tells it. */
  void run();

  /** What it depends on could not be written: tells that instead, or nothing. */
  default void lost(String reason) {}
}
