package io.myelin.store;

import java.util.Arrays;

/** The index of a segment that is appended to, in arrays. */
final class GrowingIndex implements SegmentIndex {
  private static final int HAS_HEADER = 1 << 31;
  private static final int START = 16;

  private final int fixedBytes;
  private final int headerBytes;

  private long firstSequence;
  private int size;
  private long totalBytes;
  private boolean anyHeader;
  private int[] delta = new int[START];
  private int[] offset = new int[START];
  private int[] length = new int[START];
  private long[] time = new long[START];
  private int[] subject = new int[START];
  private int[] next = new int[START];
  private int[] previous = new int[START];

  private int subjects;
  private int[] slots = new int[2 * START];
  private int[] hash = new int[START];
  private int[] bytesAt = new int[START + 1];
  private int[] head = new int[START];
  private int[] tail = new int[START];
  private int[] entries = new int[START];
  private byte[] bytes = new byte[256];

  /**
   * @param fixedBytes what STR-038 counts for a message beyond its record's length; may be negative
   * @param headerBytes what it counts in addition where there is a header
   */
  GrowingIndex(int fixedBytes, int headerBytes) {
    this.fixedBytes = fixedBytes;
    this.headerBytes = headerBytes;
  }

  /**
   * Forgets everything and keeps the arrays, for the next segment: they are as large as one needs
   * them, and what grew from nothing each time would be garbage three times that size.
   */
  void clear() {
    Arrays.fill(slots, 0);
    Arrays.fill(entries, 0, subjects, 0);
    firstSequence = 0;
    size = 0;
    totalBytes = 0;
    anyHeader = false;
    subjects = 0;
  }

  /** Whether a message of this sequence can still be indexed here. */
  boolean canIndex(long sequence) {
    return size == 0 || (sequence - firstSequence < Integer.MAX_VALUE && size < 1 << 28);
  }

  /** Adds an entry. Its sequence is higher than the last one's. */
  void add(
      long sequence,
      long timeNanos,
      int recordOffset,
      int recordLength,
      boolean header,
      SubjectKey key) {
    if (size == delta.length) {
      growEntries();
    }
    if (size == 0) {
      firstSequence = sequence;
    }
    int index = size++;
    delta[index] = (int) (sequence - firstSequence);
    offset[index] = recordOffset;
    length[index] = header ? recordLength | HAS_HEADER : recordLength;
    time[index] = timeNanos;
    totalBytes += bytes(index);
    anyHeader |= header;
    int number = findOrAdd(key);
    subject[index] = number;
    next[index] = NONE;
    if (entries[number]++ == 0) {
      head[number] = index;
      previous[index] = NONE;
    } else {
      previous[index] = tail[number];
      next[tail[number]] = index;
    }
    tail[number] = index;
  }

  @Override
  public int offset(int index) {
    return offset[index];
  }

  @Override
  public int length(int index) {
    return length[index] & ~HAS_HEADER;
  }

