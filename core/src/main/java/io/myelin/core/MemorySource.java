package io.myelin.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where memory outside the heap comes from. Any thread may call. */
@FunctionalInterface
public interface MemorySource {

  /** Memory that the JVM frees when it is no longer reachable. */
  MemorySource COLLECTED =
      bytes ->
          new Memory(ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN), () -> {});

  /**
   * Some memory and how to give it back.
   *
   * @param bytes a little-endian direct buffer
   * @param free gives it back; it must not be touched afterwards
   */
  record Memory(ByteBuffer bytes, Runnable free) {}

  /** Memory of exactly that many bytes. */
  Memory allocate(int bytes);
}
