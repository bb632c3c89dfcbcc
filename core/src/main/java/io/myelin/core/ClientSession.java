package io.myelin.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.protocol.Ascii;
import io.myelin.protocol.ClientEvents;
import io.myelin.protocol.ClientParser;
import io.myelin.protocol.ConnectOptions;
import io.myelin.protocol.MalformedJsonException;
import io.myelin.protocol.PublishedMessage;
import io.myelin.protocol.Violation;
import io.myelin.security.AuthRequest;
import io.myelin.security.AuthResult;
import io.myelin.security.Identity;
import io.myelin.security.Permissions;
import io.myelin.security.ResponsePermission;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What core knows of one client connection: who it is, what it subscribed to, and how far its
 * conversation has come. Everything runs on the connection's loop unless a method says otherwise.
 */
public final class ClientSession implements ClientEvents {
  private static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);
  private static final byte[] PONG = "PONG\r\n".getBytes(US_ASCII);

  /** How far the conversation has come. */
  private enum State {
    AWAITING_CONNECT,
    AUTHENTICATING,
    OPEN,
    CLOSED
  }

  private volatile ClientConnection connection;
  private final ClientHost host;
  private final Loop loop;
  private final Transport transport;
  private final Outbound outbound;
  private final ClientOutput output;
  private final ClientParser parser;
  private final InputAssembly input;
  private final ClientSubscriptions subscriptions = new ClientSubscriptions();
  private final KeepAlive keepAlive;
  private final ReadPacing pacing;
  private final ClientPublisher publisher;
  private SessionSettings settings;
  private State state = State.AWAITING_CONNECT;
  private Loop.@Nullable Timer authTimer;
  private boolean connectReceived;
  private boolean firstPongSent;
  private boolean dispatching;
  private volatile ConnectOptions options = ConnectOptions.DEFAULT;
  private volatile @Nullable Identity identity;
  private volatile @Nullable Account account;
  private volatile @Nullable ReplyPermits replyPermits;
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
    if (host.authenticator().required()) {
      authTimer =
          loop.schedule(this::authTimedOut, settings.authTimeoutNanos(), TimeUnit.NANOSECONDS);
    }
    keepAlive.start();
  }

  private void authTimedOut() {
    authTimer = null;
    if (state == State.AWAITING_CONNECT || state == State.AUTHENTICATING) {
      fail(CloseReason.AUTHENTICATION_TIMEOUT, "Authentication Timeout");
    }
  }

  /**
   * Takes input. {@code in} is little-endian and has {@value InputAssembly#HEADROOM_BYTES} bytes of
   * room in front of {@code from}.
   */
  public void received(ByteBuffer in, int from, int limit) {
    if (state == State.CLOSED || from == limit) {
      return;
    }
    if (loop.hasHandedOver()) {
      loop.drain();
    }
    dispatching = true;
    loop.producer().takeCongested();
    if (state == State.AWAITING_CONNECT && !startsWithoutConnect(in.get(from))) {
      dispatching = false;
      return;
    }
    input.received(in, from, limit, this);
    batchDone();
  }

  private void batchDone() {
    dispatching = false;
    if (publisher.publishCounts()) {
      keepAlive.activity();
    }
    lastActivityEpochNanos = loop.epochNanos();
    Outbound behind = loop.producer().takeCongested();
    if (behind != null && state != State.CLOSED) {
      pacing.batchDone(behind);
    }
    if (state == State.CLOSED) {
      input.release();
    }
  }

  /**
   * Deals with a first verb that is not CONNECT (CORE-006, CORE-007); false when the connection was
   * refused.
   */
  private boolean startsWithoutConnect(byte first) {
    if (first == 'C' || first == 'c') {
      return true;
    }
    if (host.authenticator().required() && !host.authenticator().allowsAnonymous()) {
      refuse("no CONNECT before the first operation");
      return false;
    }
    authenticate(ConnectOptions.DEFAULT);
    return state != State.CLOSED;
  }

  @Override
  public void connect(ByteBuffer in, int at, int length) {
    trace("<<-", "CONNECT", in, at, length);
    if (authTimer != null) {
      authTimer.cancel();
      authTimer = null;
    }
    ConnectOptions wanted;
    try {
      wanted = options.merge(Ascii.bytes(in, at, length));
    } catch (MalformedJsonException e) {
      host.log().protocolError(this, String.valueOf(e.getMessage()));
      close(CloseReason.PROTOCOL_VIOLATION);
      return;
    }
    if (connectReceived) {
      dropSubscriptions();
    }
    connectReceived = true;
    keepAlive.connected();
    authenticate(wanted);
  }

  private void authenticate(ConnectOptions wanted) {
    options = wanted;
    state = State.AUTHENTICATING;
    CompletableFuture<AuthResult> answer =
        host.authenticator()
            .authenticate(
                new AuthRequest(
                    wanted,
                    connection.nonce(),
                    connection.type(),
                    connection.peerCertificates(),
                    connection.remoteIp()))
            .toCompletableFuture();
    if (answer.isDone()) {
      authenticated(answer.join());
      return;
    }
    input.pause();
    transport.reading(false);
    CompletableFuture<Void> unused =
        answer.thenAccept(result -> loop.execute(() -> resumeAfterAuthentication(result)));
  }

  private void resumeAfterAuthentication(AuthResult result) {
    if (state == State.CLOSED) {
      return;
    }
    authenticated(result);
    if (state != State.CLOSED) {
      dispatching = true;
      transport.reading(true);
      input.resume(this);
      batchDone();
    }
  }

  private void authenticated(AuthResult result) {
    switch (result) {
      case AuthResult.Refused refused -> refuse(refused.reason());
      case AuthResult.Granted granted -> granted(granted.identity());
    }
  }

  private void refuse(String why) {
    host.log().authenticationError(this, why);
    fail(CloseReason.AUTHENTICATION_FAILURE, "Authorization Violation");
  }

  private void granted(Identity who) {
    Account home = host.accounts().find(who.account());
    if (home == null) {
      refuse("account " + who.account() + " does not exist");
      return;
    }
    if (options.accountNamed()) {
      refuse("CONNECT names an account");
      return;
    }
    Account previous = account;
    if (previous != null && previous != home) {
      previous.unbind(this);
    }
    identity = who;
    account = home;
    ResponsePermission responses = who.permissions().responses();
    replyPermits = responses == null ? null : new ReplyPermits(responses);
    if (!home.bind(this)) {
      fail(
          CloseReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED,
          "maximum account active connections exceeded");
      return;
    }
    applyLimits();
    if (options.protocol() < 0 || options.protocol() > 1) {
      fail(CloseReason.BAD_CLIENT_PROTOCOL_VERSION, "invalid client protocol");
      return;
    }
    boolean headers = options.headers() && settings.headers();
    if (options.noResponders() && !headers) {
      fail(CloseReason.NO_RESPONDERS_REQUIRES_HEADERS, "no responders requires headers support");
      return;
    }
    parser.headersAllowed(headers);
    output.headers(headers);
    state = State.OPEN;
    publisher.identityChanged(home, who, options);
    applyTracing();
    host.authenticated(this);
    if (connectReceived) {
      acknowledge();
    }
  }

  private void applyLimits() {
    long server = settings.maxPayloadBytes();
    Account home = account;
    long own = home == null ? -1 : home.limits().maxPayloadBytes();
    long payload = own < 0 ? server : server < 0 ? own : Math.min(own, server);
    parser.limits(settings.maxControlLineBytes(), payload);
  }

  private void applyTracing() {
    Account home = account;
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
    Account home = account;
    Identity who = identity;
    if (home == null || who == null) {
      return;
    }
    Subscription candidate =
        new Subscription(
            Ascii.bytes(in, subjectAt, subjectLength),
            queueLength == 0 ? null : Ascii.bytes(in, queueAt, queueLength),
            Ascii.bytes(in, sidAt, sidLength),
            output,
            who.permissions());
    if (tracing) {
      String queue = queueLength == 0 ? "" : candidate.queueText() + " ";
      host.log()
          .trace(this, "<<-", "SUB " + candidate.patternText() + " " + queue + candidate.sidText());
    }
    ClientSubscriptions.Outcome outcome =
        subscriptions.subscribe(
            home, who, candidate, maxSubscriptions(home), settings.maxSubscriptionTokens());
    String subject = Ascii.quoted(candidate.patternText());
    switch (outcome) {
      case DONE -> acknowledge();
      case DENIED -> {
        String queue =
            queueLength == 0 ? "" : " using queue " + Ascii.quoted(candidate.queueText());
        sendError("Permissions Violation for Subscription to " + subject + queue);
        host.log().permissionDenied(this, "Subscription", candidate.patternText());
      }
      case TOO_MANY_TOKENS ->
          sendError("Permissions Violation for Subscription to " + subject + ", too many tokens");
      case TOO_MANY -> sendError("maximum subscriptions exceeded");
      case INVALID_SUBJECT -> sendError("Invalid Subject");
    }
  }

  private int maxSubscriptions(Account home) {
    int server = settings.maxSubscriptions();
    int own = home.limits().maxSubscriptions();
    return own < 0 ? server : server <= 0 ? own : Math.min(own, server);
  }

  @Override
  public void unsubscribe(ByteBuffer in, int sidAt, int sidLength, long max) {
    keepAlive.activity();
    Account home = account;
    String sid = Ascii.text(in, sidAt, sidLength);
    if (tracing) {
      host.log().trace(this, "<<-", "UNSUB " + sid + (max > 0 ? " " + max : ""));
    }
    Subscription subscription = subscriptions.find(sid);
    if (subscription != null && home != null && (max == 0 || !subscription.limit(max))) {
      subscriptions.remove(home, sid);
    }
    acknowledge();
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
    Account home = account;
    if (home != null && subscriptions.find(subscription.sidText()) == subscription) {
      subscriptions.remove(home, subscription.sidText());
      if (tracing) {
        host.log().trace(this, "<->", "DELSUB " + subscription.sidText());
      }
    }
  }

  private void dropSubscriptions() {
    Account home = account;
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
    if (!firstPongSent && (connectReceived || !host.authenticator().required())) {
      firstPongSent = true;
      if (connectReceived && options.protocol() >= 1) {
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
    if (options.verbose()) {
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
    ReplyPermits permits = replyPermits;
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
    return state == State.OPEN && firstPongSent && options.protocol() >= 1;
  }

  boolean answeredFirstPing() {
    return firstPongSent;
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
    ReplyPermits permits = replyPermits;
    if (permits != null && message.replyLength() > 0) {
      permits.grant(message.replyText(), producer.loop().nanoTime());
    }
    if (tracing) {
      host.log().traceDelivery(this, message, subscription, withHeaders, skipped);
    }
  }

  // ---- ending

  private void slowConsumer() {
    if (state != State.CLOSED) {
      host.log().slowConsumer(this, "MaxPending of " + settings.maxPendingBytes() + " Exceeded");
      slowConsumerClose(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    }
  }

  /** Cuts the client off because it does not keep up (CORE-251, CORE-252); nothing is flushed. */
  public void slowConsumerClose(CloseReason reason) {
    Account home = account;
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
    if (state != State.CLOSED) {
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
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    parser.halt();
    keepAlive.stop();
    if (authTimer != null) {
      authTimer.cancel();
      authTimer = null;
    }
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
    Account home = account;
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
    if (state == State.OPEN) {
      applyLimits();
    }
    applyTracing();
  }

  /** Asks the authenticator again and closes the connection if it may not stay (CORE-893). */
  public void reauthenticate() {
    if (state != State.OPEN) {
      return;
    }
    AuthRequest request =
        new AuthRequest(
            options,
            connection.nonce(),
            connection.type(),
            connection.peerCertificates(),
            connection.remoteIp());
    host.authenticator()
        .authenticate(request)
        .thenAccept(result -> loop.execute(() -> reauthenticated(result)));
  }

  private void reauthenticated(AuthResult result) {
    Identity before = identity;
    if (state != State.OPEN || before == null) {
      return;
    }
    if (!(result instanceof AuthResult.Granted granted)) {
      refuse("no longer authorized after the configuration was reloaded");
      return;
    }
    Identity after = granted.identity();
    if (!after.account().equals(before.account())) {
      close(CloseReason.CLIENT_CLOSED);
      return;
    }
    identity = after;
    Permissions permissions = after.permissions();
    ResponsePermission responses = permissions.responses();
    replyPermits = responses == null ? null : new ReplyPermits(responses);
    Account home = account;
    if (home == null) {
      return;
    }
    publisher.identityChanged(home, after, options);
    if (!permissions.unrestricted()) {
      for (Subscription gone :
          subscriptions.removeIf(
              home, s -> !permissions.maySubscribe(s.patternText(), s.queueText()))) {
        String queue = gone.queue() == null ? "" : " using queue " + Ascii.quoted(gone.queueText());
        sendError(
            "Permissions Violation for Subscription to "
                + Ascii.quoted(gone.patternText())
                + queue
                + " (sid "
                + Ascii.quoted(gone.sidText())
                + ")");
      }
    }
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
    return options;
  }

  /** Who it is, or null before authentication. */
  public @Nullable Identity identity() {
    return identity;
  }

  /** The account it is bound to, or null before authentication. */
  public @Nullable Account account() {
    return account;
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
    if (state == State.OPEN && firstPongSent) {
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
    return state == State.CLOSED;
  }

  SessionSettings settings() {
    return settings;
  }

  // ---- tracing

  private void trace(String direction, String text) {
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
