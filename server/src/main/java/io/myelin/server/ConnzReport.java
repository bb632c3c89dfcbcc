package io.myelin.server;

import io.myelin.config.ConnectionType;
import io.myelin.config.GoDuration;
import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.core.Subscription;
import io.myelin.protocol.Subjects;
import io.myelin.security.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /connz}: client connections, open and closed (OPS-050 to OPS-066). */
final class ConnzReport {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final MonitoredServer server;

  ConnzReport(MonitoredServer server) {
    this.server = server;
  }

  /** Makes the report. */
  ReportJson.Fields report(ConnzOptions options) throws ReportException {
    if (options.sort().closedOnly() && options.state() != ConnzOptions.State.CLOSED) {
      throw new ReportException(
          "sort by " + options.sort().text() + " only valid on closed connections");
    }
    boolean bySubject = !options.filterSubject().isEmpty() && !options.filterSubject().equals(">");
    if (bySubject && options.account().isEmpty()) {
      throw new ReportException("filter by subject only valid with account filtering");
    }
    long now = MonitoredServer.nowEpochNanos();
    if (!options.account().isEmpty() && server.accounts().find(options.account()) == null) {
      return json -> unknownAccount(json, options, now);
    }
    List<ConnectionFigures> population = population(options, now);
    List<ConnectionFigures> found = selected(population, options);
    if (bySubject) {
      found = subscribedTo(options.filterSubject(), found);
    }
    found.sort(options.sort().comparator());
    Page page = options.cid() == 0 ? options.page() : new Page(options.page().offset(), 1);
    List<ConnectionFigures> shown = page.of(found);
    Map<ClientSession, List<Subscription>> lists =
        options.subscriptions() == ConnzOptions.Detail.NONE
            ? Map.of()
            : SubscriptionLists.of(openSessions(shown));
    shown.forEach(ConnzReport::measureUnknownRtt);
    return json -> {
      json.text("server_id", server.host().serverId());
      json.time("now", now);
      json.number("num_connections", shown.size());
      json.number("total", population.size());
      json.number("offset", page.offset());
      json.number("limit", page.limit());
      json.objects(
          "connections", shown, (entry, figures) -> write(entry, figures, options, lists, now));
    };
  }

  private static void unknownAccount(ReportJson json, ConnzOptions options, long now) {
    json.text("server_id", "");
    json.time("now", now);
    json.number("num_connections", 0);
    json.number("total", 0);
    json.number("offset", options.page().offset());
    json.number("limit", options.page().limit());
    json.nothing("connections");
  }

  private List<ConnectionFigures> population(ConnzOptions options, long now) {
    List<ConnectionFigures> all = new ArrayList<>();
    if (options.state().open()) {
      for (ClientSession session : server.clients().sessions()) {
        if (isOf(session, options.account())) {
          all.add(ConnectionFigures.open(session, now));
        }
      }
    }
    if (options.state().closed()) {
      for (ClosedClient closed : server.clients().closed()) {
        if (isOf(closed.session(), options.account())) {
          all.add(ConnectionFigures.closed(closed));
        }
      }
    }
    return all;
  }

  private static boolean isOf(ClientSession session, String account) {
    return account.isEmpty() || accountName(session).equals(account);
  }

  static String accountName(ClientSession session) {
    Account account = session.account();
    return account == null ? Account.GLOBAL : account.name();
  }

  static String userName(ClientSession session) {
    Identity identity = session.identity();
    return identity == null ? "" : identity.user();
  }

  private static List<ConnectionFigures> selected(
      List<ConnectionFigures> population, ConnzOptions options) {
    List<ConnectionFigures> found = new ArrayList<>();
    for (ConnectionFigures figures : population) {
      boolean wanted =
          (options.cid() == 0 || figures.id() == options.cid())
              && (options.user().isEmpty() || userName(figures.session()).equals(options.user()))
              && options.mqttClient().isEmpty();
      if (wanted) {
        found.add(figures);
      }
    }
    return found;
  }

  private static List<ConnectionFigures> subscribedTo(
      String subject, List<ConnectionFigures> candidates) throws ReportException {
    Map<ClientSession, List<Subscription>> lists = SubscriptionLists.of(openSessions(candidates));
    List<ConnectionFigures> found = new ArrayList<>();
    for (ConnectionFigures figures : candidates) {
      boolean meets =
          figures.closed() != null
              || lists.getOrDefault(figures.session(), List.of()).stream()
                  .anyMatch(s -> Subjects.collide(s.patternText(), subject));
      if (meets) {
        found.add(figures);
      }
    }
    return found;
  }

