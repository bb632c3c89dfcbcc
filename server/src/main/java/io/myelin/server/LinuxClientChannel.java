package io.myelin.server;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A client's socket under epoll that other threads may write to as well, past Netty: for a short
 * message that costs less than waking the socket's loop. Everything else is as in Netty.
 */
final class LinuxClientChannel extends AbstractEpollStreamChannel {
  private final EpollChannelConfig config = new Config(this);
  private final SocketAddress peer;
  private final Object descriptorLock = new Object();
  private boolean descriptorGone;

  /**
   * @param descriptor of the accepted socket, which is owned from now on
   */
  LinuxClientChannel(Channel parent, int descriptor, SocketAddress peer) {
    super(parent, descriptor);
    this.peer = peer;
  }

  /**
   * Writes without waiting; any thread, while the loop has nothing to write itself.
   *
   * @return how many of the {@code length} bytes from position {@code from} were taken; 0 too when
   *     the socket has failed, which its loop finds out by itself
   */
  int writeNow(ByteBuffer bytes, int from, int length) {
    synchronized (descriptorLock) {
      if (descriptorGone) {
        return 0;
      }
      try {
        return fd().write(bytes, from, from + length);
      } catch (IOException e) {
        return 0;
      }
    }
  }

  /**
   * Closes the descriptor, which the system may give to another connection at once: no write of
   * another thread may be under way or begin later.
   */
  @Override
  protected void doClose() throws Exception {
    synchronized (descriptorLock) {
      descriptorGone = true;
    }
    super.doClose();
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return peer;
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
