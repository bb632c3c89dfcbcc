package io.myelin.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.myelin.config.ConnectionType;
import io.myelin.protocol.PublishedMessage;
import io.myelin.security.AuthRequest;
import io.myelin.security.AuthResult;
import io.myelin.security.Authenticator;
import io.myelin.security.Identity;
import io.myelin.security.Permissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Accounts, loops and settings for sessions under test; users are {@code user -> identity}. */
final class SimulatedServer implements ClientHost, SessionLog {
  final SegmentPool pool = new SegmentPool(MemorySource.COLLECTED, Long.MAX_VALUE);
  final List<SimulatedLoop> loops = new ArrayList<>();
  final Accounts accounts = new Accounts("$SYS");
  final Map<String, Identity> users = new HashMap<>();
  final List<String> log = new ArrayList<>();
  final List<CloseReason> closed = new ArrayList<>();
  CompletableFuture<AuthResult> slowAnswer = CompletableFuture.completedFuture(null);
  boolean answersSlowly;
  SessionSettings settings = settings(1024, 10_000, 1 << 20, 0);
  private long lastId;

  SimulatedServer(int loopCount) {
    for (int i = 0; i < loopCount; i++) {
      loops.add(new SimulatedLoop(i, loopCount, pool));
    }
  }

  static SessionSettings settings(
      int controlLine, long payload, long pending, int maxSubscriptions) {
    return new SessionSettings(
        controlLine,
        payload,
        pending,
        maxSubscriptions,
        0,
        TimeUnit.MINUTES.toNanos(2),
        2,
        TimeUnit.SECONDS.toNanos(2),
        TimeUnit.SECONDS.toNanos(10),
        false,
        true,
        true,
        false,
        false,
        false,
        0);
  }

  /** A connection on the first loop. */
  SimulatedClient connect() {
    return connect(0);
  }

  SimulatedClient connect(int loop) {
    SimulatedLoop on = loops.get(loop);
    ClientConnection connection =
        ClientConnection.accepted(
            ++lastId, "127.0.0.1", 1, ConnectionType.STANDARD, on.epochNanos(), "");
    SimulatedClient client = new SimulatedClient(this, on);
    ClientSession session = new ClientSession(connection, this, on, client);
    client.open(session);
    return client;
  }

  /** Runs every loop until nothing is left to do anywhere. */
  void settle() {
    for (int round = 0; round < 4; round++) {
      loops.forEach(SimulatedLoop::settle);
    }
  }

  @Override
  public SessionSettings settings() {
    return settings;
  }

  @Override
  public Authenticator authenticator() {
    return new Authenticator() {
      @Override
      public boolean required() {
        return !users.isEmpty();
      }

      @Override
      public boolean usesNonce() {
        return false;
      }

      @Override
      public boolean allowsAnonymous() {
        return false;
      }

      @Override
      public CompletionStage<AuthResult> authenticate(AuthRequest request) {
        return answersSlowly ? slowAnswer : CompletableFuture.completedFuture(answer(request));
      }
    };
  }

  private AuthResult answer(AuthRequest request) {
    if (users.isEmpty()) {
      return new AuthResult.Granted(new Identity(Account.GLOBAL, "", "", Permissions.ALL));
    }
    Identity known = users.get(request.options().user());
    return known == null ? new AuthResult.Refused("unknown") : new AuthResult.Granted(known);
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public byte[] info(ClientSession session, boolean afterConnect) {
    return (afterConnect ? "INFO after\r\n" : "INFO\r\n").getBytes(ISO_8859_1);
  }

  @Override
  public void authenticated(ClientSession session) {}

  @Override
  public void closed(ClientSession session, CloseReason reason, List<Subscription> subscriptions) {
    closed.add(reason);
  }

  @Override
  public SessionLog log() {
    return this;
  }

  @Override
  public void protocolError(ClientSession session, String what) {
    log.add(what);
  }

  @Override
  public void parseError(ClientSession session, String shown) {
    log.add(shown);
  }

  @Override
  public void peerError(ClientSession session, String text) {
    log.add(text);
  }

  @Override
  public void authenticationError(ClientSession session, String why) {
    log.add(why);
  }

  @Override
  public void permissionDenied(ClientSession session, String operation, String subject) {
    log.add(operation + " " + subject);
  }

  @Override
  public void slowConsumer(ClientSession session, String why) {
    log.add(why);
  }

  @Override
  public void dropped(ClientSession session) {
    log.add("dropped");
  }

  @Override
  public void stale(ClientSession session) {
    log.add("stale");
  }

  @Override
  public void trace(ClientSession session, String direction, String line) {}

  @Override
  public void tracePublish(ClientSession session, PublishedMessage message) {}

  @Override
  public void traceDelivery(
      ClientSession session,
      PublishedMessage message,
      Subscription subscription,
      boolean withHeaders,
      int skippedHeaderBytes) {}
}
