package io.myelin.server;

import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.config.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Opens the monitoring port as configured (OPS-001 to OPS-003). */
final class MonitoringStart {
  private MonitoringStart() {}

  /**
   * Opens it and says so in the log.
   *
   * @throws StartupException when both kinds are configured or the port cannot be had
   */
  static HttpMonitor open(
      Options options, EventLoops loops, MonitoredServer server, ReportWorker worker)
      throws StartupException {
    try {
      return listen(options, loops, server, worker);
    } catch (StartupException e) {
      throw new StartupException("Can't start monitoring: " + e.getMessage(), e);
    }
  }

  private static HttpMonitor listen(
      Options options, EventLoops loops, MonitoredServer server, ReportWorker worker)
      throws StartupException {
    int http = options.get(ServerKeys.HTTP_PORT);
    int https = options.get(ServerKeys.HTTPS_PORT);
    if (http != 0 && https != 0) {
      throw new StartupException(
          "can't specify both HTTP (" + http + ") and HTTPs (" + https + ") ports");
    }
    boolean secure = https != 0;
    int wanted = secure ? https : http;
    TlsContext tls = secure ? tls(options) : null;
    HttpReports reports =
        new HttpReports(server, ServerReports.of(server), options.monitoringBasePath());
    String address = options.monitoringHost();
    HttpMonitor monitor;
    try {
      InetSocketAddress socket = new InetSocketAddress(address, wanted == -1 ? 0 : wanted);
      monitor = new HttpMonitor(loops, reports, worker, tls, socket);
    } catch (IOException | RuntimeException e) {
      throw new StartupException("can't listen to the monitor port: " + e.getMessage(), e);
    }
    int port = monitor.address().getPort();
    server.monitoringPorts(secure ? 0 : port, secure ? port : 0);
    String shown = address.contains(":") ? "[" + address + "]" : address;
    server
        .host()
        .serverLog()
        .info("Starting " + (secure ? "https" : "http") + " monitor on " + shown + ":" + port);
    return monitor;
  }

  /**
   * The client listener's certificate, with nothing asked of those who connect (OPS-004).
   *
   * @throws StartupException when there is none or it cannot be used
   */
  static TlsContext tls(Options options) throws StartupException {
    TlsOptions own =
        options
            .find(ServerKeys.TLS)
            .orElseThrow(() -> new StartupException("TLS cert and key required for HTTPS"));
    TlsOptions open =
        new TlsOptions(
            own.certificates(),
            "",
            false,
            false,
            false,
            false,
            own.timeout(),
            true,
            Duration.ZERO,
            own.cipherSuites(),
            own.curvePreferences(),
            own.allowInsecureCipherSuites(),
            own.minVersion(),
            0,
            Set.of(),
            Optional.empty());
    try {
      return TlsContext.of(open);
    } catch (TlsConfigurationException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }
}
