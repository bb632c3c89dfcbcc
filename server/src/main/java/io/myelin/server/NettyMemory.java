package io.myelin.server;

import io.myelin.core.MemorySource;
import io.netty.util.internal.CleanableDirectBuffer;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteOrder;

/**
 * Memory outside the heap that is given back at once when it is freed, not when the collector comes
 * by.
 */
final class NettyMemory implements MemorySource {
  @Override
  public Memory allocate(int bytes) {
    CleanableDirectBuffer buffer = PlatformDependent.allocateDirect(bytes);
    return new Memory(buffer.buffer().order(ByteOrder.LITTLE_ENDIAN), buffer::clean);
  }
}
