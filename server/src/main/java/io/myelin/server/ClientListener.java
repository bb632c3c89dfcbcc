package io.myelin.server;

import io.myelin.config.ConnectionType;
import io.myelin.core.ClientConnection;
import io.myelin.core.ClientHost;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.List;

/** Accepts client connections and opens a session for each. */
final class ClientListener {
  private final EventLoops loops;
  private final ClientHost host;
  private final ClientRegistry registry;
  private final Channel channel;

  ClientListener(
      EventLoops loops, ClientHost host, ClientRegistry registry, InetSocketAddress address)
      throws java.io.IOException {
    this.loops = loops;
    this.host = host;
    this.registry = registry;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, 4096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    open(accepted);
                  }
                });
    try {
      channel = bootstrap.bind(address).sync().channel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.IOException("interrupted while binding " + address, e);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  private void open(Channel accepted) {
    NettyLoop loop = loops.of(accepted.eventLoop());
    accepted.config().setRecvByteBufAllocator(new LoopReads(loop));
    InetSocketAddress remote = (InetSocketAddress) accepted.remoteAddress();
    ClientConnection connection =
        new ClientConnection(
            registry.nextId(),
            remote.getAddress().getHostAddress(),
            remote.getPort(),
            ConnectionType.STANDARD,
            loop.epochNanos(),
            "",
            List.of(),
            "",
            "",
            false);
    ClientChannel transport = new ClientChannel(loop, accepted, false);
    ClientSession session = new ClientSession(connection, host, loop, transport);
    transport.bind(session);
    registry.add(session);
    accepted.pipeline().addLast(transport);
    accepted
        .eventLoop()
        .execute(
            () -> {
              session.sendInfo();
              session.start();
            });
  }

  void close() {
    channel.close().awaitUninterruptibly();
  }

  /** Ends every connection. */
  void closeSessions(CloseReason reason) {
    for (ClientSession session : registry.sessions()) {
      session.loop().execute(() -> session.close(reason));
    }
  }
}
