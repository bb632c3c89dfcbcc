package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.core.IndexStatistics;
import io.myelin.core.MatchCacheStatistics;
import io.myelin.core.Subscription;
import io.myelin.protocol.Subjects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code /subsz}: figures of the subject indexes, and subscriptions (OPS-100 to OPS-103). */
final class SubszReport {

  /**
   * What is asked.
   *
   * @param list show the subscriptions
   * @param account of this account only, empty for all
   * @param test only those that would receive this subject, empty for all
   */
  record Options(boolean list, Page page, String account, String test) {
    static Options of(HttpQuery query) throws ReportException {
      return new Options(
          query.flag("subs"),
          new Page(query.number("offset"), query.number("limit")),
          query.text("acc"),
          query.text("test"));
    }

    static Options of(RequestBody body) throws ReportException {
      return new Options(
          body.flag("subscriptions"),
          new Page(body.number("offset"), body.number("limit")),
          body.text("account"),
          body.text("test"));
    }

    /** The list of one account, whatever was asked (OPS-233). */
    Options forAccount(String name) {
      return new Options(true, page, name, test);
    }
  }

  private final MonitoredServer server;

  SubszReport(MonitoredServer server) {
    this.server = server;
  }

  /** Makes the report. */
  ReportJson.Fields report(Options options) throws ReportException {
    if (!options.test().isEmpty() && !Subjects.isValidLiteral(options.test())) {
      throw new ReportException(
          "invalid test subject, must be valid publish subject: "
              + HttpQuery.shown(options.test()));
    }
    long now = MonitoredServer.nowEpochNanos();
    IndexStatistics statistics = statistics(options.account());
    List<SubscriptionEntry> all = options.list() ? subscriptions(options) : List.of();
    List<SubscriptionEntry> shown = options.page().of(all);
    return json -> {
      json.text("server_id", server.host().serverId());
      json.time("now", now);
      write(json, statistics, server.routeCaches());
      json.number("total", all.size());
      json.number("offset", options.page().offset());
      json.number("limit", options.page().limit());
      if (!shown.isEmpty()) {
        json.objects("subscriptions_list", shown, (entry, one) -> one.write(entry));
      }
    };
  }

  /** The nine numbers of an index. */
  static void write(ReportJson json, IndexStatistics statistics, MatchCacheStatistics cache) {
    json.number("num_subscriptions", statistics.subscriptions());
    json.number("num_cache", cache.entries());
    json.number("num_inserts", statistics.inserts());
    json.number("num_removes", statistics.removes());
    json.number("num_matches", statistics.matches());
    json.decimal("cache_hit_rate", cache.hitRate());
    json.number("max_fanout", statistics.maxFanout());
    json.decimal("avg_fanout", statistics.averageFanout());
  }

  private IndexStatistics statistics(String account) {
    IndexStatistics sum = IndexStatistics.NONE;
    for (Account one : server.accounts().all()) {
      if (account.isEmpty() || one.name().equals(account)) {
        sum = sum.plus(one.interest().statistics());
      }
    }
    return sum;
  }

  private List<SubscriptionEntry> subscriptions(Options options) throws ReportException {
    List<SubscriptionEntry> all = new ArrayList<>();
    for (Account account : server.accounts().all()) {
      for (Subscription subscription : server.internalSubscriptions(account)) {
        add(all, new SubscriptionEntry(subscription, account.name(), 0), options);
      }
    }
    Map<ClientSession, List<Subscription>> lists =
        SubscriptionLists.of(server.clients().sessions());
    lists.forEach(
        (session, list) -> {
          String account = ConnzReport.accountName(session);
          for (Subscription one : list) {
            add(all, new SubscriptionEntry(one, account, session.connection().id()), options);
          }
        });
    all.sort(
        Comparator.comparing(SubscriptionEntry::account).thenComparingLong(SubscriptionEntry::cid));
    return all;
  }

  private static void add(List<SubscriptionEntry> all, SubscriptionEntry entry, Options options) {
    boolean wanted =
        (options.account().isEmpty() || entry.account().equals(options.account()))
            && (options.test().isEmpty()
                || Subjects.matches(options.test(), entry.subscription().patternText()));
    if (wanted) {
      all.add(entry);
    }
  }
}
