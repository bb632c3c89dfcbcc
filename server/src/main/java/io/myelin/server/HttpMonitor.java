package io.myelin.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The monitoring port (OPS-001 to OPS-006). It has a loop of its own, so that it answers when the
 * clients' loops are busy, and makes its answers on the report worker.
 */
final class HttpMonitor implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 1024 * 1024;
  private static final int BACKLOG = 128;

  private final EventLoopGroup loop;
  private final Channel channel;
  private volatile @Nullable TlsContext tls;

  /**
   * Binds the port and answers from then on.
   *
   * @param tls for HTTPS, null for HTTP
   */
  HttpMonitor(
      EventLoops loops,
      HttpReports reports,
      ReportWorker worker,
      @Nullable TlsContext tls,
      InetSocketAddress address)
      throws IOException {
    this.tls = tls;
    loop = loops.another("myelin-monitor");
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    open(accepted, reports, worker);
                  }
                });
    try {
      channel = bootstrap.bind(address).sync().channel();
    } catch (InterruptedException e) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while binding " + address, e);
    } catch (Exception e) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Uses another certificate for the connections that follow (OPS-004). */
  void renew(TlsContext newTls) {
    tls = newTls;
  }

  private void open(Channel accepted, HttpReports reports, ReportWorker worker) {
    TlsContext secured = tls;
    if (secured != null) {
      accepted.pipeline().addLast(secured.newHandler(accepted.alloc()));
    }
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_HEADER_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES);
    accepted
        .pipeline()
        .addLast(
            new HttpServerCodec(limits),
            new HttpServerKeepAliveHandler(),
            new HttpMonitorHandler(reports, worker));
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
