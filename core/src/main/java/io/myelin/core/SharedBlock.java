package io.myelin.core;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Memory with bodies of messages that several chains refer to. One producer fills it and counts the
 * references that it gives out; any thread releases them.
 *
 * <p>So that giving out costs no atomic operation, the common count starts far above zero: releases
 * are taken off it at once, what was given out is added, and the start taken off, when the producer
 * is done with the block.
 */
final class SharedBlock {
  private static final int FILLING = 1 << 30;

  private final Segment memory;
  private final AtomicInteger references = new AtomicInteger(FILLING);
  private int given;

  /**
   * @param memory an empty segment of its own memory, which belongs to the block from now on
   */
  SharedBlock(Segment memory) {
    this.memory = memory;
  }

  ByteBuffer bytes() {
    return memory.bytes;
  }

  /** Where the filled bytes end. Filling producer only. */
  int end() {
    return memory.end;
  }

  /** How many more bytes can be filled. Filling producer only. */
  int room() {
    return memory.room();
  }

  /** More bytes are filled. Filling producer only. */
  void filled(int count) {
    memory.end += count;
  }

  /** A reference to some of the bytes. Filling producer only. */
  Segment give(int from, int end) {
    given++;
    return Segment.view(this, from, end);
  }

  /** Begins again at the front if nobody refers to the block. Filling producer only. */
  void rewindIfUnused() {
    if (references.get() == FILLING - given) {
      references.set(FILLING);
      given = 0;
      memory.clear();
    }
  }

  /**
   * The producer gives out no more references.
   *
   * @return the memory if nobody needs it any more
   */
  @Nullable Segment done() {
    return emptiedAt(references.addAndGet(given - FILLING));
  }

  /**
   * Gives one reference back; any thread.
   *
   * @return the memory if nobody needs it any more
   */
  @Nullable Segment release() {
    return emptiedAt(references.decrementAndGet());
  }

  private @Nullable Segment emptiedAt(int left) {
    if (left != 0) {
      return null;
    }
    memory.clear();
    return memory;
  }
}
