package io.myelin.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What memory and file stores share: a list of {@linkplain Segment segments}, the {@linkplain
 * SubjectTable table} of subjects, and the bookkeeping of what is appended and removed. Subclasses
 * keep the bytes.
 *
 * <p>First and last sequences in the table are kept lazily: the complement of a number says that
 * the true one is at or after it (first), at or before it (last).
 */
abstract class SegmentedMessageStore implements MessageStore {
  private static final RemovalListener NOBODY =
      new RemovalListener() {
        @Override
        public void removed(long sequence, byte[] subject, int at, int length, long bytes) {}

        @Override
        public void removedBelow(long sequence, long messages, long bytes) {}
      };

  /** In ascending order; only the last may be empty. */
  final List<Segment> segments = new ArrayList<>();

  final SubjectTable table = new SubjectTable();
  final SubjectKey key;
  private final SubjectKey found;
  private final SubjectQueries queries;
  private final ExpiryQueue expiries = new ExpiryQueue();
  private RemovalListener listener = NOBODY;

  private long messages;
  private long bytes;
  private long firstLive;
  private long lastSequence;
  private long lastTimeNanos;

  /** Nothing lives below. */
  private long floor;

  SegmentedMessageStore(long hashSeed) {
    this.key = new SubjectKey(hashSeed);
    this.found = new SubjectKey(hashSeed);
    this.queries = new SubjectQueries(segments, table, hashSeed);
  }

  /** Refuses changes by an exception when the store cannot take any. */
  abstract void checkWritable();

  /** The segment that takes the record, the last one in the list; writes the record. */
  abstract Segment write(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength);

  /** Sequences up to this one were used up without a message. */
  abstract void writeSkip(long sequence, long timeNanos);

  /** A message is gone; called while it is still in its segment. */
  abstract void writeRemoval(Segment segment, int index, long sequence, boolean erase);

  /** Everything below is gone. */
  abstract void writeFloor(long sequence);

  /** A message of the segment went. */
  abstract void shrunk(int position, Segment segment);

  /** No message of the segment is left, and it left the list. */
  abstract void emptied(Segment segment);

  @Override
  public final void append(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    checkWritable();
    if (sequence <= lastSequence) {
      throw new IllegalArgumentException(
          "sequence " + sequence + " does not come after " + lastSequence);
    }
    if (timeNanos < lastTimeNanos) {
      throw new IllegalArgumentException(
          "time " + timeNanos + " of sequence " + sequence + " lies before " + lastTimeNanos);
    }
    key.set(buffer, at, subjectLength);
    Segment segment =
        write(
            sequence,
            timeNanos,
            expiresAtNanos,
            buffer,
            at,
            subjectLength,
            headerLength,
            payloadLength);
    index(segment, segment.size() - 1, sequence, timeNanos, expiresAtNanos, key);
  }

  /** Counts an entry that was added to its segment. */
  final void index(
      Segment segment,
      int index,
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      SubjectKey subject) {
    int number = table.findOrAdd(subject);
    int count = table.count(number);
    if (count == 0) {
      table.first(number, sequence);
      queries.subjectAdded(number, subject);
    }
    table.count(number, count + 1);
    table.last(number, sequence);
    bytes += segment.bytes(index);
    if (messages++ == 0) {
      firstLive = sequence;
    }
    if (expiresAtNanos > 0) {
      expiries.add(expiresAtNanos, sequence);
    }
    lastSequence = sequence;
    lastTimeNanos = timeNanos;
  }

  /** Counts the live entries of segments that were read back; the list is complete. */
  final void adoptAll(long lastSequence, long lastTimeNanos, long floor) {
    this.floor = floor;
    queries.floor(floor);
    for (Segment segment : segments) {
      messages += segment.live();
      bytes += segment.liveBytes();
      segment.eachLiveSubject(found, this::adopt);
    }
    firstLive = messages == 0 ? 0 : queries.nextLive(0);
    skipped(lastSequence, lastTimeNanos);
  }

  private void adopt(SubjectKey subject, int count, long first, long last) {
    int number = table.findOrAdd(subject);
    if (table.count(number) == 0) {
      table.first(number, first);
    }
    table.count(number, table.count(number) + count);
    table.last(number, last);
  }

  @Override
  public final void skipTo(long lastSequence, long timeNanos) {
    checkWritable();
    if (lastSequence <= this.lastSequence) {
      throw new IllegalArgumentException(
          "sequence " + lastSequence + " does not come after " + this.lastSequence);
    }
    writeSkip(lastSequence, timeNanos);
    skipped(lastSequence, timeNanos);
  }

  final void skipped(long lastSequence, long timeNanos) {
    this.lastSequence = Math.max(this.lastSequence, lastSequence);
    this.lastTimeNanos = Math.max(this.lastTimeNanos, timeNanos);
  }

