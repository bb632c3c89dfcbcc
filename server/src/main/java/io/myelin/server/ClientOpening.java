package io.myelin.server;

import io.myelin.core.ClientConnection;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens on a connection before the client protocol, where the listener has TLS or the PROXY
 * protocol: INFO in clear or inside TLS, the PROXY header, the look at the first byte, the
 * handshake (CORE-004, CORE-270 to CORE-276, CORE-290 to CORE-294). Removes itself when the
 * protocol begins. On the connection's loop.
 */
final class ClientOpening extends ChannelInboundHandlerAdapter {
  private static final long PROXY_HEADER_SECONDS = 5;
  private static final int TLS_HANDSHAKE_RECORD = 0x16;

  /** Where the opening stands; transitions are made by {@link #enter} only. */
  private enum Stage {
    NEW,
    PROXY_HEADER,
    FIRST_BYTE_OR_INFO,
    FIRST_BYTE,
    HANDSHAKE,
    PROTOCOL,
    ENDED
  }

  /**
   * How the listener opens connections.
   *
   * @param tls empty without TLS
   * @param tlsFirst the handshake comes before INFO
   * @param fallback how long to wait for a TLS-first client before INFO is sent in clear; zero
   *     means for ever
   * @param plainToo clients may also stay without TLS
   * @param handshakeTimeout how long a handshake, or the look at the first byte, may take
   * @param proxyProtocol a PROXY header may come first
   */
  record Manner(
      @Nullable TlsContext tls,
      boolean tlsFirst,
      Duration fallback,
      boolean plainToo,
      Duration handshakeTimeout,
      boolean proxyProtocol) {}

  private final Manner manner;
  private final ClientSession session;
  private final ClientAdmission admission;
  private final ServerLog log;
  private final Channel channel;
  private Stage stage = Stage.NEW;
  private boolean infoSent;
  private ByteBuf early = Unpooled.EMPTY_BUFFER;
  private @Nullable ScheduledFuture<?> timer;

  ClientOpening(
      Manner manner,
      ClientSession session,
      ClientAdmission admission,
      ServerLog log,
      Channel channel) {
    this.manner = manner;
    this.session = session;
    this.admission = admission;
    this.log = log;
    this.channel = channel;
  }

  /** Begins; called once the handler is in the pipeline. */
  void begin() {
    boolean silent = manner.tls() != null && manner.tlsFirst();
    if (!silent && !sendInfo()) {
      return;
    }
    if (manner.tls() != null && !admission.tlsRateAllows(session.loop())) {
      session.fail(
          CloseReason.TLS_HANDSHAKE_FAILURE,
          "Connection throttling is active. Please try again later.");
      enter(Stage.ENDED);
      return;
    }
    if (manner.proxyProtocol()) {
      enter(Stage.PROXY_HEADER);
    } else {
      chooseEncryption();
    }
  }

  private void chooseEncryption() {
    if (manner.tls() == null) {
      enter(Stage.PROTOCOL);
    } else if (manner.tlsFirst() && !infoSent) {
      enter(manner.fallback().isZero() ? Stage.HANDSHAKE : Stage.FIRST_BYTE_OR_INFO);
    } else if (manner.plainToo()) {
      enter(Stage.FIRST_BYTE);
    } else {
      enter(Stage.HANDSHAKE);
    }
  }

  private void enter(Stage next) {
    stopTimer();
    stage = next;
    switch (next) {
      case PROXY_HEADER ->
          startTimer(PROXY_HEADER_SECONDS * 1000, () -> failProxy("timeout waiting for it"));
      case FIRST_BYTE_OR_INFO ->
          startTimer(
              manner.fallback().toMillis(),
              () -> {
                if (sendInfo()) {
                  chooseEncryption();
                }
              });
      case FIRST_BYTE ->
          startTimer(manner.handshakeTimeout().toMillis(), () -> enter(Stage.PROTOCOL));
      case HANDSHAKE -> handshake();
      case PROTOCOL -> protocol();
      case NEW, ENDED -> {
        early.release();
        early = Unpooled.EMPTY_BUFFER;
      }
    }
    if (early.isReadable() && stage == next) {
      examine();
    }
  }

  private void startTimer(long millis, Runnable expired) {
    timer = channel.eventLoop().schedule(expired, millis, TimeUnit.MILLISECONDS);
  }

  private void stopTimer() {
    ScheduledFuture<?> armed = timer;
    if (armed != null) {
      armed.cancel(false);
      timer = null;
    }
  }

