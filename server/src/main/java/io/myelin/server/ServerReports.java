package io.myelin.server;

/**
 * The reports of a server, each reachable over HTTP and through the system account. Made when the
 * first of both is asked for. On the report worker's thread.
 */
record ServerReports(
    VarzReport varz,
    ConnzReport connz,
    SubszReport subsz,
    HealthzReport healthz,
    StatszReport statsz,
    AccountReports accounts,
    JszReport jsz,
    AbsentFeatures absent) {

  static ServerReports of(MonitoredServer server) {
    return new ServerReports(
        new VarzReport(server, server.usage()),
        new ConnzReport(server),
        new SubszReport(server),
        new HealthzReport(server),
        new StatszReport(server),
        new AccountReports(server),
        new JszReport(server),
        new AbsentFeatures(server));
  }
}
