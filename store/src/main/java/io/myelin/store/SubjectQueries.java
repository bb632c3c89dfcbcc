package io.myelin.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about subjects and sequences from segments and the table of subjects. A literal
 * subject costs a look-up and, where its first and last do not decide, a probe per segment; a
 * pattern is looked for among the next messages first and then among its subjects, which are
 * remembered for the patterns asked about last.
 */
final class SubjectQueries {
  private static final int LOOK_AHEAD = 256;
  private static final int REMEMBERED_FILTERS = 16;
  private static final int MANY_SUBJECTS = 1024;

  private final List<Segment> segments;
  private final SubjectTable table;
  private final SubjectKey key;
  private final SubjectKey asked;
  private final Map<SubjectFilter, BitSet> remembered = new LinkedHashMap<>(32, 0.75f, true);
  private long floor;

  SubjectQueries(List<Segment> segments, SubjectTable table, long hashSeed) {
    this.segments = segments;
    this.table = table;
    this.key = new SubjectKey(hashSeed);
    this.asked = new SubjectKey(hashSeed);
  }

  /** Nothing lives below this sequence. */
  void floor(long sequence) {
    floor = sequence;
  }

  void clear() {
    remembered.clear();
    floor = 0;
  }

  void subjectAdded(int number, SubjectKey subject) {
    if (!remembered.isEmpty()) {
      remembered.forEach(
          (filter, numbers) -> {
            if (filter.matches(subject.bytes, subject.at, subject.length)) {
              numbers.set(number);
            }
          });
    }
  }

  void subjectRemoved(int number) {
    if (!remembered.isEmpty()) {
      remembered.values().forEach(numbers -> numbers.clear(number));
    }
  }

  /** Position of the first segment with an entry of at least this sequence. */
  int segmentAtOrAfter(long sequence) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      Segment segment = segments.get(middle);
      if (segment.size() == 0 || segment.lastSequence() >= sequence) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The first live sequence from one on, 0 for none. */
  long nextLive(long from) {
    for (int position = segmentAtOrAfter(from); position < segments.size(); position++) {
      Segment segment = segments.get(position);
      int index = segment.nextLive(segment.indexAtOrAfter(from));
      if (index != Segment.NONE) {
        return segment.sequence(index);
      }
    }
    return 0;
  }

  /** The first live sequence from one on whose message may have a header, 0 for none. */
  long nextWithHeader(long from) {
    for (int position = segmentAtOrAfter(from); position < segments.size(); position++) {
      Segment segment = segments.get(position);
      int index = segment.nextWithHeader(segment.indexAtOrAfter(from));
      if (index != Segment.NONE) {
        return segment.sequence(index);
      }
    }
    return 0;
  }

  private long lastLive(long upTo) {
    for (int position = lastPosition(upTo); position >= 0; position--) {
      Segment segment = segments.get(position);
      int index = segment.lastLive(indexAtOrBefore(segment, upTo));
      if (index != Segment.NONE) {
        return segment.sequence(index);
      }
    }
    return 0;
  }

  /** The last segment that may hold something up to this sequence, -1 for none. */
  private int lastPosition(long upTo) {
    return Math.min(segmentAtOrAfter(upTo), segments.size() - 1);
  }

  private static int indexAtOrBefore(Segment segment, long sequence) {
    int index = segment.indexAtOrAfter(sequence);
    return index < segment.size() && segment.sequence(index) == sequence ? index : index - 1;
  }

  /** The live sequence before which there are {@code rank} live ones. */
  long sequenceOfRank(long rank) {
    long left = rank;
    for (Segment segment : segments) {
      if (left < segment.live()) {
        return segment.sequence(segment.select((int) left));
      }
      left -= segment.live();
    }
    throw new IllegalArgumentException("no message of rank " + rank);
  }

  /** The first live sequence at or after a time, 0 for none. */
  long sequenceAt(long timeNanos) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      Segment segment = segments.get(middle);
      if (segment.size() == 0 || segment.timeNanos(segment.size() - 1) >= timeNanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    for (int position = low; position < segments.size(); position++) {
      Segment segment = segments.get(position);
      int index = segment.nextLive(indexAtTime(segment, timeNanos));
      if (index != Segment.NONE) {
        return segment.sequence(index);
      }
    }
    return 0;
  }