  @Override
  public final boolean remove(long sequence, boolean erase) {
    checkWritable();
    int position = queries.segmentAtOrAfter(sequence);
    if (position == segments.size()) {
      return false;
    }
    Segment segment = segments.get(position);
    int index = segment.indexOf(sequence);
    if (index == Segment.NONE || sequence < floor) {
      return false;
    }
    writeRemoval(segment, index, sequence, erase);
    dropEntry(position, segment, index, sequence, true);
    return true;
  }

  /** Takes a live entry out of every count. */
  final void dropEntry(
      int position, Segment segment, int index, long sequence, boolean tellListener) {
    long size = segment.bytes(index);
    segment.loadSubject(segment.subject(index), found);
    segment.markRemoved(index);
    forget(sequence);
    messages--;
    bytes -= size;
    boolean gone = segment.live() == 0 && position < segments.size() - 1;
    if (gone) {
      segments.remove(position);
    }
    if (sequence == firstLive) {
      firstLive = messages == 0 ? 0 : queries.nextLive(sequence + 1);
    }
    if (tellListener) {
      listener.removed(sequence, found.bytes, found.at, found.length, size);
    }
    if (gone) {
      emptied(segment);
    } else {
      shrunk(position, segment);
    }
  }

  private void forget(long sequence) {
    int number = table.find(found);
    assert number != SubjectTable.NONE : "the subject of sequence " + sequence + " is unknown";
    int count = table.count(number) - 1;
    table.count(number, count);
    if (count == 0) {
      queries.subjectRemoved(number);
      table.remove(number);
      return;
    }
    if (table.first(number) == sequence) {
      table.first(number, ~(sequence + 1));
    }
    if (table.last(number) == sequence) {
      table.last(number, ~(sequence - 1));
    }
  }

  @Override
  public final long removeBelow(long sequence) {
    checkWritable();
    long below = Math.min(sequence, lastSequence + 1);
    if (messages == 0 || below <= firstLive) {
      return 0;
    }
    writeFloor(below);
    return dropBelow(below);
  }

  /** Takes everything below out of every count, whole segments at once where possible. */
  final long dropBelow(long below) {
    floor = Math.max(floor, below);
    queries.floor(floor);
    long messagesBefore = messages;
    long bytesBefore = bytes;
    while (messages > 0) {
      Segment segment = segments.get(0);
      if (segment.size() > 0 && segment.firstSequence() >= below) {
        break;
      }
      boolean whole = segment.size() == 0 || segment.lastSequence() < below;
      dropSome(segment, whole ? segment.size() : segment.indexAtOrAfter(below));
      if (!whole || segments.size() == 1) {
        shrunk(0, segment);
        break;
      }
      segments.remove(0);
      emptied(segment);
    }
    firstLive = messages == 0 ? 0 : queries.nextLive(below);
    long gone = messagesBefore - messages;
    if (gone > 0) {
      listener.removedBelow(below, gone, bytesBefore - bytes);
    }
    return gone;
  }

  /** Drops the live entries below an index, subject by subject. */
  private void dropSome(Segment segment, int end) {
    int subjects = segment.subjectCount();
    int start = segment.indexAtOrAfter(firstLive);
    boolean few = end - start < 64;
    int[] counts = few ? new int[0] : new int[subjects];
    for (int index = segment.nextLive(start);
        index != Segment.NONE && index < end;
        index = segment.nextLive(index + 1)) {
      messages--;
      bytes -= segment.bytes(index);
      segment.markRemoved(index);
      if (few) {
        segment.loadSubject(segment.subject(index), found);
        forgetSome(1);
      } else {
        counts[segment.subject(index)]++;
      }
    }
    if (!few) {
      for (int subject = 0; subject < subjects; subject++) {
        if (counts[subject] > 0) {
          segment.loadSubject(subject, found);
          forgetSome(counts[subject]);
        }
      }
    }
  }

  private void forgetSome(int gone) {
    int number = table.find(found);
    assert number != SubjectTable.NONE : "an unknown subject in a segment";
    int count = table.count(number) - gone;
    assert count >= 0 : "more messages of a subject in a segment than there are";
    table.count(number, count);
    if (count == 0) {
      queries.subjectRemoved(number);
      table.remove(number);
    }
  }

  @Override
  public final long purge(SubjectFilter filter, long belowSequence, long keep) {
    checkWritable();
    long below = Math.min(belowSequence, lastSequence + 1);
    if (messages == 0 || below <= firstLive) {
      return 0;
    }
    long toRemove = count(filter, 0) - count(filter, below) - keep;
    if (toRemove <= 0) {
      return 0;
    }
    if (filter.isAll()) {
      return removeBelow(keep == 0 ? below : queries.sequenceOfRank(toRemove));
    }
    long sequence = 0;
    for (long done = 0; done < toRemove; done++) {
      sequence = next(filter, sequence + 1);
      assert sequence > 0 && sequence < below : "fewer messages match than were counted";
      remove(sequence, false);
    }
    return toRemove;
  }

  /** Forgets everything, as before the first message. */
  final void reset() {
    segments.clear();
    table.clear();
    queries.clear();
    expiries.clear();
    messages = 0;
    bytes = 0;
    firstLive = 0;
    lastSequence = 0;
    lastTimeNanos = 0;
    floor = 0;
  }

