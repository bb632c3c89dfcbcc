package io.myelin.core;

import io.myelin.protocol.ClientEvents;
import io.myelin.protocol.ClientParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is left of one connection's input between reads, so that the parser always sees whole
 * elements in one buffer (CORE-020). A short rest is copied in front of the next read; a large
 * payload gets a buffer of its own. Loop thread only.
 */
final class InputAssembly {
  /** Room that a receive buffer has in front of what is read, for the rest of the read before. */
  static final int HEADROOM_BYTES = 32 * 1024;

  private static final byte[] NOTHING = {};
  private static final int KEPT_REST_BYTES = 512;

  private final ClientParser parser;
  private final SegmentPool pool;
  private byte[] rest = NOTHING;
  private int restLength;
  private MemorySource.@Nullable Memory large;
  private int largeLength;
  private int largeWanted;
  private boolean paused;

  InputAssembly(ClientParser parser, SegmentPool pool) {
    this.parser = parser;
    this.pool = pool;
  }

  /**
   * Parses what was read, together with what was left before.
   *
   * @param in has {@link #HEADROOM_BYTES} free bytes in front of {@code from}
   */
  void received(ByteBuffer in, int from, int limit, ClientEvents events) {
    int at = from;
    if (large != null) {
      at = fillLarge(large.bytes(), in, from, limit, events);
      if (large != null || parser.halted()) {
        return;
      }
    }
    if (paused) {
      keepRest(in, at, limit);
      return;
    }
    if (restLength > 0) {
      if (restLength > HEADROOM_BYTES) {
        parseJoined(in, at, limit, events);
        return;
      }
      at -= restLength;
      in.put(at, rest, 0, restLength);
      dropRest();
    }
    parse(in, at, limit, events);
  }

  private void parse(ByteBuffer in, int from, int limit, ClientEvents events) {
    int at = parser.parse(in, from, limit, events);
    if (parser.halted()) {
      release();
      return;
    }
    if (at == limit) {
      return;
    }
    int left = limit - at;
    int missing = paused ? 0 : parser.missing();
    if (left + missing > HEADROOM_BYTES && missing > 0) {
      MemorySource.Memory payload = pool.allocate(left + missing + Segment.SLACK_BYTES);
      payload.bytes().put(0, in, at, left);
      large = payload;
      largeLength = left;
      largeWanted = left + missing;
    } else {
      keepRest(in, at, limit);
    }
  }

  private int fillLarge(
      ByteBuffer buffer, ByteBuffer in, int from, int limit, ClientEvents events) {
    int part = Math.min(limit - from, largeWanted - largeLength);
    buffer.put(largeLength, in, from, part);
    largeLength += part;
    if (largeLength == largeWanted) {
      parser.parse(buffer, 0, largeWanted, events);
      freeLarge();
    }
    return from + part;
  }

  private void keepRest(ByteBuffer in, int from, int limit) {
    int left = limit - from;
    int length = restLength + left;
    if (length > rest.length) {
      byte[] grown = new byte[Math.max(length, 64)];
      System.arraycopy(rest, 0, grown, 0, restLength);
      rest = grown;
    }
    in.get(from, rest, restLength, left);
    restLength = length;
  }

  private void parseJoined(ByteBuffer in, int from, int limit, ClientEvents events) {
    keepRest(in, from, limit);
    parseRest(events);
  }

  private void parseRest(ClientEvents events) {
    int length = restLength;
    ByteBuffer joined =
        ByteBuffer.allocate(length + Segment.SLACK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    joined.put(0, rest, 0, length);
    dropRest();
    parse(joined, 0, length, events);
  }

  private void dropRest() {
    restLength = 0;
    if (rest.length > KEPT_REST_BYTES) {
      rest = NOTHING;
    }
  }

  /** Stops parsing behind the element being reported, until {@link #resume}. */
  void pause() {
    paused = true;
    parser.pause();
  }

  /** Goes on with what was kept. */
  void resume(ClientEvents events) {
    paused = false;
    parser.resume();
    if (restLength > 0 && !parser.halted()) {
      parseRest(events);
    }
  }

  /** Gives memory back at the end of the connection. */
  void release() {
    rest = NOTHING;
    restLength = 0;
    freeLarge();
  }

  private void freeLarge() {
    MemorySource.Memory payload = large;
    if (payload != null) {
      large = null;
      pool.free(payload);
    }
  }
}