  private static int indexAtTime(Segment segment, long timeNanos) {
    int low = 0;
    int high = segment.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segment.timeNanos(middle) >= timeNanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The first sequence of a subject that has messages. */
  long firstOf(int number) {
    long first = table.first(number);
    if (first >= floor) {
      return first;
    }
    long last = table.last(number);
    if (table.count(number) == 1 && last >= 0) {
      first = last;
    } else {
      table.load(number, key);
      first = search(key, Math.max(floor, first < 0 ? ~first : first), Long.MAX_VALUE);
    }
    assert first > 0 : "a subject with messages has no first";
    table.first(number, first);
    return first;
  }

  /** The last sequence of a subject that has messages. */
  long lastOf(int number) {
    long last = table.last(number);
    if (last >= 0) {
      return last;
    }
    long first = table.first(number);
    if (table.count(number) == 1 && first >= floor) {
      last = first;
    } else {
      table.load(number, key);
      last = searchBack(key, ~last);
    }
    assert last > 0 : "a subject with messages has no last";
    table.last(number, last);
    return last;
  }

  private long lastBound(int number) {
    long last = table.last(number);
    return last < 0 ? ~last : last;
  }

  private long firstBound(int number) {
    long first = table.first(number);
    return Math.max(floor, first < 0 ? ~first : first);
  }

  private long search(SubjectKey subject, long from, long upTo) {
    for (int position = segmentAtOrAfter(from); position < segments.size(); position++) {
      Segment segment = segments.get(position);
      if (segment.size() == 0 || segment.firstSequence() > upTo) {
        return 0;
      }
      int local = segment.find(subject);
      if (local != Segment.NONE) {
        int index = segment.nextOn(local, segment.indexAtOrAfter(from));
        if (index != Segment.NONE) {
          long sequence = segment.sequence(index);
          return sequence <= upTo ? sequence : 0;
        }
      }
    }
    return 0;
  }

  private long searchBack(SubjectKey subject, long upTo) {
    for (int position = lastPosition(upTo); position >= 0; position--) {
      Segment segment = segments.get(position);
      int local = segment.find(subject);
      if (local != Segment.NONE) {
        int index = segment.lastOn(local, indexAtOrBefore(segment, upTo));
        if (index != Segment.NONE) {
          return segment.sequence(index);
        }
      }
    }
    return 0;
  }

  /** The first sequence of a subject from one on, at most {@code upTo}; 0 for none. */
  private long nextOf(int number, long from, long upTo) {
    if (lastBound(number) < from || firstBound(number) > upTo) {
      return 0;
    }
    long first = firstOf(number);
    if (first >= from) {
      return first <= upTo ? first : 0;
    }
    long last = table.last(number);
    if (last == from) {
      return last;
    }
    table.load(number, key);
    return search(key, from, Math.min(upTo, lastBound(number)));
  }

  private long lastOf(int number, long upTo) {
    if (firstBound(number) > upTo) {
      return 0;
    }
    if (lastBound(number) <= upTo) {
      return lastOf(number);
    }
    table.load(number, key);
    return searchBack(key, upTo);
  }

  private long countOf(int number, long from) {
    if (from <= firstBound(number)) {
      return table.count(number);
    }
    if (from > lastBound(number)) {
      return 0;
    }
    table.load(number, key);
    int position = segmentAtOrAfter(from);
    if (position == segments.size()) {
      return 0;
    }
    boolean before = position < segments.size() / 2;
    long count = 0;
    for (int p = before ? 0 : position + 1; p < (before ? position : segments.size()); p++) {
      Segment segment = segments.get(p);
      int local = segment.find(key);
      count += local == Segment.NONE ? 0 : segment.countOn(local, 0);
    }
    Segment segment = segments.get(position);
    int local = segment.find(key);
    if (local != Segment.NONE) {
      long after = segment.countOn(local, segment.indexAtOrAfter(from));
      count += before ? segment.countOn(local, 0) - after : after;
    }
    return before ? table.count(number) - count : count;
  }

  long next(SubjectFilter filter, long from) {
    if (filter.isAll()) {
      return nextLive(from);
    }
    if (filter.isLiteral()) {
      int number = find(filter);
      return number == SubjectTable.NONE ? 0 : nextOf(number, from, Long.MAX_VALUE);
    }
    int looked = 0;
    long reached = from;
    for (long live = nextLive(from); ; live = nextLive(live + 1)) {
      if (live == 0) {
        return 0;
      }
      if (matches(filter, live)) {
        return live;
      }
      reached = live + 1;
      if (++looked == LOOK_AHEAD) {
        break;
      }
    }
    BitSet numbers = numbers(filter);
    long best = Long.MAX_VALUE;
    for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
      long candidate = nextOf(n, reached, best - 1);
      if (candidate != 0) {
        best = candidate;
      }
    }
    return best == Long.MAX_VALUE ? 0 : best;
  }

