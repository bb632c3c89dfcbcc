package io.myelin.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one producer knows of the subjects that it publishes to: results by account, permission set
 * and subject, each current as long as its stamp is (CORE-365). A hit allocates nothing. Bounded in
 * entries and bytes; four places for each key, one not used of late gives way. A subject is kept
 * from its second sighting on, so that subjects that are published once cost a lookup and a few
 * bytes of memory of fixed size, and evict nothing.
 *
 * <p>Owned by one producer: not for use by several threads at once. Only {@link #statistics} may be
 * called from anywhere; it is then approximate.
 *
 * <p>Use, with {@code hash = SubjectHash.of(subject)}:
 *
 * <ol>
 *   <li>if {@link #bypasses}, match without the cache;
 *   <li>{@link #find}; done if it returns a value;
 *   <li>ask whether the cache {@link #admits} the subject, so that the value may be built for
 *       keeps;
 *   <li>read {@link InterestStamps#stamp}, <em>then</em> match and build the value;
 *   <li>{@link #store} it with that stamp if it was admitted.
 * </ol>
 *
 * @param <V> the result kept
 */
public final class MatchCache<V> {
  /** Longer subjects are not kept. */
  public static final int MAX_SUBJECT_BYTES = 256;

  private static final int ENTRY_BYTES = 80;
  private static final int WAYS = 4;
  private static final byte[] JETSTREAM = "$JS.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ACK = "$JS.ACK.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FLOW_CONTROL = "$JS.FC.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INBOX = "_INBOX.".getBytes(StandardCharsets.US_ASCII);

  private final @Nullable Entry<V>[] entries;
  private final long[] keys;
  private final int[] sightings;
  private final long maxBytes;
  private int evictionHand;
  private int sightingHand;
  private int count;
  private long bytes;
  private long hits;
  private long misses;

  private static final class Entry<V> {
    final InterestStamps interest;
    final Object permissions;
    final long hash;
    final long firstTokenHash;
    final byte[] subject;
    long stamp;
    long weightBytes;
    V value;
    boolean isUsed;

    Entry(
        InterestStamps interest,
        Object permissions,
        long hash,
        byte[] subject,
        long stamp,
        long weightBytes,
        V value) {
      this.interest = interest;
      this.permissions = permissions;
      this.hash = hash;
      this.firstTokenHash = SubjectHash.ofFirstToken(subject, 0, subject.length);
      this.subject = subject;
      this.stamp = stamp;
      this.weightBytes = weightBytes;
      this.value = value;
    }

    boolean isCurrent() {
      return interest.stamp(hash, firstTokenHash) == stamp;
    }
  }

  /**
   * An empty cache.
   *
   * @param maxEntries greatest number of results kept, rounded up to a power of two; at least 4
   * @param maxBytes greatest sum of what results are accounted with; one that takes more than a
   *     quarter of it is not kept
   */
  public MatchCache(int maxEntries, long maxBytes) {
    if (maxEntries < WAYS || maxEntries > 1 << 24) {
      throw new IllegalArgumentException(
          "maxEntries must be from 4 to 16777216, not " + maxEntries);
    }
    int slots = Integer.highestOneBit(maxEntries - 1) << 1;
    this.entries = entryArray(slots);
    this.keys = new long[slots];
    this.sightings = new int[slots];
    this.maxBytes = maxBytes;
  }

  /**
   * Whether a subject is not worth looking up: its kind never repeats, or it is too long to be
   * kept.
   */
  public static boolean bypasses(ByteBuffer subject, int position, int length) {
    if (length > MAX_SUBJECT_BYTES) {
      return true;
    }
    if (length <= JETSTREAM.length) {
      return false;
    }
    return switch (subject.get(position)) {
      case '_' -> startsWith(INBOX, subject, position, length);
      case '$' ->
          startsWith(JETSTREAM, subject, position, length)
              && (startsWith(ACK, subject, position, length)
                  || startsWith(FLOW_CONTROL, subject, position, length));
      default -> false;
    };
  }

  /**
   * The current result for a subject in a buffer, {@code null} if there is none.
   *
   * @param interest tells the account: {@link SubjectIndex#stamps}
   * @param permissions tells the permission set, by identity
   * @param hash {@link SubjectHash#of} of the subject
   * @param position absolute index of the subject's first byte; the buffer's own position does not
   *     matter
   */
  public @Nullable V find(
      InterestStamps interest,
      Object permissions,
      long hash,
      ByteBuffer subject,
      int position,
      int length) {
    long key = key(interest, permissions, hash);
    int first = slot(key);
    for (int i = first; i < first + WAYS; i++) {
      if (keys[i] == key) {
        Entry<V> entry = entries[i];
        if (entry != null
            && isFor(entry, interest, permissions)
            && SubjectHash.equal(entry.subject, subject, position, length)) {
          return use(entry);
        }
      }
    }
    return use(null);
  }

  /**
   * After a miss, whether a result is worth keeping: the subject was seen before, or a result of it
   * is kept that is no longer current.
   */
  public boolean admits(InterestStamps interest, Object permissions, long hash) {
    long key = key(interest, permissions, hash);
    int first = slot(key);
    for (int i = first; i < first + WAYS; i++) {
      if (keys[i] == key && entries[i] != null) {
        return true;
      }
    }
    return isSeenBefore(key);
  }

  /**
   * Offers a result that was {@linkplain #admits admitted}. It may be declined.
   *
   * @param stamp the subject's stamp, read before the match that led to the value
   * @param valueBytes what the value takes in memory beyond the entry itself, roughly
   */
  public void store(
      InterestStamps interest,
      Object permissions,
      long hash,
      byte[] subject,
      int offset,
      int length,
      long stamp,
      V value,
      long valueBytes) {
    long key = key(interest, permissions, hash);
    long weightBytes = ENTRY_BYTES + length + valueBytes;
    int slot = slotOf(key, interest, permissions, subject, offset, length);
    if (length > MAX_SUBJECT_BYTES || weightBytes > maxBytes >> 2) {
      if (slot >= 0) {
        evict(slot);
      }
      return;
    }
    Entry<V> known = slot < 0 ? null : entries[slot];
    if (known != null) {
      bytes += weightBytes - known.weightBytes;
      known.weightBytes = weightBytes;
      known.stamp = stamp;
      known.value = value;
      known.isUsed = true;
    } else {
      slot = placeFor(slot(key));
      if (slot < 0) {
        return;
      }
      evict(slot);
      byte[] copy = Arrays.copyOfRange(subject, offset, offset + length);
      entries[slot] = new Entry<>(interest, permissions, hash, copy, stamp, weightBytes, value);
      keys[slot] = key;
      count++;
      bytes += weightBytes;
    }
    while (bytes > maxBytes) {
      evictNext(slot);
    }
  }

  /** Figures for monitoring. */
  public MatchCacheStatistics statistics() {
    return new MatchCacheStatistics(count, bytes, hits, misses);
  }

  private @Nullable V use(@Nullable Entry<V> entry) {
    if (entry == null || !entry.isCurrent()) {
      misses++;
      return null;
    }
    if (!entry.isUsed) {
      entry.isUsed = true;
    }
    hits++;
    return entry.value;
  }

  private int slotOf(
      long key,
      InterestStamps interest,
      Object permissions,
      byte[] subject,
      int offset,
      int length) {
    int first = slot(key);
    for (int i = first; i < first + WAYS; i++) {
      if (keys[i] == key) {
        Entry<V> entry = entries[i];
        if (entry != null
            && isFor(entry, interest, permissions)
            && Arrays.equals(
                entry.subject, 0, entry.subject.length, subject, offset, offset + length)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Several sightings fit into one place, so that subjects published in turn do not hide there. */
  private boolean isSeenBefore(long key) {
    int fingerprint = (int) (key >>> 32) | 1;
    int first = slot(key);
    for (int i = first; i < first + WAYS; i++) {
      if (sightings[i] == fingerprint) {
        return true;
      }
    }
    sightingHand = (sightingHand + 1) & (WAYS - 1);
    sightings[first + sightingHand] = fingerprint;
    return false;
  }

  /**
   * A free place, or that of an entry not used of late; -1 this time if all were, so that hot
   * subjects do not evict each other.
   */
  private int placeFor(int first) {
    for (int i = first; i < first + WAYS; i++) {
      Entry<V> entry = entries[i];
      if (entry == null || !entry.isCurrent()) {
        return i;
      }
    }
    for (int i = first; i < first + WAYS; i++) {
      Entry<V> entry = entries[i];
      if (entry != null && !entry.isUsed) {
        return i;
      }
    }
    for (int i = first; i < first + WAYS; i++) {
      Entry<V> entry = entries[i];
      if (entry != null) {
        entry.isUsed = false;
      }
    }
    return -1;
  }

  /** Evicts one of the other entries in passing order, sparing once those used of late. */
  private void evictNext(int kept) {
    while (true) {
      evictionHand = (evictionHand + 1) & (entries.length - 1);
      Entry<V> entry = entries[evictionHand];
      if (entry == null || evictionHand == kept) {
        continue;
      }
      if (!entry.isUsed || !entry.isCurrent()) {
        evict(evictionHand);
        return;
      }
      entry.isUsed = false;
    }
  }

  private void evict(int slot) {
    Entry<V> entry = entries[slot];
    if (entry != null) {
      entries[slot] = null;
      count--;
      bytes -= entry.weightBytes;
    }
  }

  private int slot(long key) {
    return (int) key & (entries.length - 1) & -WAYS;
  }

  private static long key(InterestStamps interest, Object permissions, long hash) {
    return hash ^ interest.salt() ^ System.identityHashCode(permissions) * 0x9E3779B97F4A7C15L;
  }

  private static boolean isFor(Entry<?> entry, InterestStamps interest, Object permissions) {
    return entry.interest == interest && entry.permissions == permissions;
  }

  private static boolean startsWith(byte[] prefix, ByteBuffer subject, int position, int length) {
    return length >= prefix.length && SubjectHash.equal(prefix, subject, position, prefix.length);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <V> @Nullable Entry<V>[] entryArray(int length) {
    return (Entry<V>[]) new Entry[length];
  }
}
