package io.myelin.store;

import java.util.Arrays;

/**
 * A run of messages in ascending order: which sequences, when, how large, on which subjects, and
 * which of them are gone. A message is known by its index in the run, a subject by its number in
 * the run.
 *
 * <p>Entries of removed messages stay, so that an index never changes its meaning.
 */
abstract class Segment {
  static final int NONE = -1;

  private static final long[] NOTHING_REMOVED = {};

  private long[] removed = NOTHING_REMOVED;
  private int removedCount;
  private long removedBytes;

  /** Entries, those of removed messages too. */
  abstract int size();

  /** Of the first entry; only where there is one. */
  abstract long firstSequence();

  /** Of the last entry; only where there is one. */
  abstract long lastSequence();

  /** Index of the first entry of at least this sequence, {@link #size()} for none. */
  abstract int indexAtOrAfter(long sequence);

  abstract long sequence(int index);

  abstract long timeNanos(int index);

  /** Size as counted in STR-038. */
  abstract long bytes(int index);

  /** Size of all entries, those of removed messages too. */
  abstract long totalBytes();

  /** The number of the entry's subject. */
  abstract int subject(int index);

  /** Numbers of subjects are below this. */
  abstract int subjectCount();

  /** The number of this subject, {@link #NONE} where no entry has it. */
  abstract int find(SubjectKey key);

  /** Points the key at a subject's bytes, valid until the next call or change. */
  abstract void loadSubject(int subject, SubjectKey into);

  /** The first live entry from an index on that has the subject, {@link #NONE} for none. */
  abstract int nextOn(int subject, int from);

  /** The last live entry up to an index that has the subject, {@link #NONE} for none. */
  abstract int lastOn(int subject, int upTo);

  /** Live entries from an index on that have the subject. */
  abstract int countOn(int subject, int from);

  /** Live entries. */
  final int live() {
    return size() - removedCount;
  }

  final int removedCount() {
    return removedCount;
  }

  /** Size of the live entries. */
  final long liveBytes() {
    return totalBytes() - removedBytes;
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

  void markRemoved(int index) {
    assert index >= 0 && index < size() && isLive(index)
        : "removing entry " + index + " of " + this;
    int word = index >>> 6;
    if (word >= removed.length) {
      int words = (size() + 63) >>> 6;
      removed = Arrays.copyOf(removed, Math.max(words, Math.min(words * 2, removed.length * 2)));
    }
    removed[word] |= 1L << index;
    removedCount++;
    removedBytes += bytes(index);
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
