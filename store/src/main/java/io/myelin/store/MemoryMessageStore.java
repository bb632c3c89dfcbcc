package io.myelin.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Messages in memory, outside the heap, gone with the process. Everything is committed at once.
 * Lane only.
 */
public final class MemoryMessageStore extends SegmentedMessageStore {
  private static final int FIRST_SEGMENT_BYTES = 16 << 10;
  private static final int SEGMENT_BYTES = 4 << 20;

  private boolean closed;

  /**
   * @param hashSeed any number that clients cannot know
   */
  public MemoryMessageStore(long hashSeed) {
    super(hashSeed);
  }

  @Override
  void checkWritable() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  @Override
  Segment write(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    long bytes = MemorySegment.recordBytes(subjectLength, headerLength, payloadLength);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a message of " + bytes + " bytes");
    }
    MemorySegment segment = room(sequence, (int) bytes);
    segment.append(
        sequence, timeNanos, expiresAtNanos, buffer, at, headerLength, payloadLength, key);
    return segment;
  }

  private MemorySegment room(long sequence, int bytes) {
    int capacity = FIRST_SEGMENT_BYTES;
    if (!segments.isEmpty()) {
      MemorySegment last = (MemorySegment) segments.get(segments.size() - 1);
      if (last.hasRoom(sequence, bytes)) {
        return last;
      }
      capacity = Math.min(SEGMENT_BYTES, Math.max(capacity, last.capacity() * 2));
      if (last.live() == 0) {
        segments.remove(segments.size() - 1);
      }
    }
    MemorySegment segment = new MemorySegment(Math.max(capacity, bytes));
    segments.add(segment);
    return segment;
  }

  @Override
  void shrunk(int position, Segment segment) {
    boolean between = position > 0 && position < segments.size() - 1;
    if (between && segment.removedCount() > segment.size() / 2) {
      segments.set(position, ((MemorySegment) segment).compacted(key));
    }
  }

  @Override
  void emptied(Segment segment) {}

  @Override
  void writeSkip(long sequence, long timeNanos) {}

  @Override
  void writeRemoval(Segment segment, int index, long sequence, boolean erase) {}

  @Override
  void writeFloor(long sequence) {}

  @Override
  void read(Segment segment, int index, StoredMessage into) throws IOException {
    ((MemorySegment) segment).read(index, into);
  }

  @Override
  public void beginAtomic() {
    checkWritable();
  }

  @Override
  public void endAtomic() {
    checkWritable();
  }

  @Override
  public long[] lostSequences() {
    return new long[0];
  }

  @Override
  public @Nullable PendingWrite seal() {
    return null;
  }

  @Override
  public void committed(PendingWrite written) {
    throw new IllegalStateException("a memory store has no pending write");
  }

  @Override
  public void failed(PendingWrite lost, IOException cause) {
    throw new IllegalStateException("a memory store has no pending write", cause);
  }

  @Override
  public void recover() {}

  @Override
  public void close() {
    closed = true;
    reset();
  }

  @Override
  public void delete() {
    close();
  }
}
