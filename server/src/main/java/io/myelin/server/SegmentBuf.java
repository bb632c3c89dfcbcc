package io.myelin.server;

import io.myelin.core.Outbound;
import io.myelin.core.Segment;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;

/**
 * Netty's view of one outbound segment; gives the segment back when Netty has written or dropped
 * it.
 */
final class SegmentBuf extends UnpooledDirectByteBuf {
  private final Outbound outbound;
  private final Segment segment;

  SegmentBuf(Outbound outbound, Segment segment) {
    super(
        UnpooledByteBufAllocator.DEFAULT,
        segment
            .bytes()
            .duplicate()
            .position(segment.from())
            .limit(segment.from() + segment.length()),
        segment.length());
    this.outbound = outbound;
    this.segment = segment;
    writerIndex(segment.length());
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    outbound.written(segment);
  }
}
