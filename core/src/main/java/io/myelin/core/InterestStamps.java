package io.myelin.core;

import io.myelin.protocol.Subjects;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Change counters of one {@link SubjectIndex}, by which a cached match is known to be current
 * (CORE-365). A change of interest moves only the stamps of subjects that it can touch: a literal
 * pattern those that share its stripe, a wildcard pattern those whose first token shares its
 * stripe, a pattern that begins with a wildcard all of them.
 *
 * <p>Use: read the stamp, match, keep both. The kept result is current as long as the stamp, read
 * again, is the same. Any thread may read at any time; the index counts under its own lock, after
 * the change is visible and before insert or remove returns.
 */
public final class InterestStamps {
  private static final int STRIPES = 256;
  private static final AtomicLong SERIAL = new AtomicLong();
  private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);

  /** Literal stripes, then first-token stripes, then the counter for everything. */
  private final long[] counters = new long[2 * STRIPES + 1];

  /** Spreads equal subjects of different accounts over a cache. */
  private final long salt = SubjectHash.mix(SERIAL.incrementAndGet());

  InterestStamps() {}

  long salt() {
    return salt;
  }

  /**
   * The stamp of a subject.
   *
   * @param subjectHash {@link SubjectHash#of} of the whole subject
   * @param firstTokenHash {@link SubjectHash#ofFirstToken}
   */
  public long stamp(long subjectHash, long firstTokenHash) {
    return (long) COUNTER.getVolatile(counters, stripe(subjectHash))
        + (long) COUNTER.getVolatile(counters, STRIPES + stripe(firstTokenHash))
        + (long) COUNTER.getVolatile(counters, 2 * STRIPES);
  }

  /** The stamp of a subject whose hash is known. */
  public long stamp(long subjectHash, byte[] subject, int offset, int length) {
    return stamp(subjectHash, SubjectHash.ofFirstToken(subject, offset, length));
  }

  /** Makes every cached match stale, for changes that no single pattern describes. */
  public void invalidateAll() {
    COUNTER.getAndAdd(counters, 2 * STRIPES, 1L);
  }

  void literalChanged(long patternHash) {
    COUNTER.getAndAdd(counters, stripe(patternHash), 1L);
  }

  void wildcardChanged(byte[] pattern) {
    int firstTokenEnd = Subjects.tokenEnd(pattern, 0, pattern.length);
    if (Subjects.isLiteral(pattern, 0, firstTokenEnd)) {
      COUNTER.getAndAdd(counters, STRIPES + stripe(SubjectHash.of(pattern, 0, firstTokenEnd)), 1L);
    } else {
      invalidateAll();
    }
  }

  private static int stripe(long hash) {
    return (int) (hash >>> 20) & (STRIPES - 1);
  }
}
