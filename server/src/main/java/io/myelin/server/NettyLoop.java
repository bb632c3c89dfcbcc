package io.myelin.server;

import io.myelin.core.Loop;
import io.myelin.core.SegmentPool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One Netty event loop with the buffer that all of its connections are read into. The buffer is
 * parsed before the loop reads again, so one is enough.
 */
final class NettyLoop extends Loop {
  /** Room in front of what is read, for the rest of the read before. */
  static final int HEADROOM_BYTES = 32 * 1024;

  /** The most that one read takes. */
  static final int READ_BYTES = 128 * 1024;

  private static final int SLACK_BYTES = 64;

  private final SingleThreadEventLoop eventLoop;
  private final ByteBuffer receiveBuffer;
  private final ByteBuf receiveBuf;
  private final Runnable flush = this::flush;

  NettyLoop(
      int index,
      int producerCount,
      SegmentPool pool,
      RandomGenerator random,
      SingleThreadEventLoop eventLoop) {
    super(index, producerCount, pool, random);
    this.eventLoop = eventLoop;
    ByteBuffer memory =
        ByteBuffer.allocateDirect(HEADROOM_BYTES + READ_BYTES + SLACK_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    this.receiveBuffer = memory;
    this.receiveBuf = Unpooled.wrappedBuffer(memory.duplicate().limit(HEADROOM_BYTES + READ_BYTES));
  }

  SingleThreadEventLoop eventLoop() {
    return eventLoop;
  }

  /** The buffer under {@link #receiveBuf()}, little-endian. */
  ByteBuffer receiveBuffer() {
    return receiveBuffer;
  }

  /** What Netty reads into, from {@link #HEADROOM_BYTES} on. */
  ByteBuf receiveBuf() {
    return receiveBuf;
  }

  @Override
  public void execute(Runnable task) {
    eventLoop.execute(task);
  }

  @Override
  protected void flushSoon() {
    eventLoop.executeAfterEventLoopIteration(flush);
  }

  @Override
  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }

  @Override
  public Timer schedule(Runnable task, long delay, TimeUnit unit) {
    Future<?> future = eventLoop.schedule(task, delay, unit);
    return () -> future.cancel(false);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long epochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
