package io.myelin.server;

import io.myelin.config.AccountOptions;
import io.myelin.config.LimitsOptions;
import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.config.TlsOptions;
import io.myelin.core.AccountLimits;
import io.myelin.core.Accounts;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.SegmentPool;
import io.myelin.security.Authenticator;
import io.myelin.security.ConfiguredAuthenticator;
import io.myelin.security.PasswordWorkers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A running server: listeners, accounts, connections. Started by {@link #start}, stopped by {@link
 * #close}. Any thread may call.
 */
public final class Server implements AutoCloseable {
  private static final long BUDGET_SHARE_PERCENT = 85;

  private final ServerHost host;
  private final EventLoops loops;
  private final ClientRegistry registry;
  private final long startEpochMillis = System.currentTimeMillis();
  private final ClientAdmission admission;
  private final PasswordWorkers passwords = new PasswordWorkers();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable ClientListener clients;

  private Server(Options options, ServerLog log) {
    Accounts accounts = new Accounts(systemAccountName(options));
    registry = new ClientRegistry(options.get(ServerKeys.MAX_CLOSED_CLIENTS));
    SplittableRandom random = new SplittableRandom();
    SegmentPool pool = new SegmentPool(new NettyMemory(), budgetBytes());
    loops = new EventLoops(Runtime.getRuntime().availableProcessors(), pool, random);
    Authenticator authenticator =
        ConfiguredAuthenticator.builder(passwords).options(options).build();
    host = new ServerHost(ServerIds.newServerId(), options, accounts, authenticator, registry, log);
    admission =
        new ClientAdmission(
            host, options.find(ServerKeys.TLS).map(TlsOptions::connectionRateLimit).orElse(0));
    defineAccounts(options, accounts);
  }

  /**
   * Starts a server and returns when clients can connect.
   *
   * @throws StartupException when it cannot, with the reason for the operator
   */
  public static Server start(Options options, ServerLog log) throws StartupException {
    Server server = new Server(options, log);
    boolean started = false;
    try {
      server.listen();
      started = true;
    } finally {
      if (!started) {
        server.close();
      }
    }
    return server;
  }

  private void listen() throws StartupException {
    Options options = host.options();
    String address = options.get(ServerKeys.HOST);
    int wanted = options.get(ServerKeys.PORT);
    int port = wanted == -1 ? 0 : wanted;
    try {
      ClientListener listener =
          new ClientListener(
              loops, host, registry, admission, new InetSocketAddress(address, port));
      listener.manner(manner(options));
      clients = listener;
      host.bound(listener.address().getPort());
    } catch (IOException | RuntimeException e) {
      throw new StartupException(
          "Error listening on port: " + address + ":" + port + ", \"" + e.getMessage() + "\"", e);
    }
    log().info("Listening for client connections on " + address + ":" + host.port());
  }

  private static ClientOpening.@Nullable Manner manner(Options options) throws StartupException {
    Optional<TlsOptions> tls = options.find(ServerKeys.TLS);
    boolean proxy = options.get(ServerKeys.PROXY_PROTOCOL);
    if (tls.isEmpty()) {
      return proxy
          ? new ClientOpening.Manner(null, false, Duration.ZERO, true, Duration.ZERO, true)
          : null;
    }
    try {
      return new ClientOpening.Manner(
          TlsContext.of(tls.get()),
          tls.get().handshakeFirst(),
          tls.get().handshakeFirstFallback(),
          options.get(ServerKeys.ALLOW_NON_TLS),
          tls.get().timeout(),
          proxy);
    } catch (TlsConfigurationException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String systemAccountName(Options options) {
    return options.get(ServerKeys.NO_SYSTEM_ACCOUNT) ? "" : options.get(ServerKeys.SYSTEM_ACCOUNT);
  }

  private static long budgetBytes() {
    long direct = DirectMemory.limitBytes();
    return direct / 100 * BUDGET_SHARE_PERCENT;
  }

  private static void defineAccounts(Options options, Accounts accounts) {
    for (AccountOptions account : options.get(ServerKeys.ACCOUNTS)) {
      LimitsOptions limits = account.limits();
      accounts.define(
          account.name(),
          new AccountLimits(
              (int) limits.maxConnections(),
              (int) limits.maxSubscriptions(),
              limits.maxPayloadBytes()),
          List.of());
    }
  }

  private ServerLog log() {
    return host.serverLog();
  }

  /** The port that clients connect to. */
  public int clientPort() {
    return host.port();
  }

  /** The server's id, a public key. */
  public String id() {
    return host.serverId();
  }

  /** The server's name; its id unless one was configured. */
  public String name() {
    return host.serverName();
  }

  /** Milliseconds since the epoch when it was started. */
  public long startEpochMillis() {
    return startEpochMillis;
  }

  /** Waits until the server has been closed. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Stops accepting, closes every connection and gives everything back (CORE-337). Returns when
   * done; later calls do nothing.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    log().info("Initiating Shutdown...");
    ClientListener listener = clients;
    if (listener != null) {
      listener.close();
    }
    for (ClientSession session : registry.sessions()) {
      session.loop().execute(() -> session.close(CloseReason.SERVER_SHUTDOWN));
    }
    loops.close();
    passwords.close();
    log().info("Server Exiting..");
    closed.countDown();
  }
}
