package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.MatchCacheStatistics;
import io.myelin.jetstream.JetStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code /accountz} and {@code /accstatz}: the accounts and their totals (OPS-110 to OPS-121). */
final class AccountReports {
  private final MonitoredServer server;

  AccountReports(MonitoredServer server) {
    this.server = server;
  }

  private List<Account> accounts() {
    List<Account> all = new ArrayList<>(server.accounts().all());
    all.sort(Comparator.comparing(Account::name));
    return all;
  }

  /** {@code /accountz}: all names, or one account in detail. */
  ReportJson.Fields accountz(String name) throws ReportException {
    long now = MonitoredServer.nowEpochNanos();
    Account system = server.accounts().system();
    Account one = name.isEmpty() ? null : server.accounts().find(name);
    if (!name.isEmpty() && one == null) {
      throw new ReportException("Account " + HttpQuery.shown(name) + " does not exist");
    }
    return json -> {
      json.text("server_id", server.host().serverId());
      json.time("now", now);
      json.textIfAny("system_account", system == null ? "" : system.name());
      if (one == null) {
        json.textsIfAny("accounts", accounts().stream().map(Account::name).toList());
      } else {
        json.object("account_detail", detail -> detail(detail, one));
      }
    };
  }

  /** The detail of one account (OPS-111). */
  void detail(ReportJson json, Account account) {
    json.text("account_name", account.name());
    json.time("update_time", server.host().optionsSinceEpochNanos());
    json.flagIfSet("is_system", server.accounts().isSystem(account));
    json.flag("expired", false);
    json.flag("complete", true);
    JetStream jetStream = server.host().jetStream();
    boolean enabled = jetStream != null && jetStream.inspection().account(account.name()) != null;
    json.flag("jetstream_enabled", enabled);
    json.number("leafnode_connections", 0);
    json.number("client_connections", account.connections());
    json.number("subscriptions", account.interest().count());
    json.text("name_tag", account.name());
    json.object(
        "sublist_stats",
        statistics ->
            SubszReport.write(
                statistics, account.interest().statistics(), MatchCacheStatistics.NONE));
  }

  /** {@code /accstatz}; accounts without connections only if {@code unused}. */
  ReportJson.Fields accstatz(List<String> names, boolean unused) {
    long now = MonitoredServer.nowEpochNanos();
    Map<String, Traffic> traffic = server.clients().trafficByAccount();
    List<Account> shown = new ArrayList<>();
    for (Account account : accounts()) {
      boolean named = names.isEmpty() || names.contains(account.name());
      if (named && (unused || account.connections() > 0)) {
        shown.add(account);
      }
    }
    return json -> {
      json.text("server_id", server.host().serverId());
      json.time("now", now);
      json.objects(
          "account_statz",
          shown,
          (entry, account) ->
              statistics(
                  entry,
                  account,
                  account.connections(),
                  traffic.getOrDefault(account.name(), Traffic.NONE)));
    };
  }

  /** The figures of one account (OPS-121). */
  static void statistics(ReportJson json, Account account, int connections, Traffic traffic) {
    json.text("acc", account.name());
    json.text("name", account.name());
    json.number("conns", connections);
    json.number("leafnodes", 0);
    json.number("total_conns", connections);
    json.number("num_subscriptions", account.interest().count());
    direction(json, "sent", traffic.outMessages(), traffic.outBytes());
    direction(json, "received", traffic.inMessages(), traffic.inBytes());
    json.number("slow_consumers", account.slowConsumers().get());
  }

  private static void direction(ReportJson json, String name, long messages, long bytes) {
    json.object(
        name,
        all -> {
          all.number("msgs", messages);
          all.number("bytes", bytes);
          for (String link : List.of("gateways", "routes", "leafs")) {
            all.object(
                link,
                none -> {
                  none.number("msgs", 0);
                  none.number("bytes", 0);
                });
          }
        });
  }
}
