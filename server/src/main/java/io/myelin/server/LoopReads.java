package io.myelin.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Makes a channel read into its loop's one receive buffer, and go on while a read filled it, for a
 * bounded number of reads.
 */
final class LoopReads implements RecvByteBufAllocator {
  private static final int MAX_READS = 4;
  private static final int OWN_BYTES = 16 * 1024;

  private final NettyLoop loop;
  private final boolean shared;

  /**
   * @param shared read into the loop's buffer; false gives each read a buffer of its own, for
   *     channels whose handlers keep what they were given, as TLS does
   */
  LoopReads(NettyLoop loop, boolean shared) {
    this.loop = loop;
    this.shared = shared;
  }

  @Override
  @SuppressWarnings("deprecation") // the return type is given by Netty
  public Handle newHandle() {
    return new LoopHandle(loop, shared);
  }

  private static final class LoopHandle implements ExtendedHandle {
    private final NettyLoop loop;
    private final boolean shared;
    private int attempted;
    private int lastRead;
    private int reads;

    LoopHandle(NettyLoop loop, boolean shared) {
      this.loop = loop;
      this.shared = shared;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      if (!shared) {
        return allocator.ioBuffer(OWN_BYTES);
      }
      return loop.receiveBuf()
          .retain()
          .setIndex(NettyLoop.HEADROOM_BYTES, NettyLoop.HEADROOM_BYTES);
    }

    @Override
    public int guess() {
      return NettyLoop.READ_BYTES;
    }

    @Override
    public void reset(ChannelConfig config) {
      reads = 0;
      lastRead = 0;
    }

    @Override
    public void incMessagesRead(int count) {
      reads += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
      lastRead = bytes;
    }

    @Override
    public int lastBytesRead() {
      return lastRead;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      return lastRead == attempted && reads < MAX_READS;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return continueReading();
    }

    @Override
    public void readComplete() {}
  }
}
