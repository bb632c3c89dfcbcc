package io.myelin.jetstream;

import io.myelin.store.MessageIndex;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What of a stream may be told to the outside: messages up to the last committed one. What was
 * removed and is not committed yet is gone already. Lane only.
 */
final class CommittedIndex implements MessageIndex {
  private final MessageStore store;
  private final StoredMessage scratch = new StoredMessage();
  private long committed;
  private long committedTimeNanos;

  CommittedIndex(MessageStore store) {
    this.store = store;
    recovered();
  }

  /** The store holds nothing but what is committed. */
  void recovered() {
    committed = store.lastSequence();
    committedTimeNanos = store.lastTimeNanos();
  }

  /** Everything up to this sequence is committed. */
  void committed(long sequence, long timeNanos) {
    if (sequence >= committed) {
      committed = sequence;
      committedTimeNanos = timeNanos;
    }
  }

  private boolean behind() {
    return store.lastSequence() > committed;
  }

  @Override
  public long firstSequence() {
    long first = store.firstSequence();
    return behind() ? Math.min(first, committed == 0 ? 0 : committed + 1) : first;
  }

  @Override
  public long lastSequence() {
    return Math.min(committed, store.lastSequence());
  }

  @Override
  public long firstTimeNanos() {
    return store.firstTimeNanos();
  }

  @Override
  public long lastTimeNanos() {
    return committedTimeNanos;
  }

  @Override
  public long messages() {
    return store.messages() - (behind() ? store.count(SubjectFilter.ALL, committed + 1) : 0);
  }

  @Override
  public long bytes() {
    return store.bytes();
  }

  @Override
  public long subjectCount() {
    return store.subjectCount();
  }

  @Override
  public boolean contains(long sequence) {
    return sequence <= committed && store.contains(sequence);
  }

  @Override
  public long next(SubjectFilter filter, long fromSequence) {
    if (fromSequence > committed) {
      return 0;
    }
    long next = store.next(filter, fromSequence);
    return next > committed ? 0 : next;
  }

  @Override
  public long last(SubjectFilter filter, long upToSequence) {
    return store.last(filter, Math.min(upToSequence, committed));
  }

  @Override
  public long count(SubjectFilter filter, long fromSequence) {
    long all = store.count(filter, fromSequence);
    return behind() ? all - store.count(filter, Math.max(fromSequence, committed + 1)) : all;
  }

  @Override
  public long sequenceAt(long timeNanos) {
    return Math.min(store.sequenceAt(timeNanos), committed + 1);
  }

  @Override
  public void subjects(SubjectFilter filter, SubjectVisitor visitor) {
    store.subjects(
        filter,
        (subject, at, length, count, first, last) ->
            first > committed || visitor.visit(subject, at, length, count, first, last));
  }

  @Override
  public long firstOf(byte[] subject, int at, int length) {
    long first = store.firstOf(subject, at, length);
    return first > committed ? 0 : first;
  }

  @Override
  public long lastOf(byte[] subject, int at, int length) {
    long last = store.lastOf(subject, at, length);
    if (last <= committed) {
      return last;
    }
    return store.last(
        SubjectFilter.of(new String(subject, at, length, java.nio.charset.StandardCharsets.UTF_8)),
        committed);
  }

  @Override
  public long countOf(byte[] subject, int at, int length) {
    return store.countOf(subject, at, length);
  }

  @Override
  public long @Nullable [] lastOfEach(SubjectFilter filter, long upToSequence, int limit) {
    return store.lastOfEach(filter, Math.min(upToSequence, committed), limit);
  }

  @Override
  public boolean read(long sequence, StoredMessage into) throws IOException {
    return sequence <= committed && store.read(sequence, into);
  }

  /** Reads into a view that the next call overwrites; null where there is no such message. */
  @Nullable StoredMessage read(long sequence) throws IOException {
    return read(sequence, scratch) ? scratch : null;
  }
}
