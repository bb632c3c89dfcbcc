package io.myelin.core;

import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Header block, payload and closing CRLF of the message that a producer is taking to several
 * clients, copied once; their chains refer to the copy. Belongs to one producer.
 */
final class SharedBody {
  /** Messages of up to so many bytes are copied for each client in any case. */
  static final int COPIED_BYTES = 4096;

  /** Bytes that can be copied in the time that writing two more pieces takes. */
  private static final int PIECES_IN_BYTES = 6000;

  /** A block with less room is left for a fresh one, so that bodies are not cut into crumbs. */
  private static final int LEAST_PART_BYTES = 4096;

  private static final int FEW_PARTS = 16;
  private static final int BLOCK_BYTES = SegmentPool.LARGE_BYTES - Segment.SLACK_BYTES;

  private final Producer producer;
  private @Nullable PublishedMessage message;
  private @Nullable ByteBuffer body;
  private int bodyAt;
  private int bodyLength;
  private SharedBlock[] blocks = new SharedBlock[FEW_PARTS];
  private int[] froms = new int[FEW_PARTS];
  private int[] ends = new int[FEW_PARTS];
  private int parts;
  private @Nullable SharedBlock filling;

  SharedBody(Producer producer) {
    this.producer = producer;
  }

  /**
   * Whether sharing is quicker than copying for clients that take what they are sent at once: it
   * saves each but one a copy, and costs each a piece to write for the line and one for the body.
   */
  static boolean pays(int messageBytes, int clients) {
    return messageBytes - messageBytes / clients > PIECES_IN_BYTES;
  }

  /**
   * Appends a message's body and its CRLF to a chain.
   *
   * @param skipped bytes at the beginning of the body that are left out
   */
  void appendTo(Chain chain, PublishedMessage wanted, int skipped) {
    if (!holds(wanted)) {
      put(wanted);
    }
    int toSkip = skipped;
    for (int i = 0; i < parts; i++) {
      int from = froms[i] + toSkip;
      if (from < ends[i]) {
        chain.appendShared(blocks[i].give(from, ends[i]));
        toSkip = 0;
      } else {
        toSkip = from - ends[i];
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // one instance, one buffer: the very same message
  private boolean holds(PublishedMessage wanted) {
    return message == wanted
        && body == wanted.body()
        && bodyAt == wanted.bodyAt()
        && bodyLength == wanted.bodyLength();
  }

  private void put(PublishedMessage wanted) {
    end();
    ByteBuffer source = wanted.body();
    int at = wanted.bodyAt();
    int length = wanted.bodyLength();
    int total = length + 2;
    int done = 0;
    while (done < total) {
      SharedBlock block = roomFor(total - done);
      int from = block.end();
      int part = Math.min(block.room(), total - done);
      int copied = Math.min(part, Math.max(0, length - done));
      ByteBuffer into = block.bytes();
      into.put(from, source, at + done, copied);
      for (int i = copied; i < part; i++) {
        into.put(from + i, (byte) (done + i == length ? '\r' : '\n'));
      }
      block.filled(part);
      add(block, from, from + part);
      done += part;
    }
    message = wanted;
    body = source;
    bodyAt = at;
    bodyLength = length;
  }

  private SharedBlock roomFor(int wanted) {
    SharedBlock block = filling;
    if (block != null) {
      boolean inUse = parts > 0;
      if (!inUse) {
        block.rewindIfUnused();
      }
      if (block.room() >= Math.min(wanted, LEAST_PART_BYTES)) {
        return block;
      }
      if (!inUse) {
        finish(block);
      }
    }
    SharedBlock fresh = new SharedBlock(producer.acquireSegment(BLOCK_BYTES));
    filling = fresh;
    return fresh;
  }

  private void add(SharedBlock block, int from, int end) {
    if (parts == blocks.length) {
      blocks = Arrays.copyOf(blocks, parts * 2);
      froms = Arrays.copyOf(froms, parts * 2);
      ends = Arrays.copyOf(ends, parts * 2);
    }
    blocks[parts] = block;
    froms[parts] = from;
    ends[parts] = end;
    parts++;
  }

  /** The message is over: what follows is another one, even if it looks the same. */
  void end() {
    for (int i = 0; i < parts; i++) {
      if (blocks[i] != filling) {
        finish(blocks[i]);
      }
    }
    if (parts > FEW_PARTS) {
      blocks = new SharedBlock[FEW_PARTS];
      froms = new int[FEW_PARTS];
      ends = new int[FEW_PARTS];
    } else {
      Arrays.fill(blocks, 0, parts, null);
    }
    parts = 0;
    message = null;
    body = null;
  }

  private void finish(SharedBlock block) {
    Segment memory = block.done();
    if (memory != null) {
      producer.recycle(memory);
    }
  }
}
