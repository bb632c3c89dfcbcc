package io.myelin.core;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Patterns and the interest in each. Interest is either the one subscription itself (most patterns
 * have one) or a {@link SharedInterest}. One thread at a time may write; any number may read
 * meanwhile without a lock and see each pattern's interest as it was before or after a concurrent
 * change.
 */
sealed interface PatternStore permits LiteralPatterns, WildcardPatterns {
  /** Interest in exactly this pattern. */
  @Nullable Object get(long hash, byte[] pattern);

  /** Sets the interest in a pattern, new or known. */
  void put(long hash, byte[] pattern, Object interest);

  /** Forgets a known pattern. */
  void delete(long hash, byte[] pattern);

  /**
   * Visits all interest that is present from beginning to end of the visit, in no particular order.
   */
  void forEach(Consumer<Object> visitor);

  /** The pattern that a literal store's interest belongs to. */
  static byte[] patternOf(Object interest) {
    return interest instanceof SharedInterest<?> shared
        ? shared.pattern()
        : ((IndexedSubscription) interest).pattern();
  }
}