  /** Sends INFO unless it was sent; false when the connection is turned away. */
  private boolean sendInfo() {
    if (!infoSent) {
      infoSent = true;
      session.sendInfo();
      if (!admission.admit(session)) {
        enter(Stage.ENDED);
        return false;
      }
    }
    return true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (stage == Stage.PROTOCOL || stage == Stage.HANDSHAKE) {
      ctx.fireChannelRead(message);
    } else if (stage == Stage.ENDED || !(message instanceof ByteBuf in)) {
      ReferenceCountUtil.release(message);
    } else {
      ByteBuf joined = ctx.alloc().buffer(early.readableBytes() + in.readableBytes());
      joined.writeBytes(early).writeBytes(in);
      early.release();
      in.release();
      early = joined;
      examine();
    }
  }

  private void examine() {
    switch (stage) {
      case PROXY_HEADER -> proxyHeader();
      case FIRST_BYTE_OR_INFO -> enter(Stage.HANDSHAKE);
      case FIRST_BYTE ->
          enter(
              early.getByte(early.readerIndex()) == TLS_HANDSHAKE_RECORD
                  ? Stage.HANDSHAKE
                  : Stage.PROTOCOL);
      case NEW, HANDSHAKE, PROTOCOL, ENDED -> {
        // Bytes are kept or passed on elsewhere.
      }
    }
  }

  private void proxyHeader() {
    switch (ProxyHeader.read(early)) {
      case ProxyHeader.Incomplete incomplete -> {
        // More has to come before the timer ends it.
      }
      case ProxyHeader.Absent absent -> chooseEncryption();
      case ProxyHeader.Malformed malformed -> failProxy(malformed.reason());
      case ProxyHeader.Found found -> {
        early.skipBytes(found.length());
        if (!found.ip().isEmpty()) {
          ClientConnection seen = session.connection();
          session.identify(seen.from(found.ip(), found.port()));
        }
        chooseEncryption();
      }
    }
  }

  private void failProxy(String reason) {
    log.error("Error reading PROXY protocol header from " + remote() + ": " + reason);
    session.disconnected(CloseReason.PROTOCOL_VIOLATION);
    enter(Stage.ENDED);
  }

  /** The address that the socket shows. */
  private String remote() {
    String text = String.valueOf(channel.remoteAddress());
    return text.startsWith("/") ? text.substring(1) : text;
  }

  private void handshake() {
    TlsContext tls = manner.tls();
    if (tls == null) {
      return;
    }
    session.loop().flush(); // INFO goes out in clear, before there is a handler that encrypts
    SslHandler handler = tls.newHandler(channel.alloc());
    channel.pipeline().addFirst(handler);
    handler.handshakeFuture().addListener(done -> handshakeDone(tls, handler, done));
    if (early.isReadable()) {
      ByteBuf bytes = early;
      early = Unpooled.EMPTY_BUFFER;
      channel.pipeline().fireChannelRead(bytes);
    }
  }

  private void handshakeDone(TlsContext tls, SslHandler handler, Future<?> done) {
    if (stage != Stage.HANDSHAKE) {
      return;
    }
    if (!done.isSuccess()) {
      refuse("TLS handshake error: " + reason(done.cause()));
      return;
    }
    List<X509Certificate> certificates = TlsContext.peerCertificates(handler);
    if (TlsContext.clientCertificateExpired(certificates, Instant.now())) {
      refuse("TLS handshake error: the certificate of the resumed session has expired");
      return;
    }
    if (!tls.pinnedCertificateAccepted(certificates)) {
      refuse("certificate not pinned");
      return;
    }
    session.identify(
        session
            .connection()
            .secured(
                certificates,
                TlsContext.tlsVersionName(handler),
                TlsContext.cipherSuiteName(handler),
                !infoSent));
    if (sendInfo()) {
      enter(Stage.PROTOCOL);
    }
  }

  private void refuse(String why) {
    log.error(ClientLog.name(session) + " - " + why);
    session.disconnected(CloseReason.TLS_HANDSHAKE_FAILURE);
    enter(Stage.ENDED);
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "unknown";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private void protocol() {
    session.start();
    ByteBuf bytes = early;
    early = Unpooled.EMPTY_BUFFER;
    ChannelHandlerContext context = channel.pipeline().context(this);
    if (context != null) {
      if (bytes.isReadable()) {
        context.fireChannelRead(bytes);
      } else {
        bytes.release();
      }
      channel.pipeline().remove(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    enter(Stage.ENDED);
    ctx.fireChannelInactive();
  }
}
