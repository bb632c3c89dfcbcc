package io.myelin.server;

import io.myelin.config.ConnectionType;
import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.config.TlsOptions;
import io.myelin.core.Account;
import io.myelin.core.Accounts;
import io.myelin.core.ClientHost;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.SessionLog;
import io.myelin.core.SessionSettings;
import io.myelin.core.Subscription;
import io.myelin.jetstream.JetStream;
import io.myelin.protocol.ServerInfo;
import io.myelin.security.Authenticator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What all client sessions of a server share, and the one place where a reload replaces it. Any
 * thread may call.
 */
final class ServerHost implements ClientHost {

  /** Told when clients come and go; on the client's loop, must not block. */
  interface ClientObserver {
    /** A client was authenticated. */
    void connected(ClientSession session);

    /** A client is gone, authenticated or not. */
    void disconnected(ClientSession session, CloseReason reason);
  }

  private final String serverId;
  private final String serverName;
  private final Accounts accounts;
  private final ClientRegistry registry;
  private final ClientLog clientLog;
  private volatile Options options;
  private volatile SessionSettings settings;
  private volatile Authenticator authenticator;
  private volatile ServerLog log;
  private final List<ClientObserver> observers = new CopyOnWriteArrayList<>();
  private volatile int port;
  private volatile boolean lameDuck;
  private volatile @Nullable JetStream jetStream;
  private volatile long optionsSinceEpochNanos = MonitoredServer.nowEpochNanos();

  ServerHost(
      String serverId,
      Options options,
      Accounts accounts,
      Authenticator authenticator,
      ClientRegistry registry,
      ServerLog log) {
    this.serverId = serverId;
    String name = options.get(ServerKeys.SERVER_NAME);
    this.serverName = name.isEmpty() ? serverId : name;
    this.accounts = accounts;
    this.registry = registry;
    this.options = options;
    this.settings = settingsOf(options);
    this.authenticator = authenticator;
    this.log = log;
    this.port = options.get(ServerKeys.PORT);
    this.clientLog = new ClientLog(this::serverLog, this::settings);
  }

  static SessionSettings settingsOf(Options options) {
    return new SessionSettings(
        Math.toIntExact(options.get(ServerKeys.MAX_CONTROL_LINE)),
        options.get(ServerKeys.MAX_PAYLOAD),
        options.get(ServerKeys.MAX_PENDING),
        options.get(ServerKeys.MAX_SUBSCRIPTIONS),
        options.get(ServerKeys.MAX_SUB_TOKENS),
        options.get(ServerKeys.PING_INTERVAL).toNanos(),
        options.get(ServerKeys.PING_MAX),
        options.authTimeout().toNanos(),
        options.get(ServerKeys.WRITE_DEADLINE).toNanos(),
        options.get(ServerKeys.WRITE_TIMEOUT).equals("retry"),
        !options.get(ServerKeys.NO_HEADER_SUPPORT),
        !options.get(ServerKeys.NO_FAST_PRODUCER_STALL),
        options.get(ServerKeys.TRACE)
            || options.get(ServerKeys.TRACE_VERBOSE)
            || options.get(ServerKeys.TRACE_HEADERS),
        options.get(ServerKeys.TRACE_VERBOSE),
        options.get(ServerKeys.TRACE_HEADERS),
        options.get(ServerKeys.MAX_TRACED_MSG_LEN));
  }

  String serverId() {
    return serverId;
  }

  String serverName() {
    return serverName;
  }

  /** The options in force. */
  Options options() {
    return options;
  }

  /** When the options were put into force, in nanoseconds since the epoch (OPS-036). */
  long optionsSinceEpochNanos() {
    return optionsSinceEpochNanos;
  }

  /** The port that clients connect to, once bound. */
  int port() {
    return port;
  }

  void bound(int clientPort) {
    port = clientPort;
  }

  ServerLog serverLog() {
    return log;
  }

  ClientRegistry registry() {
    return registry;
  }

  void observe(ClientObserver observer) {
    observers.add(observer);
  }

