package io.myelin.server;

import io.myelin.core.SegmentPool;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of a server, one for each core; epoll where the platform has it, NIO elsewhere.
 */
final class EventLoops implements AutoCloseable {
  /** Connections that the system keeps until they are accepted. */
  static final int CLIENT_BACKLOG = 4096;

  private final MultiThreadIoEventLoopGroup group;
  private final List<NettyLoop> loops = new ArrayList<>();
  private final boolean epoll;

  EventLoops(int count, SegmentPool pool, SplittableRandom random) {
    epoll = Epoll.isAvailable();
    List<RestStrategy> strategies = new ArrayList<>();
    SelectStrategyFactory strategyOfNext =
        () -> {
          RestStrategy strategy = new RestStrategy();
          strategies.add(strategy);
          return strategy;
        };
    IoHandlerFactory handlers =
        epoll ? EpollIoHandler.newFactory(0, strategyOfNext) : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("myelin-loop", true), handlers);
    int index = 0;
    for (EventExecutor executor : group) {
      NettyLoop loop =
          new NettyLoop(index, count, pool, random.split(), (SingleThreadEventLoop) executor);
      loops.add(loop);
      if (epoll) {
        strategies.get(index).tell(loop::rests);
      }
      index++;
    }
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  List<NettyLoop> all() {
    return loops;
  }

  /** Our side of a Netty loop of this group. */
  NettyLoop of(EventLoop eventLoop) {
    for (NettyLoop loop : loops) {
      if (loop.eventLoop() == eventLoop) {
        return loop;
      }
    }
    throw new IllegalArgumentException("not a loop of this server: " + eventLoop);
  }

  /** One more loop of the same kind, for a listener that is not for clients. */
  MultiThreadIoEventLoopGroup another(String threadName) {
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true), handlers);
  }

  /** What listens for clients. */
  ServerBootstrap clientBootstrap() {
    ServerBootstrap bootstrap = new ServerBootstrap().group(group);
    return epoll
        ? bootstrap.channelFactory(LinuxServerChannel::new)
        : bootstrap
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, CLIENT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true);
  }

  /** What listens for anything else. */
  Class<? extends ServerSocketChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
