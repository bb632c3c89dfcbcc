package io.myelin.core;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of outbound bytes. Segments are pooled, linked into chains, and belong to one thread at a
 * time: the producer that fills them, then, once handed over through a queue, the loop that writes
 * them.
 */
public final class Segment {
  /** Room behind {@link #capacity()} into which copies by whole words may spill. */
  static final int SLACK_BYTES = 64;

  final MemorySource.Memory memory;
  final ByteBuffer bytes;
  private final int capacity;
  int length;
  @Nullable Segment next;

  /** In the first segment of a chain that is handed over: where it goes, and what it carries. */
  @Nullable Outbound target;

  @Nullable Segment chainTail;
  long chainBytes;
  long chainMessages;
  long chainMessageBytes;

  Segment(MemorySource.Memory memory) {
    this.memory = memory;
    this.bytes = memory.bytes();
    this.capacity = memory.bytes().capacity() - SLACK_BYTES;
  }

  /** The bytes; {@link #length()} of them from position 0 are filled. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** How many bytes are filled. */
  public int length() {
    return length;
  }

  /** How many bytes can be filled. */
  public int capacity() {
    return capacity;
  }

  /** The next segment of the chain. */
  public @Nullable Segment next() {
    return next;
  }

  int room() {
    return capacity - length;
  }
}
