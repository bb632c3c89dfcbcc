package io.myelin.core;

import io.myelin.protocol.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one account by subject pattern (CORE-130, CORE-132, CORE-360 to CORE-365).
 *
 * <p>Literal patterns are in a hash table by full subject, wildcard patterns in a trie by token.
 * Writers hold the index's lock for a short, bounded time; readers never lock. A match that begins
 * after {@link #insert} returned finds the subscription, one that begins after {@link #remove}
 * returned does not; one under way meanwhile may or may not. Subscriptions present all the time are
 * always found, exactly once.
 *
 * <p>Arrays given to the index (patterns, queue names) are kept and must not change; ranges given
 * to a match are only read during the call.
 *
 * @param <S> the subscription type
 */
public final class SubjectIndex<S extends IndexedSubscription> {
  private final IntFunction<S[]> arrays;
  private final S[] none;
  private final MatchResult<S> empty;
  private final LiteralPatterns literals = new LiteralPatterns();
  private final WildcardPatterns wildcards = new WildcardPatterns();
  private final InterestStamps stamps = new InterestStamps();
  private final InterestWatches watches = new InterestWatches();
  private final LongAdder matches = new LongAdder();
  private final LongAdder copies = new LongAdder();
  private volatile int maxFanout;
  private volatile int wildcardCount;
  private volatile int count;
  private volatile long inserts;

  /**
   * An empty index.
   *
   * @param arrays makes arrays of the subscription type: {@code Subscription[]::new}
   */
  public SubjectIndex(IntFunction<S[]> arrays) {
    this.arrays = arrays;
    this.none = arrays.apply(0);
    this.empty = new MatchResult<>(none, MatchResults.groupArray(0));
  }

  /** Change counters for caches of match results. */
  public InterestStamps stamps() {
    return stamps;
  }

  /** Who is told when subscriptions of one subject come or go. */
  public InterestWatches watches() {
    return watches;
  }

  /** Number of subscriptions present. */
  public int count() {
    return count;
  }

  /**
   * Adds a subscription. Adding one that is already present is the caller's mistake and makes it
   * receive twice.
   *
   * @throws IllegalArgumentException if its pattern is not valid
   */
  public synchronized void insert(S subscription) {
    byte[] pattern = subscription.pattern();
    if (!Subjects.isValidPattern(pattern, 0, pattern.length)) {
      throw new IllegalArgumentException(
          "not a subscription subject: \"" + new String(pattern, StandardCharsets.UTF_8) + "\"");
    }
    boolean isLiteral = Subjects.isLiteral(pattern, 0, pattern.length);
    PatternStore store = isLiteral ? literals : wildcards;
    long hash = isLiteral ? SubjectHash.of(pattern) : 0;
    Object interest = store.get(hash, pattern);
    if (interest == null) {
      store.put(hash, pattern, subscription);
    } else if (interest instanceof SharedInterest<?>) {
      shared(interest).add(subscription);
    } else {
      SharedInterest<S> both = new SharedInterest<>(pattern);
      both.add(single(interest));
      both.add(subscription);
      store.put(hash, pattern, both);
    }
    count = count + 1;
    inserts = inserts + 1;
    if (!isLiteral) {
      wildcardCount = wildcardCount + 1;
    }
    stampChange(isLiteral, hash, pattern);
  }

  /** Removes a subscription; {@code false} if it is not present. */
  public synchronized boolean remove(S subscription) {
    byte[] pattern = subscription.pattern();
    boolean isLiteral = Subjects.isLiteral(pattern, 0, pattern.length);
    PatternStore store = isLiteral ? literals : wildcards;
    long hash = isLiteral ? SubjectHash.of(pattern) : 0;
    Object interest = store.get(hash, pattern);
    if (interest == subscription) {
      store.delete(hash, pattern);
    } else if (interest instanceof SharedInterest<?>) {
      SharedInterest<S> shared = shared(interest);
      if (!shared.remove(subscription)) {
        return false;
      }
      if (shared.count() == 0) {
        store.delete(hash, pattern);
      }
    } else {
      return false;
    }
    count = count - 1;
    if (!isLiteral) {
      wildcardCount = wildcardCount - 1;
    }
    stampChange(isLiteral, hash, pattern);
    return true;
  }

  /**
   * Makes cached results that contain this subscription stale after something that depends on it
   * changed, such as its {@link IndexedSubscription#queueWeight()}.
   */
  public void changed(S subscription) {
    byte[] pattern = subscription.pattern();
    boolean isLiteral = Subjects.isLiteral(pattern, 0, pattern.length);
    stampChange(isLiteral, isLiteral ? SubjectHash.of(pattern) : 0, pattern);
  }

  /** Form of {@link #match(long, byte[], int, int)} for a subject whose hash is not known yet. */
  public MatchResult<S> match(byte[] subject, int offset, int length) {
    return match(SubjectHash.of(subject, offset, length), subject, offset, length);
  }

  /**
   * The subscriptions that a message published to this subject reaches. Wildcard tokens in it are
   * plain text (CORE-363); with an empty token it matches nothing (CORE-107). Allocates nothing
   * when nothing matches, or only a pattern with more than one subscription that was matched
   * before.
   *
   * @param hash {@link SubjectHash#of} of the subject
   */
  public MatchResult<S> match(long hash, byte[] subject, int offset, int length) {
    MatchResult<S> result = result(interest(hash, subject, offset, length));
    matches.increment();
    int fanout = result.fanout();
    if (fanout > 0) {
      copies.add(fanout);
      if (fanout > maxFanout) {
        maxFanout = fanout;
      }
    }
    return result;
  }

  /**
   * The subscription that a message published to this subject reaches, if it is exactly one; null
   * for none, and for several. Counts as a match only where there is one. Allocates nothing.
   */
  public @Nullable S only(byte[] subject, int offset, int length) {
    Object interest = interest(SubjectHash.of(subject, offset, length), subject, offset, length);
    if (interest == null
        || interest instanceof SharedInterest<?>
        || interest instanceof WildcardPatterns.Found) {
      return null;
    }
    matches.increment();
    copies.increment();
    if (maxFanout == 0) {
      maxFanout = 1;
    }
    return single(interest);
  }

  /**
   * Whether a message published to this subject reaches anybody. Never allocates for at most one
   * matching pattern.
   */
  public boolean hasInterest(byte[] subject, int offset, int length) {
    return interest(SubjectHash.of(subject, offset, length), subject, offset, length) != null;
  }

  /**
   * Visits all subscriptions that are present from beginning to end of the visit, in no particular
   * order.
   */
  public void forEach(Consumer<S> visitor) {
    Consumer<Object> ofPattern = interest -> visit(interest, visitor);
    literals.forEach(ofPattern);
    wildcards.forEach(ofPattern);
  }

  /**
   * Visits the subscriptions whose pattern shares at least one literal subject with the filter
   * (CORE-364). Looks at every pattern of the account unless the filter is a literal.
   *
   * @param filter a valid pattern
   */
  public void forEachColliding(byte[] filter, Consumer<S> visitor) {
    if (Subjects.isLiteral(filter, 0, filter.length)) {
      Object interest = interest(SubjectHash.of(filter), filter, 0, filter.length);
      if (interest != null) {
        visit(interest, visitor);
      }
      return;
    }
    forEach(
        subscription -> {
          if (Subjects.collide(subscription.pattern(), filter)) {
            visitor.accept(subscription);
          }
        });
  }

  /** Figures for monitoring (OPS-101). */
  public IndexStatistics statistics() {
    int present = count;
    long inserted = inserts;
    return new IndexStatistics(
        present, inserted, inserted - present, matches.sum(), copies.sum(), maxFanout);
  }

  private @Nullable Object interest(long hash, byte[] subject, int offset, int length) {
    Object literal = literals.get(hash, subject, offset, length);
    if (wildcardCount == 0 || Subjects.hasEmptyToken(subject, offset, length)) {
      return literal;
    }
    return wildcards.match(subject, offset, offset + length, literal);
  }

  private MatchResult<S> result(@Nullable Object interest) {
    if (interest == null) {
      return empty;
    }
    if (interest instanceof SharedInterest<?>) {
      return shared(interest).result(arrays);
    }
    if (!(interest instanceof WildcardPatterns.Found found)) {
      return MatchResults.single(single(interest), arrays, none);
    }
    MatchResults<S> results = new MatchResults<>(arrays);
    for (Object one : found.interests()) {
      if (one instanceof SharedInterest<?>) {
        results.add(shared(one).result(arrays));
      } else {
        results.add(single(one));
      }
    }
    return results.build();
  }

  private void visit(Object interest, Consumer<S> visitor) {
    MatchResult<S> result = result(interest);
    for (S subscription : result.plain()) {
      visitor.accept(subscription);
    }
    for (QueueGroup<S> group : result.groups()) {
      for (S member : group.members()) {
        visitor.accept(member);
      }
    }
  }

  private void stampChange(boolean isLiteral, long hash, byte[] pattern) {
    if (isLiteral) {
      stamps.literalChanged(hash);
      watches.changed(pattern);
    } else {
      stamps.wildcardChanged(pattern);
    }
  }

  @SuppressWarnings("unchecked")
  private SharedInterest<S> shared(Object interest) {
    return (SharedInterest<S>) interest;
  }

  @SuppressWarnings("unchecked")
  private S single(Object interest) {
    return (S) interest;
  }
}
