package io.myelin.server;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.net.SocketAddress;

/** Listens under epoll and makes a {@link LinuxClientChannel} of each connection. */
final class LinuxServerChannel extends AbstractEpollServerChannel {
  private final EpollChannelConfig config = new Config(this);

  LinuxServerChannel() {
    super(Socket.newSocketStream().intValue());
  }

  @Override
  protected void doBind(SocketAddress address) throws Exception {
    Socket socket = new Socket(fd().intValue());
    socket.setReuseAddress(true);
    socket.setTcpNoDelay(true); // accepted sockets inherit it
    super.doBind(address);
    socket.listen(EventLoops.CLIENT_BACKLOG);
    active = true;
  }

  @Override
  protected Channel newChildChannel(int descriptor, byte[] address, int offset, int length) {
    return new LinuxClientChannel(
        this, descriptor, NativeInetAddress.address(address, offset, length));
  }

  @Override
  public EpollChannelConfig config() {
    return config;
  }

  /** Opens Netty's constructor. */
  private static final class Config extends EpollChannelConfig {
    Config(Channel channel) {
      super(channel);
    }
  }
}
