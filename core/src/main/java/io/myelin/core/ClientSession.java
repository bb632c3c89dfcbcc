package io.myelin.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.protocol.Ascii;
import io.myelin.protocol.ClientEvents;
import io.myelin.protocol.ClientParser;
import io.myelin.protocol.ConnectOptions;
import io.myelin.protocol.PublishedMessage;
import io.myelin.protocol.Violation;
import io.myelin.security.Identity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What core knows of one client connection: who it is, what it subscribed to, and how far its
 * conversation has come. Everything runs on the connection's loop unless a method says otherwise.
 */
public final class ClientSession implements ClientEvents {
  private static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);
  private static final byte[] PONG = "PONG\r\n".getBytes(US_ASCII);

  private volatile ClientConnection connection;
  private final ClientHost host;
  private final Loop loop;
  private final Transport transport;
  private final Outbound outbound;
  private final ClientOutput output;
  private final ClientParser parser;
  private final InputAssembly input;
  private final ClientSubscriptions subscriptions = new ClientSubscriptions(this);
  private final KeepAlive keepAlive;
  private final ReadPacing pacing;
  private final ClientPublisher publisher;
  private SessionSettings settings;
  private volatile SessionState state = SessionState.AWAITING_CONNECT;
  private final ClientLogin login;
  private boolean firstPongSent;
  private boolean dispatching;
  private volatile boolean tracing;
  private volatile long lastActivityEpochNanos;

  /** A session for a connection that was accepted; {@link #start} opens the conversation. */
  public ClientSession(
      ClientConnection connection, ClientHost host, Loop loop, Transport transport) {
    this.connection = connection;
    this.host = host;
    this.loop = loop;
    this.transport = transport;
    this.settings = host.settings();
    this.outbound = new Outbound(loop, transport, settings.maxPendingBytes(), this::slowConsumer);
    this.output = new ClientOutput(this, outbound);
    this.parser = new ClientParser(settings.maxControlLineBytes(), settings.maxPayloadBytes());
    this.input = new InputAssembly(parser, loop.producer().pool());
    this.keepAlive = new KeepAlive(this, loop);
    this.pacing = new ReadPacing(loop, transport);
    this.login = new ClientLogin(this, host, loop);
    this.publisher = new ClientPublisher(this, output, host, loop);
    this.lastActivityEpochNanos = connection.startEpochNanos();
    this.tracing = settings.trace();
  }

  // ---- opening

  /** What is known of the connection has changed: a PROXY header or a TLS handshake told more. */
  public void identify(ClientConnection known) {
    connection = known;
  }

  /** Sends INFO (CORE-001). */
  public void sendInfo() {
    send(host.info(this, false));
  }

  /** Starts the timers; input may follow (CORE-004). */
  public void start() {
    login.start();
    keepAlive.start();
  }

  /**
   * Takes input. {@code in} is little-endian and has {@value InputAssembly#HEADROOM_BYTES} bytes of
   * room in front of {@code from}.
   */
  public void received(ByteBuffer in, int from, int limit) {
    if (state == SessionState.CLOSED || from == limit) {
      return;
    }
    loop.works();
    if (loop.hasHandedOver()) {
      loop.drain();
    }
    dispatching = true;
    loop.producer().takeCongested();
    if (state == SessionState.AWAITING_CONNECT && !login.startsWith(in.get(from))) {
      dispatching = false;
      return;
    }
    loop.producer().input();
    loop.producer().client(this);
    input.received(in, from, limit, this);
    batchDone();
  }

  private void batchDone() {
    dispatching = false;
    loop.producer().client(null);
    if (publisher.publishCounts()) {
      keepAlive.activity();
    }
    lastActivityEpochNanos = loop.epochNanos();
    Outbound behind = loop.producer().takeCongested();
    if (behind != null && state != SessionState.CLOSED) {
      pacing.batchDone(behind);
    }
    if (state == SessionState.CLOSED) {
      input.release();
    }
  }

  @Override
  public void connect(ByteBuffer in, int at, int length) {
    trace("<<-", "CONNECT", in, at, length);
    login.connect(Ascii.bytes(in, at, length));
  }

  /** Credentials are being checked elsewhere: nothing more is parsed until then. */
  void pauseInput() {
    input.pause();
    transport.reading(false);
  }

  /** Goes on behind {@link #pauseInput}. */
  void resumeInput() {
    if (state != SessionState.CLOSED) {
      dispatching = true;
      transport.reading(true);
      loop.producer().client(this);
      input.resume(this);
      batchDone();
    }
  }

  /** The client is somebody now. */
  void opened(Account home, Identity who, boolean headers) {
    applyLimits();
    parser.headersAllowed(headers);
    output.headers(headers);
    become(SessionState.OPEN);
    identityChanged(home, who);
    applyTracing();
  }

  /** The client publishes as somebody else, or under other permissions. */
  void identityChanged(Account home, Identity who) {
    publisher.identityChanged(home, who, login.options());
  }

  SessionState state() {
    return state;
  }

  /**
   * Makes every transition but the one to {@link SessionState#CLOSED}, which {@link #end} makes.
   */
  void become(SessionState next) {
    if (state != SessionState.CLOSED) {
      state = next;
    }
  }

  KeepAlive keepAlive() {
    return keepAlive;
  }

  ClientSubscriptions subscriptionsOf() {
    return subscriptions;
  }

  private void applyLimits() {
    long server = settings.maxPayloadBytes();
    Account home = login.account();
    long own = home == null ? -1 : home.limits().maxPayloadBytes();
    long payload = own < 0 ? server : server < 0 ? own : Math.min(own, server);
    parser.limits(settings.maxControlLineBytes(), payload);
  }

  private void applyTracing() {
    Account home = login.account();
    tracing =
        settings.trace()
            && (home == null || !host.accounts().isSystem(home) || settings.traceSystemAccount());
  }

  // ---- publishing

  @Override
  public void message(PublishedMessage message, boolean sameLine) {
    publisher.publish(message, sameLine);
  }

  // ---- subscribing

  @Override
  public void subscribe(
      ByteBuffer in,
      int subjectAt,
      int subjectLength,
      int queueAt,
      int queueLength,
      int sidAt,
      int sidLength) {
    keepAlive.activity();
    Account home = login.account();
    Identity who = login.identity();
    if (home != null && who != null) {
      subscriptions.subscribe(
          home,
          who,
          new Subscription(
              Ascii.bytes(in, subjectAt, subjectLength),
              queueLength == 0 ? null : Ascii.bytes(in, queueAt, queueLength),
              Ascii.bytes(in, sidAt, sidLength),
              output,
              who.permissions()));
    }
  }

  @Override
  public void unsubscribe(ByteBuffer in, int sidAt, int sidLength, long max) {
    keepAlive.activity();
    Account home = login.account();
    if (home != null) {
      subscriptions.unsubscribe(home, Ascii.text(in, sidAt, sidLength), max);
    }
  }

  /** The last message that a subscription may have has been delivered; any thread. */
  void subscriptionExhausted(Subscription subscription) {
    subscription.close();
    if (loop.inLoop()) {
      forget(subscription);
    } else {
      loop.execute(() -> forget(subscription));
    }
  }

  private void forget(Subscription subscription) {
    Account home = login.account();
    if (home != null && subscriptions.forget(home, subscription)) {
      trace("<->", "DELSUB " + subscription.sidText());
    }
  }

  void dropSubscriptions() {
    Account home = login.account();
    if (home != null) {
      subscriptions.removeIf(home, subscription -> true);
    }
  }

  // ---- keep-alive and the rest

  @Override
  public void ping() {
    keepAlive.activity();
    trace("<<-", "PING");
    send(PONG);
    trace("->>", "PONG");
    if (!firstPongSent && (login.connectReceived() || !host.authenticator().required())) {
      firstPongSent = true;
      if (login.connectReceived() && login.options().protocol() >= 1) {
        send(host.info(this, true));
      }
    }
  }

  @Override
  public void pong() {
    trace("<<-", "PONG");
    keepAlive.pong();
  }

  @Override
  public void info(ByteBuffer in, int at, int length) {
    if (!ConnectOptions.isJsonObject(Ascii.bytes(in, at, length))) {
      host.log().protocolError(this, "INFO from the client is not valid JSON");
      close(CloseReason.PROTOCOL_VIOLATION);
    }
  }

  @Override
  public void peerError(ByteBuffer in, int at, int length) {
    host.log().peerError(this, Ascii.text(in, at, length));
    close(CloseReason.PARSE_ERROR);
  }

  @Override
  public void violation(Violation violation, ByteBuffer in, int at, int limit) {
    String shown = Ascii.quoted(Ascii.text(in, at, Math.min(32, limit - at)));
    switch (violation) {
      case UNKNOWN_OPERATION -> {
        host.log().parseError(this, shown);
        fail(CloseReason.PROTOCOL_VIOLATION, "Unknown Protocol Operation");
      }
      case ARGUMENTS -> {
        host.log().protocolError(this, "wrong arguments in " + shown);
        close(CloseReason.PROTOCOL_VIOLATION);
      }
      case CONTROL_LINE_TOO_LONG -> {
        host.log().protocolError(this, "maximum control line exceeded by " + shown);
        fail(CloseReason.MAX_CONTROL_LINE_EXCEEDED, "maximum control line exceeded");
      }
      case PAYLOAD_TOO_LARGE -> {
        host.log().protocolError(this, "maximum payload exceeded by " + shown);
        fail(CloseReason.MAX_PAYLOAD_EXCEEDED, "Maximum Payload Violation");
      }
    }
  }

  void acknowledge() {
    if (login.options().verbose()) {
      trace("->>", "OK");
      send(OK);
    }
  }

  /** Sends control bytes behind everything queued. */
  public void send(byte[] bytes) {
    if (!outbound.closed()) {
      outbound.control(bytes);
    }
  }

  /** Sends {@code -ERR}; the connection stays open. */
  void sendError(String text) {
    trace("->>", "-ERR " + text);
    send(("-ERR '" + text + "'\r\n").getBytes(UTF_8));
  }

  /** Whether protocol lines are logged. */
  boolean tracing() {
    return tracing;
  }

  /**
   * Whether a request received lets the client publish this message although it may not otherwise
   * (CORE-708).
   */
  boolean mayAnswer(PublishedMessage message) {
    ReplyPermits permits = login.replyPermits();
    return permits != null && permits.use(message.subjectText(), loop.nanoTime());
  }

  /** Sends INFO again because it changed, if the client can take it (CORE-092). */
  public void sendChangedInfo(byte[] line) {
    if (acceptsChangedInfo()) {
      send(line);
    }
  }

  /** Whether an INFO may come at any time (CORE-092). */
  public boolean acceptsChangedInfo() {
    return state == SessionState.OPEN && firstPongSent && login.options().protocol() >= 1;
  }

  boolean answeredFirstPing() {
    return firstPongSent;
  }

  void permissionDenied(String operation, String subject) {
    host.log().permissionDenied(this, operation, subject);
  }

  // ---- delivery, called by any producer

  /**
   * Whether messages are dropped, and not producers held back, when this client is far behind
   * (CORE-253).
   */
  boolean dropsWhenBehind() {
    return !settings.stallProducers();
  }

  void droppedForCongestion() {
    host.log().dropped(this);
  }

  /** A message is about to be appended: what permissions and tracing want to know of it. */
  void delivering(
      Producer producer,
      PublishedMessage message,
      Subscription subscription,
      boolean withHeaders,
      int skipped) {
    ReplyPermits permits = login.replyPermits();
    if (permits != null && message.replyLength() > 0) {
      permits.grant(message.replyText(), producer.loop().nanoTime());
    }
    if (tracing) {
      host.log().traceDelivery(this, message, subscription, withHeaders, skipped);
    }
  }

  // ---- ending

  private void slowConsumer() {
    if (state != SessionState.CLOSED) {
      host.log().slowConsumer(this, "MaxPending of " + settings.maxPendingBytes() + " Exceeded");
      slowConsumerClose(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    }
  }

  /** Cuts the client off because it does not keep up (CORE-251, CORE-252); nothing is flushed. */
  public void slowConsumerClose(CloseReason reason) {
    Account home = login.account();
    if (home != null) {
      home.slowConsumers().incrementAndGet();
    }
    end(reason, false);
  }

  void stale() {
    host.log().stale(this);
    fail(CloseReason.STALE_CONNECTION, "Stale Connection");
  }

  /** Sends the error and closes. */
  public void fail(CloseReason reason, String error) {
    if (state != SessionState.CLOSED) {
      sendError(error);
      close(reason);
    }
  }

  /** Flushes what is queued, as far as it goes quickly, and closes; does nothing when closed. */
  public void close(CloseReason reason) {
    end(reason, true);
  }

  /** The peer is gone, or reading or writing failed. */
  public void disconnected(CloseReason reason) {
    end(reason, false);
  }

  private void end(CloseReason reason, boolean flush) {
    if (state == SessionState.CLOSED) {
      return;
    }
    state = SessionState.CLOSED;
    parser.halt();
    keepAlive.stop();
    login.end();
    List<Subscription> last = new ArrayList<>(subscriptions.all());
    dropSubscriptions();
    outbound.close(flush);
    if (flush) {
      transport.closeAfterFlush();
    } else {
      transport.closeNow();
    }
    if (!dispatching) {
      input.release();
    }
    Account home = login.account();
    if (home != null) {
      home.unbind(this);
    }
    publisher.publishCounts();
    host.closed(this, reason, last);
  }

  // ---- reload

  /** New settings or a new authenticator are in force: applies limits at once (CORE-898). */
  public void settingsChanged() {
    settings = host.settings();
    if (state == SessionState.OPEN) {
      applyLimits();
    }
    applyTracing();
  }

  /** Asks the authenticator again and closes the connection if it may not stay (CORE-893). */
  public void reauthenticate() {
    login.again();
  }

  // ---- what others may know; any thread unless said otherwise

  /** What is known of the connection from outside the protocol. */
  public ClientConnection connection() {
    return connection;
  }

  /** The loop that owns this session. */
  public Loop loop() {
    return loop;
  }

  /** The way out. */
  public Outbound outbound() {
    return outbound;
  }

  /** What CONNECT said. */
  public ConnectOptions options() {
    return login.options();
  }

  /** Who it is, or null before authentication. */
  public @Nullable Identity identity() {
    return login.identity();
  }

  /** The account it is bound to, or null before authentication. */
  public @Nullable Account account() {
    return login.account();
  }

  /** Messages that came in. */
  public long receivedMessages() {
    return publisher.messages();
  }

  /** Bytes of header and payload that came in. */
  public long receivedBytes() {
    return publisher.bytes();
  }

  /** How often this client was held back as a fast producer. */
  public long stalls() {
    return pacing.stalls();
  }

  /** Round trip time in nanoseconds, 0 while unknown. */
  public long rttNanos() {
    return keepAlive.rttNanos();
  }

  /** When something last came in, in nanoseconds since the epoch. */
  public long lastActivityEpochNanos() {
    return lastActivityEpochNanos;
  }

  /** Sends a PING to measure the round trip; loop only. */
  public void measureRtt() {
    if (state == SessionState.OPEN && firstPongSent) {
      keepAlive.sendPing();
    }
  }

  /** Subscriptions, a live view; loop only. */
  public Collection<Subscription> subscriptions() {
    return subscriptions.all();
  }

  /** Number of subscriptions; approximate off the loop. */
  public int subscriptionCount() {
    return subscriptions.count();
  }

  /** Whether the session has ended; loop only. */
  public boolean isClosed() {
    return state == SessionState.CLOSED;
  }

  SessionSettings settings() {
    return settings;
  }

  // ---- tracing

  void trace(String direction, String text) {
    if (tracing) {
      host.log().trace(this, direction, text);
    }
  }

  private void trace(String direction, String verb, ByteBuffer in, int at, int length) {
    if (tracing) {
      host.log().trace(this, direction, verb + " " + Ascii.text(in, at, length));
    }
  }
}
