package io.myelin.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The end of a segment file in memory: what is not yet written, and some of what was, so that those
 * who read along find it here. The lane appends; another thread writes what was sealed, which no
 * longer changes.
 */
final class TailBuffer {
  private static final int SMALLEST = 4 << 10;
  private static final int LARGEST = 256 << 10;
  private static final int MOST_SPARE = 32;

  /**
   * Memory of chunks of the largest size that were let go, for the next ones of any store: memory
   * outside the heap is otherwise only given back when the garbage collector comes by.
   */
  private static final Queue<ByteBuffer> SPARE = new ArrayBlockingQueue<>(MOST_SPARE);

  /** A stretch of the file. */
  private static final class Chunk {
    final ByteBuffer data;
    final long position;
    int used;

    Chunk(int capacity, long position) {
      ByteBuffer spare = capacity == LARGEST ? SPARE.poll() : null;
      this.data = spare == null ? ByteBuffer.allocateDirect(capacity) : spare;
      this.position = position;
    }

    long end() {
      return position + used;
    }

    /** Nobody reads or writes this any more. */
    void letGo() {
      if (data.capacity() == LARGEST) {
        SPARE.offer(data);
      }
    }
  }

  /**
   * Bytes to be written.
   *
   * @param bytes from its position to its limit
   */
  record Slice(ByteBuffer bytes, long position) {}

  private static final byte[] ZEROS = new byte[Records.ALIGNMENT];

  private final List<Chunk> chunks = new ArrayList<>();
  private long end;
  private long sealed;

  /**
   * @param end of the file so far
   */
  TailBuffer(long end) {
    this.end = end;
    this.sealed = end;
  }

  /** Where the next byte goes. */
  long end() {
    return end;
  }

  /** Bytes not yet sealed. */
  long unsealed() {
    return end - sealed;
  }

  /** Appends two pieces and zeros up to a multiple of 8, all in one chunk. */
  void append(byte[] head, int headLength, byte[] body, int at, int bodyLength) {
    int length = Records.padded(headLength + bodyLength);
    Chunk chunk = room(length);
    ByteBuffer data = chunk.data;
    int used = chunk.used;
    data.put(used, head, 0, headLength);
    data.put(used + headLength, body, at, bodyLength);
    data.put(used + headLength + bodyLength, ZEROS, 0, length - headLength - bodyLength);
    chunk.used = used + length;
    end += length;
  }

  private Chunk room(int length) {
    int capacity = SMALLEST;
    if (!chunks.isEmpty()) {
      Chunk last = chunks.get(chunks.size() - 1);
      if (last.data.capacity() - last.used >= length) {
        return last;
      }
      capacity = Math.min(LARGEST, Math.max(SMALLEST, last.data.capacity() * 2));
    }
    Chunk chunk = new Chunk(Math.max(capacity, length), end);
    chunks.add(chunk);
    return chunk;
  }

  /** Whether the bytes from here on are in memory. */
  boolean holds(long position) {
    return !chunks.isEmpty() && position >= chunks.get(0).position;
  }

  /** Copies bytes that are {@linkplain #holds held} and do not cross a record. */
  void read(long position, byte[] into, int at, int length) {
    Chunk chunk = chunk(position);
    chunk.data.get((int) (position - chunk.position), into, at, length);
  }

  /** Overwrites bytes that are not yet sealed. */
  void overwrite(long position, byte[] from, int length) {
    assert position >= sealed : "position " + position + " is on its way to the disk";
    Chunk chunk = chunk(position);
    chunk.data.put((int) (position - chunk.position), from, 0, length);
  }

  private Chunk chunk(long position) {
    int low = 0;
    int high = chunks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (chunks.get(middle).position <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return chunks.get(low);
  }

  /** Adds what was appended since the last call to the slices. */
  void seal(List<Slice> slices) {
    for (Chunk chunk : chunks) {
      if (chunk.end() > sealed) {
        long from = Math.max(sealed, chunk.position);
        ByteBuffer bytes =
            chunk.data.duplicate().limit(chunk.used).position((int) (from - chunk.position));
        slices.add(new Slice(bytes, from));
      }
    }
    sealed = end;
  }

  /** Everything up to a position is in the file: lets go of all but the latest chunks. */
  void written(long upTo) {
    while (chunks.size() > 2 && chunks.get(0).end() <= upTo) {
      chunks.remove(0).letGo();
    }
  }

  /** Nothing more will be appended and everything is in the file. */
  void release() {
    chunks.forEach(Chunk::letGo);
    chunks.clear();
  }
}