  long last(SubjectFilter filter, long upTo) {
    if (filter.isAll()) {
      return lastLive(upTo);
    }
    if (filter.isLiteral()) {
      int number = find(filter);
      return number == SubjectTable.NONE ? 0 : lastOf(number, upTo);
    }
    int looked = 0;
    long reached = upTo;
    for (long live = lastLive(upTo); ; live = lastLive(live - 1)) {
      if (live == 0) {
        return 0;
      }
      if (matches(filter, live)) {
        return live;
      }
      reached = live - 1;
      if (++looked == LOOK_AHEAD) {
        break;
      }
    }
    BitSet numbers = numbers(filter);
    long best = 0;
    for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
      if (lastBound(n) > best) {
        best = Math.max(best, lastOf(n, reached));
      }
    }
    return best;
  }

  private boolean matches(SubjectFilter filter, long live) {
    Segment segment = segments.get(segmentAtOrAfter(live));
    segment.loadSubject(segment.subject(segment.indexAtOrAfter(live)), key);
    return filter.matches(key.bytes, key.at, key.length);
  }

  /** Live messages from a sequence on that match. */
  long count(SubjectFilter filter, long from) {
    if (filter.isAll()) {
      return countAll(from);
    }
    if (filter.isLiteral()) {
      int number = find(filter);
      return number == SubjectTable.NONE ? 0 : countOf(number, from);
    }
    BitSet numbers = numbers(filter);
    long count = 0;
    int crossing = 0;
    for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
      if (from <= firstBound(n)) {
        count += table.count(n);
      } else if (from <= lastBound(n)) {
        crossing++;
      }
    }
    if (crossing > MANY_SUBJECTS) {
      return countBySegment(filter, numbers, from);
    }
    if (crossing > 0) {
      for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
        if (from > firstBound(n)) {
          count += countOf(n, from);
        }
      }
    }
    return count;
  }

  private long countAll(long from) {
    long count = 0;
    for (int p = segmentAtOrAfter(from); p < segments.size(); p++) {
      Segment segment = segments.get(p);
      count += segment.liveFrom(segment.indexAtOrAfter(from));
    }
    return count;
  }

  private long countBySegment(SubjectFilter filter, BitSet numbers, long from) {
    int position = segmentAtOrAfter(from);
    if (position == segments.size()) {
      return 0;
    }
    boolean before = position < segments.size() / 2;
    long count = 0;
    for (int p = before ? 0 : position; p <= (before ? position : segments.size() - 1); p++) {
      Segment segment = segments.get(p);
      int start = p == position ? segment.indexAtOrAfter(from) : 0;
      for (int local = 0; local < segment.subjectCount(); local++) {
        segment.loadSubject(local, key);
        if (filter.matches(key.bytes, key.at, key.length)) {
          count += segment.countOn(local, before ? 0 : start);
          if (before && p == position) {
            count -= segment.countOn(local, start);
          }
        }
      }
    }
    if (!before) {
      return count;
    }
    long all = 0;
    for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
      all += table.count(n);
    }
    return all - count;
  }

  void subjects(SubjectFilter filter, MessageIndex.SubjectVisitor visitor) {
    if (filter.isLiteral()) {
      int number = find(filter);
      if (number != SubjectTable.NONE) {
        visit(number, visitor);
      }
      return;
    }
    BitSet numbers = remembered.get(filter);
    if (numbers != null) {
      for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
        if (!visit(n, visitor)) {
          return;
        }
      }
      return;
    }
    for (int number = 0; number < table.limit(); number++) {
      if (table.isUsed(number) && matchesNumber(filter, number) && !visit(number, visitor)) {
        return;
      }
    }
  }

  private boolean visit(int number, MessageIndex.SubjectVisitor visitor) {
    long first = firstOf(number);
    long last = lastOf(number);
    table.load(number, asked);
    return visitor.visit(asked.bytes, asked.at, asked.length, table.count(number), first, last);
  }

  long @Nullable [] lastOfEach(SubjectFilter filter, long upTo, int limit) {
    if (filter.isLiteral()) {
      int number = find(filter);
      long last = number == SubjectTable.NONE ? 0 : lastOf(number, upTo);
      return last == 0 ? new long[0] : limit < 1 ? null : new long[] {last};
    }
    BitSet numbers = remembered.get(filter);
    long[] found = new long[16];
    int size = 0;
    for (int n = numbers == null ? 0 : numbers.nextSetBit(0);
        n >= 0 && n < table.limit();
        n = numbers == null ? n + 1 : numbers.nextSetBit(n + 1)) {
      if (numbers == null && !(table.isUsed(n) && matchesNumber(filter, n))) {
        continue;
      }
      long last = lastOf(n, upTo);
      if (last != 0) {
        if (size == limit) {
          return null;
        }
        if (size == found.length) {
          found = Arrays.copyOf(found, size * 2);
        }
        found[size++] = last;
      }
    }
    Arrays.sort(found, 0, size);
    return Arrays.copyOf(found, size);
  }

  private int find(SubjectFilter filter) {
    byte[] literal = filter.literal();
    return table.find(asked.set(literal, 0, literal.length));
  }

  private boolean matchesNumber(SubjectFilter filter, int number) {
    if (filter.isAll()) {
      return true;
    }
    table.load(number, asked);
    return filter.matches(asked.bytes, asked.at, asked.length);
  }

  private BitSet numbers(SubjectFilter filter) {
    BitSet numbers = remembered.get(filter);
    if (numbers == null) {
      numbers = new BitSet();
      for (int number = 0; number < table.limit(); number++) {
        if (table.isUsed(number) && matchesNumber(filter, number)) {
          numbers.set(number);
        }
      }
      if (remembered.size() == REMEMBERED_FILTERS) {
        remembered.remove(remembered.keySet().iterator().next());
      }
      remembered.put(filter, numbers);
    }
    return numbers;
  }
}
