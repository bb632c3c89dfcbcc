package io.myelin.store;

import java.util.Arrays;

/**
 * A run of messages in ascending order, as its {@linkplain SegmentIndex index} tells, and which of
 * them are gone. Entries of removed messages stay, so that an index never changes its meaning.
 */
abstract class Segment {
  static final int NONE = -1;

  private static final long[] NOTHING_REMOVED = {};

  private long[] removed = NOTHING_REMOVED;
  private int removedCount;
  private long removedBytes;

  private SegmentIndex index;
  private boolean removedBytesKnown = true;

  Segment(SegmentIndex index) {
    this.index = index;
  }

  /** What it holds, removed or not. */
  final SegmentIndex index() {
    return index;
  }

  /** The same entries, kept in another way from now on. */
  final void index(SegmentIndex same) {
    assert same.size() == index.size() : "another index of " + this;
    index = same;
  }

  /** Entries, those of removed messages too. */
  final int size() {
    return index.size();
  }

  /** Of the first entry; only where there is one. */
  final long firstSequence() {
    return index.firstSequence();
  }

  /** Of the last entry; only where there is one. */
  final long lastSequence() {
    return index.lastSequence();
  }

  /** Index of the first entry of at least this sequence, {@link #size()} for none. */
  final int indexAtOrAfter(long sequence) {
    return index.indexAtOrAfter(sequence);
  }

  final long sequence(int entry) {
    return index.sequence(entry);
  }

  final long timeNanos(int entry) {
    return index.timeNanos(entry);
  }

  /** Where its record begins. */
  final int offset(int entry) {
    return index.offset(entry);
  }

  /** Bytes of its record as it was given. */
  final int length(int entry) {
    return index.length(entry);
  }

  /** Size as counted in STR-038. */
  final long bytes(int entry) {
    return index.bytes(entry);
  }

  /** The number of the entry's subject. */
  final int subject(int entry) {
    return index.subject(entry);
  }

  /** Numbers of subjects are below this. */
  final int subjectCount() {
    return index.subjectCount();
  }

  /** The number of this subject, {@link #NONE} where no entry has it. */
  final int find(SubjectKey key) {
    return index.find(key);
  }

  /** Points the key at a subject's bytes, valid until the next call or change. */
  final void loadSubject(int subject, SubjectKey into) {
    index.loadSubject(subject, into);
  }

  /** The first live entry from an index on that has the subject, {@link #NONE} for none. */
  final int nextOn(int subject, int from) {
    int entry = index.nextOn(subject, from);
    while (entry != NONE && !isLive(entry)) {
      entry = index.following(entry);
    }
    return entry;
  }

  /** The last live entry up to an index that has the subject, {@link #NONE} for none. */
  final int lastOn(int subject, int upTo) {
    int entry = index.lastOn(subject, upTo);
    while (entry != NONE && !isLive(entry)) {
      entry = index.preceding(entry);
    }
    return entry;
  }

  /** Live entries from an index on that have the subject. */
  final int countOn(int subject, int from) {
    if (removedCount == 0) {
      return index.countOn(subject, from);
    }
    int count = 0;
    for (int entry = index.nextOn(subject, from); entry != NONE; entry = index.following(entry)) {
      if (isLive(entry)) {
        count++;
      }
    }
    return count;
  }

  /** Tells of every subject with live entries; the key is used for that. */
  final void eachLiveSubject(SubjectKey key, SegmentIndex.SubjectVisitor visitor) {
    if (removedCount == 0) {
      index.eachSubject(key, visitor);
      return;
    }
    int subjects = subjectCount();
    int[] count = new int[subjects];
    long[] first = new long[subjects];
    long[] last = new long[subjects];
    for (int entry = nextLive(0); entry != NONE; entry = nextLive(entry + 1)) {
      int subject = index.subject(entry);
      long sequence = index.sequence(entry);
      if (count[subject]++ == 0) {
        first[subject] = sequence;
      }
      last[subject] = sequence;
    }
    for (int subject = 0; subject < subjects; subject++) {
      if (count[subject] > 0) {
        index.loadSubject(subject, key);
        visitor.subject(key, count[subject], first[subject], last[subject]);
      }
    }
  }

  /** The first live entry from an index on that may have a header, {@link #NONE} for none. */
  final int nextWithHeader(int from) {
    if (!index.anyHeader()) {
      return NONE;
    }
    int entry = nextLive(from);
    while (entry != NONE && !index.hasHeader(entry)) {
      entry = nextLive(entry + 1);
    }
    return entry;
  }

