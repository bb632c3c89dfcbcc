package io.myelin.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A segment whose messages lie in memory outside the heap. */
final class MemorySegment extends Segment {
  private static final int EXPIRY = 0;
  private static final int HEADER_LENGTH = 8;
  private static final int SUBJECT_LENGTH = 12;
  private static final int HEAD = 14;

  private final GrowingIndex growing;
  private final ByteBuffer data;
  private int used;

  MemorySegment(int capacity) {
    this(
        capacity,
        new GrowingIndex(
            (int) MessageStore.memoryBytes(0, 0, 0) - HEAD,
            (int) (MessageStore.memoryBytes(0, 1, 0) - MessageStore.memoryBytes(0, 0, 0)) - 1));
  }

  private MemorySegment(int capacity, GrowingIndex growing) {
    super(growing);
    this.growing = growing;
    this.data = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  /** Bytes that a message takes. */
  static long recordBytes(int subjectLength, int headerLength, int payloadLength) {
    return (long) HEAD + subjectLength + headerLength + payloadLength;
  }

  int capacity() {
    return data.capacity();
  }

  boolean hasRoom(long sequence, long recordBytes) {
    return data.capacity() - used >= recordBytes && growing.canIndex(sequence);
  }

  void append(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int headerLength,
      int payloadLength,
      SubjectKey key) {
    int bytes = key.length + headerLength + payloadLength;
    data.putLong(used + EXPIRY, expiresAtNanos);
    data.putInt(used + HEADER_LENGTH, headerLength);
    data.putShort(used + SUBJECT_LENGTH, (short) key.length);
    data.put(used + HEAD, buffer, at, bytes);
    growing.add(sequence, timeNanos, used, HEAD + bytes, headerLength > 0, key);
    used += HEAD + bytes;
  }

  /** The live messages in a segment of just their size. */
  MemorySegment compacted(SubjectKey key) {
    long live = 0;
    for (int index = nextLive(0); index != NONE; index = nextLive(index + 1)) {
      live += length(index);
    }
    MemorySegment smaller = new MemorySegment((int) live);
    for (int index = nextLive(0); index != NONE; index = nextLive(index + 1)) {
      smaller.data.put(smaller.used, data, offset(index), length(index));
      loadSubject(subject(index), key);
      smaller.growing.add(
          sequence(index),
          timeNanos(index),
          smaller.used,
          length(index),
          growing.hasHeader(index),
          key);
      smaller.used += length(index);
    }
    return smaller;
  }

  void read(int index, StoredMessage into) {
    int offset = offset(index);
    int bytes = length(index) - HEAD;
    int subjectLength = data.getShort(offset + SUBJECT_LENGTH) & 0xffff;
    int headerLength = data.getInt(offset + HEADER_LENGTH);
    byte[] room = into.room(bytes);
    data.get(offset + HEAD, room, 0, bytes);
    into.set(
        sequence(index),
        timeNanos(index),
        data.getLong(offset + EXPIRY),
        room,
        0,
        subjectLength,
        headerLength,
        bytes - subjectLength - headerLength);
  }
}
