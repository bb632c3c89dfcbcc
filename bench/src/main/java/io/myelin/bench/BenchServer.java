package io.myelin.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.myelin.config.ConnectionType;
import io.myelin.core.Account;
import io.myelin.core.Accounts;
import io.myelin.core.ClientConnection;
import io.myelin.core.ClientHost;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.MemorySource;
import io.myelin.core.SegmentPool;
import io.myelin.core.SessionLog;
import io.myelin.core.SessionSettings;
import io.myelin.core.Subscription;
import io.myelin.protocol.PublishedMessage;
import io.myelin.security.AuthRequest;
import io.myelin.security.AuthResult;
import io.myelin.security.Authenticator;
import io.myelin.security.Identity;
import io.myelin.security.Permissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Default settings, one loop, nobody to authenticate and nothing to log. */
final class BenchServer implements ClientHost, SessionLog, Authenticator {
  private static final byte[] INFO = "INFO {}\r\n".getBytes(US_ASCII);
  private static final SessionSettings SETTINGS =
      new SessionSettings(
          4096,
          1 << 20,
          64 << 20,
          0,
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

  private final Accounts accounts = new Accounts("$SYS");
  private final BenchLoop loop =
      new BenchLoop(new SegmentPool(MemorySource.COLLECTED, Long.MAX_VALUE));
  private long lastId;

  BenchLoop loop() {
    return loop;
  }

  BenchClient connect() {
    ClientConnection connection =
        ClientConnection.accepted(
            ++lastId, "127.0.0.1", 1, ConnectionType.STANDARD, loop.epochNanos(), "");
    BenchClient client = new BenchClient();
    client.open(new ClientSession(connection, this, loop, client));
    loop.settle();
    return client;
  }

  @Override
  public SessionSettings settings() {
    return SETTINGS;
  }

  @Override
  public Authenticator authenticator() {
    return this;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public byte[] info(ClientSession session, boolean afterConnect) {
    return INFO;
  }

  @Override
  public void authenticated(ClientSession session) {}

  @Override
  public void closed(ClientSession session, CloseReason reason, List<Subscription> subscriptions) {
    throw new IllegalStateException("a client was closed: " + reason);
  }

  @Override
  public SessionLog log() {
    return this;
  }

  @Override
  public boolean required() {
    return false;
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
    return CompletableFuture.completedFuture(
        new AuthResult.Granted(new Identity(Account.GLOBAL, "", "", Permissions.ALL)));
  }

  @Override
  public void protocolError(ClientSession session, String what) {}

  @Override
  public void parseError(ClientSession session, String shown) {}

  @Override
  public void peerError(ClientSession session, String text) {}

  @Override
  public void authenticationError(ClientSession session, String why) {}

  @Override
  public void permissionDenied(ClientSession session, String operation, String subject) {}

  @Override
  public void slowConsumer(ClientSession session, String why) {}

  @Override
  public void dropped(ClientSession session) {}

  @Override
  public void stale(ClientSession session) {}

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
