package io.myelin.server;

import io.myelin.core.CloseReason;
import io.myelin.jetstream.JetStream;

/** The server's heartbeat and the answer to a ping (OPS-250 to OPS-255). */
final class StatszReport {
  private final MonitoredServer server;

  StatszReport(MonitoredServer server) {
    this.server = server;
  }

  void write(ReportJson json) {
    ProcessUsage.Sample sample = server.usage().sample();
    int cores = Runtime.getRuntime().availableProcessors();
    ClientRegistry clients = server.clients();
    Traffic traffic = clients.traffic();
    json.time("start", server.startEpochNanos());
    json.number("mem", sample.residentBytes());
    json.number("cores", cores);
    json.decimal("cpu", sample.cpuPercent());
    json.number("connections", clients.count());
    json.number("total_connections", clients.totalAccepted());
    json.number("active_accounts", activeAccounts());
    json.number("subscriptions", server.subscriptionCount());
    amount(json, "sent", traffic.outMessages(), traffic.outBytes());
    amount(json, "sent_to_clients", traffic.outMessages(), traffic.outBytes());
    amount(json, "received", traffic.inMessages(), traffic.inBytes());
    amount(json, "received_from_clients", traffic.inMessages(), traffic.inBytes());
    long slow = clients.slowConsumers();
    json.number("slow_consumers", slow);
    byConnectionKindIfAny(json, "slow_consumer_stats", slow);
    long stale = clients.closedFor(CloseReason.STALE_CONNECTION);
    json.numberIfAny("stale_connections", stale);
    byConnectionKindIfAny(json, "stale_connection_stats", stale);
    json.numberIfAny("stalled_clients", traffic.stalls());
    json.number("active_servers", 1);
    JetStream jetStream = server.host().jetStream();
    if (jetStream != null) {
      json.object("jetstream", js -> JetStreamFigures.write(js, jetStream, false));
    }
    json.number("gomaxprocs", cores);
  }

  private long activeAccounts() {
    return server.accounts().all().stream().filter(a -> a.connections() > 0).count();
  }

  static void amount(ReportJson json, String name, long messages, long bytes) {
    json.object(
        name,
        amount -> {
          amount.number("msgs", messages);
          amount.number("bytes", bytes);
        });
  }

  private static void byConnectionKindIfAny(ReportJson json, String name, long clients) {
    if (clients > 0) {
      VarzReport.byConnectionKind(json, name, clients);
    }
  }
}
