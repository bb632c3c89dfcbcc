package io.myelin.core;

import io.myelin.protocol.Ascii;
import io.myelin.protocol.ConnectOptions;
import io.myelin.protocol.MalformedJsonException;
import io.myelin.security.AuthRequest;
import io.myelin.security.AuthResult;
import io.myelin.security.Identity;
import io.myelin.security.Permissions;
import io.myelin.security.ResponsePermission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a client becomes somebody: CONNECT, credentials, the account, and the checks in the order of
 * CORE-053; and the same question again after a reload (CORE-893). Loop thread only, except for
 * what is read.
 */
final class ClientLogin {
  private final ClientSession session;
  private final ClientHost host;
  private final Loop loop;
  private Loop.@Nullable Timer timer;
  private @Nullable CompletableFuture<AuthResult> pending;
  private boolean connectReceived;
  private volatile ConnectOptions options = ConnectOptions.DEFAULT;
  private volatile @Nullable Identity identity;
  private volatile @Nullable Account account;
  private volatile @Nullable ReplyPermits replyPermits;

  ClientLogin(ClientSession session, ClientHost host, Loop loop) {
    this.session = session;
    this.host = host;
    this.loop = loop;
  }

  /** Starts the clock for CONNECT, where one is needed (CORE-005). */
  void start() {
    if (host.authenticator().required()) {
      timer =
          loop.schedule(this::timedOut, host.settings().authTimeoutNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** The session has ended: nobody waits for an answer any more. */
  void end() {
    stop();
    CompletableFuture<AuthResult> asked = pending;
    if (asked != null) {
      asked.cancel(false);
      pending = null;
    }
  }

  private void stop() {
    Loop.Timer armed = timer;
    if (armed != null) {
      armed.cancel();
      timer = null;
    }
  }

  private void timedOut() {
    timer = null;
    SessionState state = session.state();
    if (state == SessionState.AWAITING_CONNECT || state == SessionState.AUTHENTICATING) {
      session.fail(CloseReason.AUTHENTICATION_TIMEOUT, "Authentication Timeout");
    }
  }

  /**
   * Deals with a first verb that is not CONNECT (CORE-006, CORE-007); false when the connection was
   * refused.
   */
  boolean startsWith(byte first) {
    if (first == 'C' || first == 'c') {
      return true;
    }
    if (host.authenticator().required() && !host.authenticator().allowsAnonymous()) {
      refuse("no CONNECT before the first operation");
      return false;
    }
    authenticate(ConnectOptions.DEFAULT);
    return session.state() != SessionState.CLOSED;
  }

  /** CONNECT arrived with this JSON. */
  void connect(byte[] json) {
    stop();
    ConnectOptions wanted;
    try {
      wanted = options.merge(json);
    } catch (MalformedJsonException e) {
      host.log().protocolError(session, String.valueOf(e.getMessage()));
      session.close(CloseReason.PROTOCOL_VIOLATION);
      return;
    }
    if (connectReceived) {
      session.dropSubscriptions();
    }
    connectReceived = true;
    session.keepAlive().connected();
    authenticate(wanted);
  }

  private AuthRequest request() {
    ClientConnection connection = session.connection();
    return new AuthRequest(
        options,
        connection.nonce(),
        connection.type(),
        connection.peerCertificates(),
        connection.remoteIp());
  }

  private void authenticate(ConnectOptions wanted) {
    options = wanted;
    session.become(SessionState.AUTHENTICATING);
    CompletableFuture<AuthResult> answer =
        host.authenticator().authenticate(request()).toCompletableFuture();
    if (answer.isDone()) {
      answered(answer.join());
      return;
    }
    session.pauseInput();
    pending = answer;
    answer.thenAccept(
        result ->
            loop.execute(
                () -> {
                  pending = null;
                  if (session.state() != SessionState.CLOSED) {
                    answered(result);
                    session.resumeInput();
                  }
                }));
  }

  private void answered(AuthResult result) {
    if (result instanceof AuthResult.Granted granted) {
      granted(granted.identity());
    } else if (result instanceof AuthResult.Refused refused) {
      refuse(refused.reason());
    }
  }

  private void refuse(String why) {
    host.log().authenticationError(session, why);
    session.fail(CloseReason.AUTHENTICATION_FAILURE, "Authorization Violation");
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
      previous.unbind(session);
    }
    become(home, who);
    if (!home.bind(session)) {
      accountFull();
      return;
    }
    if (options.protocol() < 0 || options.protocol() > 1) {
      session.fail(CloseReason.BAD_CLIENT_PROTOCOL_VERSION, "invalid client protocol");
      return;
    }
    boolean headers = options.headers() && host.settings().headers();
    if (options.noResponders() && !headers) {
      session.fail(
          CloseReason.NO_RESPONDERS_REQUIRES_HEADERS, "no responders requires headers support");
      return;
    }
    session.opened(home, who, headers);
    host.authenticated(session);
    if (connectReceived) {
      session.acknowledge();
    }
  }

  private void accountFull() {
    session.fail(
        CloseReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED,
        "maximum account active connections exceeded");
  }

  private void become(Account home, Identity who) {
    identity = who;
    account = home;
    ResponsePermission responses = who.permissions().responses();
    replyPermits = responses == null ? null : new ReplyPermits(responses);
  }

  /** Asks again and closes the connection if it may not stay. */
  void again() {
    if (session.state() == SessionState.OPEN) {
      CompletableFuture<AuthResult> answer =
          host.authenticator().authenticate(request()).toCompletableFuture();
      pending = answer;
      answer.thenAccept(result -> loop.execute(() -> answeredAgain(result)));
    }
  }

  private void answeredAgain(AuthResult result) {
    CompletableFuture<AuthResult> waiting = pending;
    if (waiting != null && waiting.isDone()) {
      pending = null;
    }
    Account home = account;
    if (session.state() != SessionState.OPEN || home == null) {
      return;
    }
    if (!(result instanceof AuthResult.Granted granted)) {
      refuse("no longer authorized after the configuration was reloaded");
      return;
    }
    Identity who = granted.identity();
    if (!who.account().equals(home.name())) {
      session.close(CloseReason.CLIENT_CLOSED);
      return;
    }
    if (home.unbindExcess(session)) {
      accountFull();
      return;
    }
    become(home, who);
    session.identityChanged(home, who);
    Permissions permissions = who.permissions();
    session.subscriptionsOf().permissions(home, permissions);
    if (permissions.unrestricted()) {
      return;
    }
    for (Subscription gone :
        session
            .subscriptionsOf()
            .removeIf(home, s -> !permissions.maySubscribe(s.patternText(), s.queueText()))) {
      String queue = gone.queue() == null ? "" : " using queue " + Ascii.quoted(gone.queueText());
      session.sendError(
          "Permissions Violation for Subscription to "
              + Ascii.quoted(gone.patternText())
              + queue
              + " (sid "
              + Ascii.quoted(gone.sidText())
              + ")");
    }
  }

  boolean connectReceived() {
    return connectReceived;
  }

  /** What CONNECT said; any thread. */
  ConnectOptions options() {
    return options;
  }

  /** Who it is, or null; any thread. */
  @Nullable Identity identity() {
    return identity;
  }

  /** Where it belongs, or null; any thread. */
  @Nullable Account account() {
    return account;
  }

  /**
   * The replies that it may send although it may not publish there otherwise, or null; any thread.
   */
  @Nullable ReplyPermits replyPermits() {
    return replyPermits;
  }
}
