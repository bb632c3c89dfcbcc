package io.myelin.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where memory outside the heap comes from. Any thread may call. */
public interface MemorySource {

  /** Memory that the JVM frees when it is no longer reachable. */
  MemorySource COLLECTED =
      new MemorySource() {
        @Override
        public ByteBuffer allocate(int bytes) {
          return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void free(ByteBuffer memory) {
          // Freed by the collector.
        }
      };

  /** A little-endian direct buffer of exactly {@code bytes}. */
  ByteBuffer allocate(int bytes);

  /** Gives memory back; it must not be touched afterwards. */
  void free(ByteBuffer memory);
}
