package io.myelin.core;

/**
 * Figures of one or several match caches for monitoring (OPS-101, OPS-103).
 *
 * @param entries results kept
 * @param bytes what they are accounted with
 * @param hits lookups answered with a current result
 * @param misses lookups that were not
 */
public record MatchCacheStatistics(long entries, long bytes, long hits, long misses) {
  /** The figures of no cache. */
  public static final MatchCacheStatistics NONE = new MatchCacheStatistics(0, 0, 0, 0);

  /** The figures of both. */
  public MatchCacheStatistics plus(MatchCacheStatistics other) {
    return new MatchCacheStatistics(
        entries + other.entries, bytes + other.bytes, hits + other.hits, misses + other.misses);
  }

  /** Share of lookups that hit, 0 to 1; 0 before the first. */
  public double hitRate() {
    long lookups = hits + misses;
    return lookups == 0 ? 0 : (double) hits / lookups;
  }
}
