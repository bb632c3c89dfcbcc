package io.myelin.server;

import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.Outbound;
import io.myelin.core.Segment;
import io.myelin.core.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a client connection: hands what was read to the session and writes what it
 * sends. On the connection's loop.
 */
final class ClientChannel extends ChannelInboundHandlerAdapter implements Transport {
  private static final long FLUSH_MILLIS = 1000;
  private static final long LINGER_MILLIS = 250;

  private final NettyLoop loop;
  private final Channel channel;
  private final boolean encrypted;
  private @Nullable ClientSession session;
  private @Nullable Outbound outbound;
  private boolean ending;

  ClientChannel(NettyLoop loop, Channel channel, boolean encrypted) {
    this.loop = loop;
    this.channel = channel;
    this.encrypted = encrypted;
  }

  /** Sets the session that input goes to. */
  void bind(ClientSession newSession) {
    session = newSession;
    outbound = newSession.outbound();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // is it the very buffer of the loop
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      ClientSession open = session;
      if (message instanceof ByteBuf in && open != null && !ending) {
        if (in == loop.receiveBuf()) {
          open.received(loop.receiveBuffer(), in.readerIndex(), in.writerIndex());
        } else {
          copied(open, in);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** Input that did not come straight from the socket is brought into the receive buffer first. */
  private void copied(ClientSession open, ByteBuf in) {
    while (in.isReadable()) {
      int part = Math.min(in.readableBytes(), NettyLoop.READ_BYTES);
      in.getBytes(
          in.readerIndex(),
          loop.receiveBuffer()
              .duplicate()
              .position(NettyLoop.HEADROOM_BYTES)
              .limit(NettyLoop.HEADROOM_BYTES + part));
      in.skipBytes(part);
      open.received(
          loop.receiveBuffer(), NettyLoop.HEADROOM_BYTES, NettyLoop.HEADROOM_BYTES + part);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended(CloseReason.CLIENT_CLOSED);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ended(
        cause instanceof java.io.IOException
            ? CloseReason.READ_ERROR
            : CloseReason.PROTOCOL_VIOLATION);
    closeNow();
  }

  private void ended(CloseReason reason) {
    ClientSession open = session;
    if (open != null) {
      session = null;
      open.disconnected(reason);
    }
  }

  @Override
  public void send(Segment first) {
    Outbound target = outbound;
    Segment segment = first;
    while (segment != null && target != null) {
      Segment next = segment.next();
      channel.write(new SegmentBuf(target, segment), channel.voidPromise());
      segment = next;
    }
    channel.flush();
  }

  @Override
  public int writeNow(Segment segment) {
    return !encrypted && channel instanceof LinuxClientChannel socket
        ? socket.writeNow(segment.bytes(), segment.from(), segment.length())
        : 0;
  }

  @Override
  public void reading(boolean wanted) {
    channel.config().setAutoRead(wanted);
  }

  @Override
  public void closeAfterFlush() {
    ending = true;
    ChannelFuture flushed = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    loop.eventLoop().schedule(() -> channel.close(), FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    flushed.addListener(
        (ChannelFutureListener)
            done -> {
              if (done.isSuccess() && !encrypted && channel instanceof DuplexChannel duplex) {
                linger(duplex);
              } else {
                channel.close();
              }
            });
  }

  /**
   * Ends our direction first and reads on for a moment: closing a socket with unread input would
   * make the kernel reset the connection, and the client would lose the error that was just sent.
   */
  private void linger(DuplexChannel duplex) {
    channel.config().setAutoRead(true);
    duplex.shutdownOutput();
    loop.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void closeNow() {
    ending = true;
    channel.close();
  }
}
