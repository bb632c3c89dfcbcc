package io.myelin.server;

import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.core.Account;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything through which operators see a server: the monitoring port and the system account. Any
 * thread may call.
 */
final class ServerMonitoring implements AutoCloseable {
  private final EventLoops loops;
  private final MonitoredServer server;
  private final ReportWorker worker = new ReportWorker();
  private final @Nullable SystemAccount systemAccount;
  private volatile @Nullable HttpMonitor http;

  /**
   * @param acceptingClients whether the client listener is open
   * @param reload reads the configuration again; yields what is wrong with it, if anything
   */
  ServerMonitoring(
      ServerHost host,
      EventLoops loops,
      BooleanSupplier acceptingClients,
      Callable<Optional<String>> reload) {
    this.loops = loops;
    server =
        new MonitoredServer(host, loops.all(), MonitoredServer.nowEpochNanos(), acceptingClients);
    Account system = host.accounts().system();
    systemAccount = system == null ? null : new SystemAccount(server, worker, system, reload);
  }

  /** Begins to answer, before clients are accepted (OPS-005). */
  void open() throws StartupException {
    if (systemAccount != null) {
      systemAccount.start();
    }
    Options options = server.options();
    if (options.get(ServerKeys.HTTP_PORT) != 0 || options.get(ServerKeys.HTTPS_PORT) != 0) {
      http = MonitoringStart.open(options, loops, server, worker);
    }
  }

  /**
   * Reads what a reload needs.
   *
   * @return puts it into force
   * @throws StartupException when the new options cannot be applied
   */
  Runnable prepare(Options options) throws StartupException {
    HttpMonitor monitor = http;
    if (monitor == null || options.get(ServerKeys.HTTPS_PORT) == 0) {
      return () -> {};
    }
    TlsContext tls = MonitoringStart.tls(options);
    return () -> monitor.renew(tls);
  }

  /** Tells with what TLS clients are served from now on; null for none. */
  void clientTls(@Nullable TlsContext tls) {
    server.certificateExpiry(tls == null ? Optional.empty() : tls.certificateExpiry());
  }

  /** New options are in force: answers in new accounts, too. */
  void reloaded() {
    if (systemAccount != null) {
      systemAccount.attachAccounts();
    }
  }

  /** Tells that lame duck mode begins. */
  void lameDuck() {
    if (systemAccount != null) {
      systemAccount.tellLameDuck();
    }
  }

  /** Tells that the server leaves; to be called while clients are still connected. */
  void leaving() {
    if (systemAccount != null) {
      systemAccount.tellShutdown();
    }
  }

  /** The port of monitoring, 0 when there is none. */
  int port() {
    return Math.max(server.httpPort(), server.httpsPort());
  }

  /** Stops answering. */
  @Override
  public void close() {
    HttpMonitor monitor = http;
    if (monitor != null) {
      monitor.close();
    }
    worker.close();
  }
}