  final long floor() {
    return floor;
  }

  final SubjectQueries queries() {
    return queries;
  }

  final ExpiryQueue expiries() {
    return expiries;
  }

  @Override
  public final long firstSequence() {
    if (messages > 0) {
      return firstLive;
    }
    return lastSequence == 0 ? 0 : lastSequence + 1;
  }

  @Override
  public final long lastSequence() {
    return lastSequence;
  }

  @Override
  public final long firstTimeNanos() {
    if (messages == 0) {
      return 0;
    }
    Segment segment = segments.get(queries.segmentAtOrAfter(firstLive));
    return segment.timeNanos(segment.indexOf(firstLive));
  }

  @Override
  public final long lastTimeNanos() {
    return lastTimeNanos;
  }

  @Override
  public final long messages() {
    return messages;
  }

  @Override
  public final long bytes() {
    return bytes;
  }

  @Override
  public final long subjectCount() {
    return table.subjects();
  }

  @Override
  public final boolean contains(long sequence) {
    int position = queries.segmentAtOrAfter(sequence);
    return position < segments.size() && segments.get(position).indexOf(sequence) != Segment.NONE;
  }

  @Override
  public final long next(SubjectFilter filter, long fromSequence) {
    return messages == 0 ? 0 : queries.next(filter, Math.max(fromSequence, firstLive));
  }

  @Override
  public final long nextWithHeader(long fromSequence) {
    return messages == 0 ? 0 : queries.nextWithHeader(Math.max(fromSequence, firstLive));
  }

  @Override
  public final long last(SubjectFilter filter, long upToSequence) {
    return messages == 0 || upToSequence < firstLive ? 0 : queries.last(filter, upToSequence);
  }

  @Override
  public final long count(SubjectFilter filter, long fromSequence) {
    if (messages == 0 || fromSequence > lastSequence) {
      return 0;
    }
    if (filter.isAll() && fromSequence <= firstLive) {
      return messages;
    }
    return queries.count(filter, fromSequence <= firstLive ? 0 : fromSequence);
  }

  @Override
  public final long sequenceAt(long timeNanos) {
    long sequence = queries.sequenceAt(timeNanos);
    return sequence == 0 ? lastSequence + 1 : sequence;
  }

  @Override
  public final void subjects(SubjectFilter filter, SubjectVisitor visitor) {
    queries.subjects(filter, visitor);
  }

  @Override
  public final long firstOf(byte[] subject, int at, int length) {
    int number = table.find(key.set(subject, at, length));
    return number == SubjectTable.NONE ? 0 : queries.firstOf(number);
  }

  @Override
  public final long lastOf(byte[] subject, int at, int length) {
    int number = table.find(key.set(subject, at, length));
    return number == SubjectTable.NONE ? 0 : queries.lastOf(number);
  }

  @Override
  public final long countOf(byte[] subject, int at, int length) {
    int number = table.find(key.set(subject, at, length));
    return number == SubjectTable.NONE ? 0 : table.count(number);
  }

  @Override
  public final long @Nullable [] lastOfEach(SubjectFilter filter, long upToSequence, int limit) {
    return queries.lastOfEach(filter, upToSequence, limit);
  }

  @Override
  public final long nextExpiryNanos() {
    dropGoneExpiries();
    return expiries.firstTimeNanos();
  }

  @Override
  public final long expired(long nowNanos) {
    dropGoneExpiries();
    return expiries.firstTimeNanos() <= nowNanos ? expiries.firstSequence() : 0;
  }

  private void dropGoneExpiries() {
    while (expiries.size() > 0 && !contains(expiries.firstSequence())) {
      expiries.removeFirst();
    }
  }

  @Override
  public final void onRemoval(RemovalListener listener) {
    this.listener = listener;
  }

  @Override
  public final long[] deleted(int limit) {
    if (messages == 0) {
      return new long[0];
    }
    long[] gone = new long[(int) Math.min(limit, lastSequence - firstLive + 1 - messages)];
    int size = 0;
    long expected = firstLive;
    for (long live = firstLive; size < gone.length; live = queries.nextLive(live + 1)) {
      long end = live == 0 ? lastSequence + 1 : live;
      while (expected < end && size < gone.length) {
        gone[size++] = expected++;
      }
      if (live == 0) {
        break;
      }
      expected = live + 1;
    }
    return Arrays.copyOf(gone, size);
  }

  @Override
  public final boolean read(long sequence, StoredMessage into) throws IOException {
    int position = queries.segmentAtOrAfter(sequence);
    if (position == segments.size()) {
      return false;
    }
    Segment segment = segments.get(position);
    int index = segment.indexOf(sequence);
    if (index == Segment.NONE) {
      return false;
    }
    read(segment, index, into);
    return true;
  }

  /** Reads the bytes of a live entry. */
  abstract void read(Segment segment, int index, StoredMessage into) throws IOException;

  /** The segments, in ascending order. */
  final List<Segment> segments() {
    return segments;
  }
}