  /** Puts new options into force; open sessions are told by the caller. */
  void replace(Options newOptions, Authenticator newAuthenticator, ServerLog newLog) {
    log = newLog;
    options = newOptions;
    settings = settingsOf(newOptions);
    authenticator = newAuthenticator;
    optionsSinceEpochNanos = MonitoredServer.nowEpochNanos();
  }

  /** From now on INFO says that this server is going away (CORE-333). */
  void lameDuck() {
    lameDuck = true;
  }

  boolean isLameDuck() {
    return lameDuck;
  }

  /** JetStream, null while it does not run. */
  @Nullable JetStream jetStream() {
    return jetStream;
  }

  /** JetStream runs from now on, or with null no more. */
  void jetStream(@Nullable JetStream running) {
    jetStream = running;
  }

  @Override
  public SessionSettings settings() {
    return settings;
  }

  @Override
  public Authenticator authenticator() {
    return authenticator;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public SessionLog log() {
    return clientLog;
  }

  @Override
  public byte[] info(ClientSession session, boolean afterConnect) {
    return info(session, afterConnect, false).line();
  }

  /** The INFO for one session; {@code leaving} marks the one that announces lame duck mode. */
  ServerInfo info(ClientSession session, boolean afterConnect, boolean leaving) {
    Options now = options;
    JetStream running = jetStream;
    SessionSettings limits = settings;
    Authenticator gate = authenticator;
    Optional<TlsOptions> tls = now.find(ServerKeys.TLS);
    boolean inProcess = session.connection().type() == ConnectionType.IN_PROCESS;
    boolean plainToo = now.get(ServerKeys.ALLOW_NON_TLS) || inProcess;
    Account account = session.account();
    long maxPayload = limits.maxPayloadBytes();
    if (account != null && account.limits().maxPayloadBytes() >= 0) {
      maxPayload =
          maxPayload < 0
              ? account.limits().maxPayloadBytes()
              : Math.min(maxPayload, account.limits().maxPayloadBytes());
    }
    boolean first = account == null;
    String nonce = session.connection().nonce();
    String advertised = now.get(ServerKeys.CLIENT_ADVERTISE);
    AdvertisedAddress address = AdvertisedAddress.of(advertised, now.get(ServerKeys.HOST), port);
    String ip = session.connection().remoteIp();
    return new ServerInfo(
        serverId,
        serverName,
        Version.COMPATIBLE,
        Version.RUNTIME,
        Version.PRODUCT,
        address.host(),
        address.port(),
        limits.headers(),
        first ? gate.announced() : gate.required(),
        tls.isPresent() && !plainToo,
        tls.isPresent() && tls.get().verify(),
        tls.isPresent() && plainToo,
        maxPayload,
        running != null,
        session.connection().id(),
        ip.isEmpty() || (first && now.get(ServerKeys.PROXY_PROTOCOL)) ? null : ip,
        first && !nonce.isEmpty() ? nonce : null,
        null,
        List.of(),
        leaving,
        afterConnect,
        afterConnect && account != null ? account.name() : null,
        afterConnect && account != null && accounts.isSystem(account),
        running == null ? "" : running.settings().domain(),
        Version.API_LEVEL);
  }

  /** A connection was accepted and has its session. */
  void created(ClientSession session) {
    if (log.debugs()) {
      log.debug(ClientLog.name(session) + " - Client connection created");
    }
  }

  @Override
  public void authenticated(ClientSession session) {
    for (ClientObserver observer : observers) {
      observer.connected(session);
    }
  }

  @Override
  public void closed(ClientSession session, CloseReason reason, List<Subscription> subscriptions) {
    registry.remove(
        session, new ClosedClient(session, reason, subscriptions, session.loop().epochNanos()));
    for (ClientObserver observer : observers) {
      observer.disconnected(session, reason);
    }
    if (serverLog().debugs()) {
      serverLog().debug(ClientLog.name(session) + " - Client connection closed: " + reason.text());
    }
  }
}
