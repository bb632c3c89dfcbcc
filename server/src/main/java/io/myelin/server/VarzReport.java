package io.myelin.server;

import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.config.TlsOptions;
import io.myelin.core.Account;
import io.myelin.core.CloseReason;
import io.myelin.protocol.ServerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code /varz}: who the server is, how it is configured, and its totals (OPS-030 to OPS-036). */
final class VarzReport {
  private static final List<String> ABSENT_FEATURES =
      List.of("cluster", "gateway", "leaf", "mqtt", "websocket");
  private static final double NANOS_PER_SECOND = 1e9;

  private final MonitoredServer server;
  private final ProcessUsage usage;

  VarzReport(MonitoredServer server, ProcessUsage usage) {
    this.server = server;
    this.usage = usage;
  }

  void write(ReportJson json) {
    Options options = server.options();
    identity(json, options);
    configuration(json, options);
    totals(json);
    json.map(
        "http_req_stats",
        server.httpRequests(),
        entry -> json.number(entry.getKey(), entry.getValue().get()));
    json.time("config_load_time", server.host().optionsSinceEpochNanos());
    json.text("config_digest", options.digest());
    json.textsIfAny("tags", options.get(ServerKeys.SERVER_TAGS));
    if (!options.get(ServerKeys.SERVER_METADATA).isEmpty()) {
      json.map(
          "metadata",
          options.get(ServerKeys.SERVER_METADATA),
          entry -> json.text(entry.getKey(), entry.getValue()));
    }
    if (!options.get(ServerKeys.FEATURE_FLAGS).isEmpty()) {
      json.map(
          "feature_flags",
          options.get(ServerKeys.FEATURE_FLAGS),
          entry -> json.flag(entry.getKey(), entry.getValue()));
    }
    Account system = server.accounts().system();
    json.textIfAny("system_account", system == null ? "" : system.name());
    byConnectionKind(json, "slow_consumer_stats", slowConsumers());
    byConnectionKind(json, "stale_connection_stats", staleConnections());
    json.object(
        "disk_io_wait_stats",
        waits -> {
          waits.number("waiters", 0);
          waits.number("waits", 0);
          waits.number("wait_time", 0);
          waits.number("max_wait_time", 0);
        });
    server
        .certificateExpiry()
        .ifPresent(
            expiry ->
                json.time("tls_cert_not_after", TimeUnit.SECONDS.toNanos(expiry.getEpochSecond())));
  }

  private void identity(ReportJson json, Options options) {
    ServerHost host = server.host();
    Optional<TlsOptions> tls = options.find(ServerKeys.TLS);
    json.text("server_id", host.serverId());
    json.text("server_name", host.serverName());
    json.text("version", Version.COMPATIBLE);
    json.number("proto", ServerInfo.PROTOCOL);
    json.text("go", Version.RUNTIME);
    json.text("myelin", Version.PRODUCT);
    json.text("host", options.get(ServerKeys.HOST));
    json.number("port", host.port());
    json.flagIfSet("auth_required", host.authenticator().required());
    json.flagIfSet("tls_required", tls.isPresent() && !options.get(ServerKeys.ALLOW_NON_TLS));
    json.flagIfSet("tls_verify", tls.isPresent() && tls.get().verify());
  }

  private void configuration(ReportJson json, Options options) {
    json.number("max_connections", options.get(ServerKeys.MAX_CONNECTIONS));
    json.numberIfAny("max_subscriptions", options.get(ServerKeys.MAX_SUBSCRIPTIONS));
    json.number("ping_interval", options.get(ServerKeys.PING_INTERVAL).toNanos());
    json.number("ping_max", options.get(ServerKeys.PING_MAX));
    json.text("http_host", options.monitoringHost());
    json.number("http_port", server.httpPort());
    json.text(
        "http_base_path",
        options.isSet(ServerKeys.HTTP_BASE_PATH) ? options.get(ServerKeys.HTTP_BASE_PATH) : "");
    json.number("https_port", server.httpsPort());
    json.decimal("auth_timeout", seconds(options.authTimeout()));
    json.number("max_control_line", options.get(ServerKeys.MAX_CONTROL_LINE));
    json.number("max_payload", options.get(ServerKeys.MAX_PAYLOAD));
    json.number("max_pending", options.get(ServerKeys.MAX_PENDING));
    for (String feature : ABSENT_FEATURES) {
      json.object(feature, nothing -> {});
    }
    json.object("jetstream", js -> JetStreamFigures.write(js, server.host().jetStream(), true));
    Duration tlsTimeout =
        options.find(ServerKeys.TLS).map(TlsOptions::timeout).orElse(TlsOptions.DEFAULT_TIMEOUT);
    json.decimal("tls_timeout", seconds(tlsTimeout));
    json.number("write_deadline", options.get(ServerKeys.WRITE_DEADLINE).toNanos());
    if (options.isSet(ServerKeys.WRITE_TIMEOUT)) {
      json.text("write_timeout", options.get(ServerKeys.WRITE_TIMEOUT));
    }
  }

  private void totals(ReportJson json) {
    long now = MonitoredServer.nowEpochNanos();
    ProcessUsage.Sample sample = usage.sample();
    int cores = Runtime.getRuntime().availableProcessors();
    ClientRegistry clients = server.clients();
    Traffic traffic = clients.traffic();
    json.time("start", server.startEpochNanos());
    json.time("now", now);
    json.text("uptime", UptimeText.of(now - server.startEpochNanos()));
    json.number("mem", sample.residentBytes());
    json.number("cores", cores);
    json.number("gomaxprocs", cores);
    json.decimal("cpu", sample.cpuPercent());
    json.number("connections", clients.count());
    json.number("total_connections", clients.totalAccepted());
    json.number("routes", 0);
    json.number("remotes", 0);
    json.number("leafnodes", 0);
    json.number("in_msgs", traffic.inMessages());
    json.number("in_bytes", traffic.inBytes());
    json.number("in_client_msgs", traffic.inMessages());
    json.number("in_client_bytes", traffic.inBytes());
    json.number("out_msgs", traffic.outMessages());
    json.number("out_bytes", traffic.outBytes());
    json.number("out_client_msgs", traffic.outMessages());
    json.number("out_client_bytes", traffic.outBytes());
    json.number("slow_consumers", slowConsumers());
    json.number("stale_connections", staleConnections());
    json.number("stalled_clients", traffic.stalls());
    json.number("subscriptions", server.subscriptionCount());
  }

  private long slowConsumers() {
    return server.clients().slowConsumers();
  }

  private long staleConnections() {
    return server.clients().closedFor(CloseReason.STALE_CONNECTION);
  }

  static void byConnectionKind(ReportJson json, String name, long clients) {
    json.object(
        name,
        kinds -> {
          kinds.number("clients", clients);
          kinds.number("routes", 0);
          kinds.number("gateways", 0);
          kinds.number("leafs", 0);
        });
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
