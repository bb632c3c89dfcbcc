package io.myelin.server;

import io.myelin.jetstream.JetStream;
import io.myelin.jetstream.JetStreamInspection;
import io.myelin.jetstream.JetStreamInspection.AccountFigures;
import io.myelin.jetstream.JetStreamInspection.Contents;
import io.myelin.jetstream.JetStreamInspection.StreamParts;
import java.util.List;

/**
 * {@code /jsz}: what JetStream holds, account by account, stream by stream (OPS-130 to OPS-145).
 */
final class JszReport {
  private static final int USUAL_PAGE = 1024;

  /**
   * What is asked.
   *
   * @param accounts list the accounts
   * @param streams with their streams
   * @param parts what to tell of each stream
   * @param account only this one, empty for all
   * @param offset accounts to leave out first
   * @param limit accounts to show
   * @param raft count what this server leads
   */
  record Options(
      boolean accounts,
      boolean streams,
      StreamParts parts,
      String account,
      int offset,
      int limit,
      boolean raft) {

    private static Options of(
        boolean accounts,
        boolean streams,
        StreamParts parts,
        String account,
        int offset,
        int limit,
        boolean raft) {
      boolean withStreams = streams || parts.consumers() || parts.directConsumers();
      return new Options(
          accounts || (withStreams && account.isEmpty()),
          withStreams,
          parts,
          account,
          Math.max(0, offset),
          limit <= 0 ? USUAL_PAGE : limit,
          raft);
    }

    static Options of(HttpQuery query) throws ReportException {
      query.flag("leader-only");
      query.flag("stream-leader-only");
      return of(
          query.flag("accounts"),
          query.flag("streams"),
          new StreamParts(
              query.flag("config"), query.flag("consumers"), query.flag("direct-consumers")),
          query.text("acc"),
          query.number("offset"),
          query.number("limit"),
          query.flag("raft"));
    }

    static Options of(RequestBody body) throws ReportException {
      body.flag("leader_only");
      body.flag("stream_leader_only");
      return of(
          body.flag("accounts"),
          body.flag("streams"),
          new StreamParts(body.flag("config"), body.flag("consumer"), body.flag("direct_consumer")),
          body.text("account"),
          body.number("offset"),
          body.number("limit"),
          body.flag("raft"));
    }
  }

  private final MonitoredServer server;

  JszReport(MonitoredServer server) {
    this.server = server;
  }

  /** The report of the whole server. */
  ReportJson.Fields report(Options options) {
    JetStream jetStream = server.host().jetStream();
    return jetStream == null
        ? this::disabled
        : json -> enabled(json, jetStream, jetStream.inspection(), options);
  }

  private void identity(ReportJson json) {
    json.text("server_id", server.host().serverId());
    json.time("now", MonitoredServer.nowEpochNanos());
  }

  /** What a server without JetStream answers (OPS-141). */
  private void disabled(ReportJson json) {
    json.number("memory", 0);
    json.number("storage", 0);
    json.number("reserved_memory", 0);
    json.number("reserved_storage", 0);
    json.number("accounts", 0);
    json.number("ha_assets", 0);
    JetStreamFigures.api(json, 0, 0, 0);
    identity(json);
    json.flag("disabled", true);
    json.object(
        "config",
        config -> {
          config.number("max_memory", 0);
          config.number("max_storage", 0);
        });
    contents(json, Contents.NOTHING, false);
    json.number("total", 0);
  }

  private void enabled(
      ReportJson json, JetStream jetStream, JetStreamInspection inspection, Options options) {
    JetStreamFigures.statistics(json, jetStream.statistics());
    identity(json);
    json.object("config", config -> JetStreamFigures.config(config, jetStream.settings(), true));
    JetStreamFigures.limitsIfAny(json, jetStream.settings());
    contents(json, inspection.contents(), options.raft());
    List<AccountFigures> accounts = inspection.accounts();
    List<AccountFigures> shown = shown(accounts, options);
    if (!shown.isEmpty()) {
      json.objects(
          "account_details",
          shown,
          (detail, account) -> account(detail, inspection, account, options));
    }
    json.number("total", accounts.size());
  }

  private static void contents(ReportJson json, Contents contents, boolean raft) {
    json.number("streams", contents.streams());
    json.numberIfAny("streams_leader", raft ? contents.streams() : 0);
    json.number("consumers", contents.consumers());
    json.numberIfAny("consumers_leader", raft ? contents.consumers() : 0);
    json.number("messages", contents.messages());
    json.number("bytes", contents.bytes());
  }

  private static List<AccountFigures> shown(List<AccountFigures> accounts, Options options) {
    for (AccountFigures account : accounts) {
      if (account.name().equals(options.account())) {
        return List.of(account);
      }
    }
    if (!options.accounts()) {
      return List.of();
    }
    int from = Math.min(options.offset(), accounts.size());
    int to = (int) Math.min((long) from + options.limit(), accounts.size());
    return accounts.subList(from, to);
  }

  /**
   * The detail of one account (OPS-233).
   *
   * @throws ReportException when there is none
   */
  ReportJson.Fields account(String name, Options options) throws ReportException {
    JetStream jetStream = server.host().jetStream();
    if (jetStream == null) {
      throw new ReportException("jetstream not enabled");
    }
    if (server.accounts().find(name) == null) {
      throw new ReportException("account \"" + name + "\" not found");
    }
    JetStreamInspection inspection = jetStream.inspection();
    AccountFigures account = inspection.account(name);
    if (account == null) {
      throw new ReportException("account \"" + name + "\" not jetstream enabled");
    }
    return json -> account(json, inspection, account, options);
  }

  private static void account(
      ReportJson json, JetStreamInspection inspection, AccountFigures account, Options options) {
    json.text("name", account.name());
    json.text("id", account.name());
    json.number("memory", account.memoryBytes());
    json.number("storage", account.fileBytes());
    json.unsigned("reserved_memory", account.limits().maxMemoryBytes());
    json.unsigned("reserved_storage", account.limits().maxStorageBytes());
    json.number("accounts", 0);
    json.number("ha_assets", 0);
    JetStreamFigures.api(json, 0, account.requests(), account.errors());
    if (options.streams()) {
      json.encodedIfAny("stream_detail", inspection.streams(account.name(), options.parts()));
    }
  }
}
