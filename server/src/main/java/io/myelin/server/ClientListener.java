package io.myelin.server;

import io.myelin.config.ConnectionType;
import io.myelin.core.ClientConnection;
import io.myelin.core.ClientSession;
import io.myelin.security.NkeySignatures;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Accepts client connections and opens a session for each. The system takes connections from the
 * beginning, they wait until {@link #accept}.
 */
final class ClientListener {
  private final EventLoops loops;
  private final ServerHost host;
  private final ClientRegistry registry;
  private final ClientAdmission admission;
  private volatile ClientOpening.@Nullable Manner manner;
  private final Channel channel;

  ClientListener(
      EventLoops loops,
      ServerHost host,
      ClientRegistry registry,
      ClientAdmission admission,
      InetSocketAddress address)
      throws IOException {
    this.loops = loops;
    this.host = host;
    this.registry = registry;
    this.admission = admission;
    ServerBootstrap bootstrap =
        loops
            .clientBootstrap()
            .option(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    open(accepted);
                  }
                });
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw failure instanceof IOException io ? io : new IOException(failure.getMessage(), failure);
    }
    channel = bound.channel();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  private void open(Channel accepted) {
    NettyLoop loop = loops.of(accepted.eventLoop());
    ClientOpening.Manner how = manner;
    LoopReads reads = new LoopReads(loop, how == null);
    accepted.config().setRecvByteBufAllocator(reads);
    InetSocketAddress remote = (InetSocketAddress) accepted.remoteAddress();
    ClientConnection connection =
        ClientConnection.accepted(
            registry.nextId(),
            NetUtil.toAddressString(remote.getAddress()),
            remote.getPort(),
            ConnectionType.STANDARD,
            loop.epochNanos(),
            host.authenticator().usesNonce() ? NkeySignatures.newNonce() : "");
    ClientChannel transport = new ClientChannel(loop, accepted, how != null && how.tls() != null);
    ClientSession session = new ClientSession(connection, host, loop, transport);
    transport.bind(session);
    registry.add(session);
    host.created(session);
    if (how == null) {
      accepted.pipeline().addLast(transport);
      loop.execute(
          () -> {
            session.sendInfo();
            if (admission.admit(session)) {
              session.start();
            }
          });
    } else {
      ClientOpening opening =
          new ClientOpening(how, session, admission, host.serverLog(), accepted);
      accepted.pipeline().addLast(opening, transport);
      loop.execute(opening::begin);
    }
  }

  /**
   * Accepts connections from now on, those that wait first.
   *
   * @param first as in {@link #manner}
   */
  void accept(ClientOpening.@Nullable Manner first) {
    manner = first;
    channel.config().setAutoRead(true);
  }

  /** How connections accepted from now on are opened; null for plain ones. */
  void manner(ClientOpening.@Nullable Manner newManner) {
    manner = newManner;
  }

  void close() {
    channel.close().awaitUninterruptibly();
  }
}