  /** Live entries. */
  final int live() {
    return size() - removedCount;
  }

  final int removedCount() {
    return removedCount;
  }

  /** Size of the live entries. */
  final long liveBytes() {
    if (!removedBytesKnown) {
      long sum = 0;
      for (int word = 0; word < removed.length; word++) {
        for (long left = removed[word]; left != 0; left &= left - 1) {
          sum += index.bytes((word << 6) + Long.numberOfTrailingZeros(left));
        }
      }
      removedBytes = sum;
      removedBytesKnown = true;
    }
    return index.totalBytes() - removedBytes;
  }

  final boolean isLive(int index) {
    int word = index >>> 6;
    return word >= removed.length || (removed[word] & (1L << index)) == 0;
  }

  /** The index of a live entry with exactly this sequence, {@link #NONE} for none. */
  final int indexOf(long sequence) {
    int index = indexAtOrAfter(sequence);
    return index < size() && sequence(index) == sequence && isLive(index) ? index : NONE;
  }

  final void markRemoved(int entry) {
    removedBytes += index.bytes(entry);
    mark(entry);
  }

  /** As {@link #markRemoved}, for many while a store is opened: their size is added up later. */
  final void markRemovedUnsized(int entry) {
    removedBytesKnown = false;
    mark(entry);
  }

  private void mark(int entry) {
    assert entry >= 0 && entry < size() && isLive(entry)
        : "removing entry " + entry + " of " + this;
    int word = entry >>> 6;
    if (word >= removed.length) {
      int words = (size() + 63) >>> 6;
      removed = Arrays.copyOf(removed, Math.max(words, Math.min(words * 2, removed.length * 2)));
    }
    removed[word] |= 1L << entry;
    removedCount++;
  }

  /** The words of the set of removed entries; what lies behind its end is not removed. */
  final long[] removedWords() {
    return removed;
  }

  /** The first live entry from an index on, {@link #NONE} for none. */
  final int nextLive(int from) {
    int size = size();
    for (int index = from; index < size; ) {
      int word = index >>> 6;
      if (word >= removed.length) {
        return index;
      }
      long lives = ~removed[word] & (-1L << index);
      if (lives != 0) {
        int found = (word << 6) + Long.numberOfTrailingZeros(lives);
        return found < size ? found : NONE;
      }
      index = (word + 1) << 6;
    }
    return NONE;
  }

  /** The last live entry up to an index, {@link #NONE} for none. */
  final int lastLive(int upTo) {
    for (int index = Math.min(upTo, size() - 1); index >= 0; ) {
      int word = index >>> 6;
      if (word >= removed.length) {
        return index;
      }
      long lives = ~removed[word] & (-1L >>> (63 - (index & 63)));
      if (lives != 0) {
        return (word << 6) + 63 - Long.numberOfLeadingZeros(lives);
      }
      index = (word << 6) - 1;
    }
    return NONE;
  }

  /** Live entries from an index on. */
  final int liveFrom(int from) {
    int size = size();
    if (from <= 0) {
      return live();
    }
    if (from >= size) {
      return 0;
    }
    int gone = 0;
    for (int word = from >>> 6; word < removed.length; word++) {
      long bits = word == from >>> 6 ? removed[word] & (-1L << from) : removed[word];
      gone += Long.bitCount(bits);
    }
    return size - from - gone;
  }

  /** The index of the live entry before which there are {@code rank} live ones. */
  final int select(int rank) {
    assert rank >= 0 && rank < live();
    int left = rank;
    int index = 0;
    for (int word = 0; word < removed.length; word++) {
      int first = word << 6;
      int bits = Math.min(64, size() - first);
      if (bits <= 0) {
        break;
      }
      long mask = bits == 64 ? -1L : (1L << bits) - 1;
      int lives = Long.bitCount(~removed[word] & mask);
      if (left < lives) {
        index = nextLive(first);
        while (left-- > 0) {
          index = nextLive(index + 1);
        }
        return index;
      }
      left -= lives;
      index = first + bits;
    }
    return index + left;
  }

  @Override
  public String toString() {
    return size() == 0
        ? "an empty segment"
        : "segment of sequences " + firstSequence() + " to " + lastSequence();
  }
}
