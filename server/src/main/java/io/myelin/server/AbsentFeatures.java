package io.myelin.server;

import java.util.List;

/**
 * The reports on links to other servers, of a server that has none: the same empty reports that
 * tools get from any lone server (OPS-080, OPS-086, OPS-090).
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
}
