package io.myelin.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the monitoring port: every request is answered in its turn by the report
 * worker. Bodies of requests are ignored.
 */
final class HttpMonitorHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final long FIRST_REQUEST_SECONDS = 5;

  private final HttpReports reports;
  private final ReportWorker worker;
  private @Nullable Future<?> firstRequestTimeout;

  HttpMonitorHandler(HttpReports reports, ReportWorker worker) {
    this.reports = reports;
    this.worker = worker;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    firstRequestTimeout =
        ctx.executor().schedule(() -> ctx.close(), FIRST_REQUEST_SECONDS, TimeUnit.SECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelTimeout();
    ctx.fireChannelInactive();
  }

  private void cancelTimeout() {
    Future<?> timeout = firstRequestTimeout;
    if (timeout != null) {
      timeout.cancel(false);
      firstRequestTimeout = null;
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
    if (!(part instanceof HttpRequest request)) {
      return;
    }
    cancelTimeout();
    if (request.decoderResult().isFailure()) {
      ctx.writeAndFlush(response(HttpAnswer.text(400, "400 Bad Request")));
      ctx.close();
      return;
    }
    String uri = request.uri();
    if (!worker.submit(() -> ctx.writeAndFlush(response(answer(uri))))) {
      ctx.writeAndFlush(response(HttpAnswer.text(503, "too many monitoring requests are waiting")));
    }
  }

  private HttpAnswer answer(String uri) {
    try {
      QueryStringDecoder decoder = new QueryStringDecoder(uri);
      return reports.answer(decoder.rawPath(), new HttpQuery(decoder.parameters()));
    } catch (IllegalArgumentException e) {
      return HttpAnswer.text(400, "cannot decode the query: " + e.getMessage());
    } catch (RuntimeException e) {
      return HttpAnswer.text(500, "the report failed: " + e);
    }
  }

  private static FullHttpResponse response(HttpAnswer answer) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    if (answer.anyOrigin()) {
      response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if (!answer.location().isEmpty()) {
      response.headers().set(HttpHeaderNames.LOCATION, answer.location());
    }
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
