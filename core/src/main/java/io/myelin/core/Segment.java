package io.myelin.core;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of outbound bytes: a range of some memory, linked into chains. It belongs to one thread
 * at a time: the producer that fills it, then, once handed over through a queue, the loop that
 * writes it.
 *
 * <p>There are three kinds. One has memory of its own, is filled by copying and is pooled. One goes
 * on in the memory of such a segment, behind what is filled there, when bytes of another kind have
 * to come in between. One refers to bytes in a {@link SharedBlock}, which other chains refer to as
 * well.
 */
public final class Segment {
  /** Room behind what can be filled into which copies by whole words may spill. */
  static final int SLACK_BYTES = 64;

  final ByteBuffer bytes;

  /** Where the filled bytes begin and end in the memory. */
  int from;

  int end;
  @Nullable Segment next;

  /** In the first segment of a chain that is handed over. */
  final @Nullable Handover handover;

  private final int capacity;
  private final MemorySource.@Nullable Memory memory;
  private final @Nullable Segment origin;
  private final @Nullable SharedBlock block;

  /** How many segments besides this one are in its memory and not released yet. */
  private int continuations;

  private Segment(
      ByteBuffer bytes,
      int from,
      int end,
      int capacity,
      MemorySource.@Nullable Memory memory,
      @Nullable Segment origin,
      @Nullable SharedBlock block) {
    this.bytes = bytes;
    this.from = from;
    this.end = end;
    this.capacity = capacity;
    this.memory = memory;
    this.origin = origin;
    this.block = block;
    this.handover = memory == null ? null : new Handover();
  }

  /** An empty segment with memory of its own. */
  static Segment of(MemorySource.Memory memory) {
    int capacity = memory.bytes().capacity() - SLACK_BYTES;
    return new Segment(memory.bytes(), 0, 0, capacity, memory, null, null);
  }

  /** Bytes of a shared block; nothing can be added. The block is told by whoever makes it. */
  static Segment view(SharedBlock block, int from, int end) {
    return new Segment(block.bytes(), from, end, end, null, null, block);
  }

  /** An empty segment behind what is filled of this one, in which nothing is filled any more. */
  Segment continued() {
    Segment first = origin == null ? this : origin;
    first.continuations++;
    return new Segment(bytes, end, end, capacity, null, first, null);
  }

  /** The memory; {@link #length()} bytes of it from position {@link #from()} are filled. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Position of the first byte. */
  public int from() {
    return from;
  }

  /** How many bytes are filled. */
  public int length() {
    return end - from;
  }

  /** The next segment of the chain. */
  public @Nullable Segment next() {
    return next;
  }

  /** How many more bytes can be filled. */
  int room() {
    return capacity - end;
  }

  /** Whether it refers to bytes that other chains refer to as well. */
  boolean shared() {
    return block != null;
  }

  /**
   * This segment is not needed any more.
   *
   * @return a segment, empty again, whose memory nobody needs any more; null when somebody does
   */
  @Nullable Segment release() {
    SharedBlock of = block;
    if (of != null) {
      return of.release();
    }
    Segment first = origin == null ? this : origin;
    if (first.continuations > 0) {
      first.continuations--;
      return null;
    }
    first.clear();
    return first;
  }

  /** Empties it. */
  void clear() {
    from = 0;
    end = 0;
    next = null;
    if (handover != null) {
      handover.clear();
    }
  }

  /** Gives the memory of a pooled segment back. */
  void free() {
    if (memory != null) {
      memory.free().run();
    }
  }
}
