package io.myelin.server;

import io.myelin.config.Option;
import io.myelin.config.Options;
import io.myelin.config.OptionsDiff;
import io.myelin.config.ServerKeys;
import io.myelin.config.TlsOptions;
import io.myelin.core.Accounts;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.SegmentPool;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A running server: listeners, accounts, connections. Started by {@link #start}, stopped by {@link
 * #close}. Any thread may call.
 */
public final class Server implements AutoCloseable {
  private static final long BUDGET_PERCENT = 85;

  /** Chooses the log for reloaded options. */
  public interface LogChooser {
    /**
     * The log to write to from now on.
     *
     * @throws StartupException when it cannot be opened
     */
    ServerLog choose(Options options, OptionsDiff.Changes changes) throws StartupException;
  }

  /** Reloads the configuration. */
  public interface ReloadAction {
    /**
     * Reads the configuration again and applies it.
     *
     * @throws StartupException when it cannot be applied; then nothing has changed
     */
    void run() throws StartupException;
  }

  private final ServerHost host;
  private final EventLoops loops;
  private final ClientRegistry registry;
  private final ClientAdmission admission;
  private final PasswordWorkers passwords = new PasswordWorkers();
  private final ConfiguredAuthenticator authenticator;
  private final WriteWatch writeWatch;
  private final AtomicInteger nextInProcess = new AtomicInteger();
  private final ServerMonitoring monitoring;
  private final JetStreamRuntime jetStream;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable ClientListener clients;
  private volatile ReloadAction reloadAction = () -> reload((options, changes) -> log());

  private Server(Options options, ServerLog log) {
    Accounts accounts = new Accounts(AccountSetup.systemAccount(options));
    registry = new ClientRegistry(options.get(ServerKeys.MAX_CLOSED_CLIENTS));
    SegmentPool pool =
        new SegmentPool(new NettyMemory(), DirectMemory.limitBytes() / 100 * BUDGET_PERCENT);
    loops =
        new EventLoops(Runtime.getRuntime().availableProcessors(), pool, new SplittableRandom());
    authenticator = ConfiguredAuthenticator.builder(passwords).options(options).build();
    host = new ServerHost(ServerIds.newServerId(), options, accounts, authenticator, registry, log);
    admission =
        new ClientAdmission(
            host, options.find(ServerKeys.TLS).map(TlsOptions::connectionRateLimit).orElse(0));
    writeWatch = new WriteWatch(host, pool);
    AccountSetup.apply(options, accounts);
    jetStream = new JetStreamRuntime(host, loops, pool.budgetBytes());
    monitoring = new ServerMonitoring(host, loops, this::acceptsClients, this::reloadOnRequest);
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
      server.open();
      started = true;
    } finally {
      if (!started) {
        server.close();
      }
    }
    return server;
  }

  private void open() throws StartupException {
    Options options = host.options();
    StartReport.identity(log(), host, options, authenticator);
    refuseOperatorMode(options);
    ClientListener listener = listener(options);
    try {
      ClientOpening.Manner manner = manner(options);
      monitoring.open();
      jetStream.start();
      host.bound(listener.address().getPort());
      tell(manner);
      listener.accept(manner);
      clients = listener;
    } finally {
      if (clients == null) {
        listener.close();
      }
    }
    writeWatch.start(loops.all());
    StartReport.clients(log(), options, options.get(ServerKeys.HOST), host.port());
  }

  /**
   * Begins to listen, before all that takes long, reading certificates and opening streams: who
   * connects meanwhile waits a moment instead of being refused.
   */
  private ClientListener listener(Options options) throws StartupException {
    String address = options.get(ServerKeys.HOST);
    int wanted = options.get(ServerKeys.PORT);
    int port = wanted == -1 ? 0 : wanted;
    try {
      return new ClientListener(
          loops, host, registry, admission, new InetSocketAddress(address, port));
    } catch (IOException | RuntimeException e) {
      throw new StartupException(
          "Error listening on port: " + address + ":" + port + ", \"" + e.getMessage() + "\"", e);
    }
  }

  /** Without the JWTs that such a configuration relies on, everybody would be let in. */
  private static void refuseOperatorMode(Options options) throws StartupException {
    for (Option<?> option :
        List.of(ServerKeys.OPERATOR, ServerKeys.TRUSTED_KEYS, ServerKeys.RESOLVER)) {
      if (options.isSet(option)) {
        throw new StartupException(
            "\""
                + option.name()
                + "\" asks for operator mode (accounts and users by JWT), which is not supported yet:"
                + " the server does not start, since without it nobody would be checked."
                + " Use accounts and users in the configuration file instead");
      }
    }
  }

  private boolean acceptsClients() {
    return clients != null && !leaving.get() && !closing.get();
  }

  private Optional<String> reloadOnRequest() {
    try {
      reloadAction.run();
      return Optional.empty();
    } catch (StartupException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
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

  /** What changes with the manner beside the listener itself. */
  private void tell(ClientOpening.@Nullable Manner manner) {
    TlsContext tls = manner == null ? null : manner.tls();
    monitoring.clientTls(tls);
    if (tls != null) {
      tls.warnings().forEach(log()::warn);
    }
  }

  private ServerLog log() {
    return host.serverLog();
  }

  /** The port that clients connect to. */
  public int clientPort() {
    return host.port();
  }

  /** The port of monitoring over HTTP or HTTPS, 0 when there is none. */
  public int monitoringPort() {
    return monitoring.port();
  }

  /** The server's id, a public key. */
  public String id() {
    return host.serverId();
  }

  /** The server's name; its id unless one was configured. */
  public String name() {
    return host.serverName();
  }

  /** The options in force. */
  public Options options() {
    return host.options();
  }

  /** Opens a client connection inside this JVM, without a socket (CORE-011). */
  public InProcessConnection connectInProcess() {
    int turn = Math.floorMod(nextInProcess.getAndIncrement(), loops.all().size());
    return InProcessConnection.open(loops.all().get(turn), host, admission);
  }

  /** Waits until the server has been closed. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /** Sets what is done when a user of the system account asks for a reload (OPS-230). */
  public void onReloadRequest(ReloadAction action) {
    reloadAction = action;
  }

  /**
   * Reads the configuration file again and applies what changed, all of it or nothing (CORE-890).
   *
   * @param logs decides about the log, once it is certain that everything else can be applied
   * @throws StartupException when a change cannot be applied; then nothing has changed
   */
  public synchronized void reload(LogChooser logs) throws StartupException {
    new Reload(host, passwords, surroundings(logs)).run();
    monitoring.reloaded();
  }

  private Reload.Surroundings surroundings(LogChooser logs) {
    return new Reload.Surroundings() {
      @Override
      public Runnable prepare(Options options) throws StartupException {
        ClientOpening.Manner manner = manner(options);
        Runnable monitored = monitoring.prepare(options);
        jetStream.check(options);
        return () -> {
          monitored.run();
          ClientListener listener = clients;
          if (listener != null) {
            listener.manner(manner);
            tell(manner);
          }
        };
      }

      @Override
      public void applied() {
        jetStream.reloaded();
      }

      @Override
      public ServerLog log(Options options, OptionsDiff.Changes changes) throws StartupException {
        return logs.choose(options, changes);
      }
    };
  }

  /**
   * Begins lame duck mode (CORE-332): stops JetStream and returns when it has stopped; the server
   * closes itself at the end. Later calls do nothing. Not to be called on an event loop.
   */
  public void lameDuck() {
    if (!leaving.compareAndSet(false, true)) {
      return;
    }
    log().info("Entering lame duck mode, stop accepting new clients");
    monitoring.lameDuck();
    ClientListener listener = clients;
    if (listener != null) {
      listener.close();
    }
    jetStream.close();
    new LameDuck(
            host, loops.all().getFirst(), () -> new Thread(this::close, "myelin-close").start())
        .start();
  }

  /** Whether lame duck mode has begun. */
  public boolean isLameDuck() {
    return leaving.get();
  }

  /**
   * Stops accepting, closes every connection and gives everything back (CORE-337). Returns when
   * done; later calls do nothing. Not to be called on an event loop.
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
    monitoring.leaving();
    jetStream.close();
    for (ClientSession session : registry.sessions()) {
      session.loop().execute(() -> session.close(CloseReason.SERVER_SHUTDOWN));
    }
    loops.close();
    monitoring.close();
    passwords.close();
    log().info("Server Exiting..");
    closed.countDown();
  }
}