  @Override
  public boolean hasHeader(int index) {
    return length[index] < 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long firstSequence() {
    return firstSequence;
  }

  @Override
  public long lastSequence() {
    return firstSequence + delta[size - 1];
  }

  @Override
  public int indexAtOrAfter(long sequence) {
    if (size == 0 || sequence <= firstSequence) {
      return 0;
    }
    long wanted = sequence - firstSequence;
    int lastDelta = delta[size - 1];
    if (wanted > lastDelta) {
      return size;
    }
    if (lastDelta == size - 1) {
      return (int) wanted;
    }
    int found = Arrays.binarySearch(delta, 0, size, (int) wanted);
    return found >= 0 ? found : -found - 1;
  }

  @Override
  public long sequence(int index) {
    return firstSequence + delta[index];
  }

  @Override
  public long timeNanos(int index) {
    return time[index];
  }

  @Override
  public long bytes(int index) {
    return (long) (length[index] & ~HAS_HEADER)
        + fixedBytes
        + (length[index] < 0 ? headerBytes : 0);
  }

  @Override
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public int subject(int index) {
    return subject[index];
  }

  @Override
  public int subjectCount() {
    return subjects;
  }

  @Override
  public int find(SubjectKey key) {
    int mask = slots.length - 1;
    for (int slot = key.hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int number = slots[slot] - 1;
      if (hash[number] == key.hash
          && key.sameBytes(bytes, bytesAt[number], bytesAt[number + 1] - bytesAt[number])) {
        return number;
      }
    }
    return NONE;
  }

  @Override
  public void loadSubject(int number, SubjectKey into) {
    into.bytes = bytes;
    into.at = bytesAt[number];
    into.length = bytesAt[number + 1] - bytesAt[number];
    into.hash = hash[number];
  }

  @Override
  public int subjectLength(int number) {
    return bytesAt[number + 1] - bytesAt[number];
  }

  @Override
  public boolean anyHeader() {
    return anyHeader;
  }

  @Override
  public int following(int index) {
    return next[index];
  }

  @Override
  public int preceding(int index) {
    return previous[index];
  }

  @Override
  public void eachSubject(SubjectKey key, SubjectVisitor visitor) {
    for (int number = 0; number < subjects; number++) {
      loadSubject(number, key);
      visitor.subject(key, entries[number], sequence(head[number]), sequence(tail[number]));
    }
  }

  @Override
  public SegmentIndex view(IndexPages pages) {
    return this;
  }

  @Override
  public int nextOn(int number, int from) {
    if (entries[number] == 0 || from > tail[number]) {
      return NONE;
    }
    return from <= head[number] ? head[number] : search(number, from);
  }

  /**
   * The first entry on the subject from an index between its head and its tail: looks forward from
   * there, along the chain from the head and back from the tail, whichever arrives first.
   */
  private int search(int number, int from) {
    int here = from;
    int forward = head[number];
    int back = tail[number];
    while (true) {
      if (subject[here] == number) {
        return here;
      }
      here++;
      forward = next[forward];
      if (forward >= from) {
        return forward;
      }
      if (previous[back] < from) {
        return back;
      }
      back = previous[back];
    }
  }

  @Override
  public int lastOn(int number, int upTo) {
    if (entries[number] == 0 || upTo < head[number]) {
      return NONE;
    }
    return upTo >= tail[number] ? tail[number] : previous[search(number, upTo + 1)];
  }

  @Override
  public int countOn(int number, int from) {
    if (from <= head[number]) {
      return entries[number];
    }
    int count = 0;
    for (int index = nextOn(number, from); index != NONE; index = next[index]) {
      count++;
    }
    return count;
  }

  private int findOrAdd(SubjectKey key) {
    int mask = slots.length - 1;
    int slot = key.hash & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      int number = slots[slot] - 1;
      if (hash[number] == key.hash
          && key.sameBytes(bytes, bytesAt[number], bytesAt[number + 1] - bytesAt[number])) {
        return number;
      }
    }
    int number = subjects++;
    if (number == hash.length) {
      growSubjects();
    }
    int at = bytesAt[number];
    int end = at + key.length;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
    }
    System.arraycopy(key.bytes, key.at, bytes, at, key.length);
    bytesAt[number + 1] = end;
    hash[number] = key.hash;
    slots[slot] = number + 1;
    if (subjects * 2 > slots.length) {
      growSlots();
    }
    return number;
  }

  private void growEntries() {
    int larger = size * 2;
    delta = Arrays.copyOf(delta, larger);
    offset = Arrays.copyOf(offset, larger);
    length = Arrays.copyOf(length, larger);
    time = Arrays.copyOf(time, larger);
    subject = Arrays.copyOf(subject, larger);
    next = Arrays.copyOf(next, larger);
    previous = Arrays.copyOf(previous, larger);
  }

  private void growSubjects() {
    int larger = hash.length * 2;
    hash = Arrays.copyOf(hash, larger);
    bytesAt = Arrays.copyOf(bytesAt, larger + 1);
    head = Arrays.copyOf(head, larger);
    tail = Arrays.copyOf(tail, larger);
    entries = Arrays.copyOf(entries, larger);
  }

  private void growSlots() {
    int[] larger = new int[slots.length * 2];
    int mask = larger.length - 1;
    for (int value : slots) {
      if (value != 0) {
        int slot = hash[value - 1] & mask;
        while (larger[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        larger[slot] = value;
      }
    }
    slots = larger;
  }
}
