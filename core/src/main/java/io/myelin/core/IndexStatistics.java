package io.myelin.core;

/**
 * Figures of one or several indexes for monitoring (OPS-101, OPS-103).
 *
 * @param subscriptions subscriptions present
 * @param inserts subscriptions ever inserted
 * @param removes subscriptions ever removed
 * @param matches matches computed, cached ones not included
 * @param copies sum of {@link MatchResult#fanout()} over those matches
 * @param maxFanout greatest fan-out of a match so far
 */
public record IndexStatistics(
    long subscriptions, long inserts, long removes, long matches, long copies, int maxFanout) {
  /** The figures of no index. */
  public static final IndexStatistics NONE = new IndexStatistics(0, 0, 0, 0, 0, 0);

  /** The figures of both. */
  public IndexStatistics plus(IndexStatistics other) {
    return new IndexStatistics(
        subscriptions + other.subscriptions,
        inserts + other.inserts,
        removes + other.removes,
        matches + other.matches,
        copies + other.copies,
        Math.max(maxFanout, other.maxFanout));
  }

  /** Mean fan-out of a match, 0 before the first. */
  public double averageFanout() {
    return matches == 0 ? 0 : (double) copies / matches;
  }
}