  private static List<ClientSession> openSessions(List<ConnectionFigures> figures) {
    List<ClientSession> sessions = new ArrayList<>();
    for (ConnectionFigures one : figures) {
      if (one.closed() == null) {
        sessions.add(one.session());
      }
    }
    return sessions;
  }

  private static void measureUnknownRtt(ConnectionFigures figures) {
    ClientSession session = figures.session();
    if (figures.closed() == null
        && figures.rttNanos() == 0
        && !session.options().lang().isEmpty()) {
      session.loop().execute(session::measureRtt);
    }
  }

  private static void write(
      ReportJson json,
      ConnectionFigures figures,
      ConnzOptions options,
      Map<ClientSession, List<Subscription>> lists,
      long now) {
    ClientSession session = figures.session();
    ClosedClient closed = figures.closed();
    json.number("cid", figures.id());
    json.text("kind", "Client");
    json.text("type", clientType(session));
    json.text("ip", session.connection().remoteIp());
    json.number("port", session.connection().remotePort());
    json.time("start", figures.startEpochNanos());
    json.time("last_activity", figures.lastActivityEpochNanos());
    if (closed != null) {
      json.time("stop", figures.stopEpochNanos());
      json.text("reason", figures.reason());
    }
    json.text("rtt", rttText(figures.rttNanos()));
    json.text("uptime", UptimeText.of(figures.uptimeNanos()));
    json.text("idle", UptimeText.of(now - figures.lastActivityEpochNanos()));
    json.number("pending_bytes", figures.pendingBytes());
    json.number("in_msgs", figures.inMessages());
    json.number("out_msgs", figures.outMessages());
    json.number("in_bytes", figures.inBytes());
    json.number("out_bytes", figures.outBytes());
    json.numberIfAny("stalls", session.stalls());
    json.number("subscriptions", figures.subscriptions());
    json.textIfAny("name", session.options().name());
    json.textIfAny("lang", session.options().lang());
    json.textIfAny("version", session.options().version());
    json.textIfAny("tls_version", session.connection().tlsVersion());
    json.textIfAny("tls_cipher_suite", session.connection().tlsCipher());
    if (options.auth()) {
      PeerCertificates.write(json, session.connection().peerCertificates());
    }
    json.flagIfSet("tls_first", session.connection().tlsFirst());
    if (options.auth()) {
      json.textIfAny("authorized_user", userName(session));
      String account = accountName(session);
      json.textIfAny("account", account.equals(Account.GLOBAL) ? "" : account);
    }
    subscriptions(json, figures, options, lists);
  }

  private static void subscriptions(
      ReportJson json,
      ConnectionFigures figures,
      ConnzOptions options,
      Map<ClientSession, List<Subscription>> lists) {
    ClosedClient closed = figures.closed();
    ClientSession session = figures.session();
    List<Subscription> list =
        closed == null ? lists.getOrDefault(session, List.of()) : closed.subscriptions();
    switch (options.subscriptions()) {
      case NONE -> {}
      case SUBJECTS ->
          json.textsIfAny(
              "subscriptions_list", list.stream().map(Subscription::patternText).toList());
      case FULL -> {
        if (!list.isEmpty()) {
          String account = closed == null ? "" : accountName(session);
          json.objects(
              "subscriptions_list_detail",
              list,
              (entry, one) -> new SubscriptionEntry(one, account, figures.id()).write(entry));
        }
      }
    }
  }

  static String clientType(ClientSession session) {
    ConnectionType type = session.connection().type();
    return switch (type) {
      case WEBSOCKET, LEAFNODE_WS -> "websocket";
      case MQTT, MQTT_WS -> "mqtt";
      case STANDARD, LEAFNODE, IN_PROCESS -> "nats";
    };
  }

  /** Whole microseconds where there are some, as OPS-064 has it. */
  static String rttText(long nanos) {
    long shown =
        nanos >= NANOS_PER_MICRO && nanos < NANOS_PER_MILLI
            ? nanos / NANOS_PER_MICRO * NANOS_PER_MICRO
            : nanos;
    return GoDuration.format(Duration.ofNanos(shown));
  }
}
