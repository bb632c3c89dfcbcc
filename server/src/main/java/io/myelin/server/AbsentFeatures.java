package io.myelin.server;

import java.util.List;

/**
 * The reports on links to other servers and on JetStream, of a server that has neither: the same
 * empty reports that tools get from any lone server (OPS-080, OPS-086, OPS-090, OPS-141).
 */
final class AbsentFeatures {
  private final MonitoredServer server;

  AbsentFeatures(MonitoredServer server) {
    this.server = server;
  }

  private void identity(ReportJson json, boolean withName) {
    json.text("server_id", server.host().serverId());
    if (withName) {
      json.text("server_name", server.host().serverName());
    }
    json.time("now", MonitoredServer.nowEpochNanos());
  }

  void routez(ReportJson json) {
    identity(json, true);
    json.number("num_routes", 0);
    json.texts("routes", List.of());
  }

  void gatewayz(ReportJson json) {
    identity(json, false);
    json.object("outbound_gateways", none -> {});
    json.object("inbound_gateways", none -> {});
  }

  void leafz(ReportJson json) {
    identity(json, false);
    json.number("leafnodes", 0);
    json.texts("leafs", List.of());
  }

  void jsz(ReportJson json) {
    json.number("memory", 0);
    json.number("storage", 0);
    json.number("reserved_memory", 0);
    json.number("reserved_storage", 0);
    json.number("accounts", 0);
    json.number("ha_assets", 0);
    json.object(
        "api",
        api -> {
          api.number("level", 0);
          api.number("total", 0);
          api.number("errors", 0);
        });
    identity(json, false);
    json.flag("disabled", true);
    json.object(
        "config",
        config -> {
          config.number("max_memory", 0);
          config.number("max_storage", 0);
        });
    json.number("streams", 0);
    json.number("consumers", 0);
    json.number("messages", 0);
    json.number("bytes", 0);
    json.number("total", 0);
  }
}
