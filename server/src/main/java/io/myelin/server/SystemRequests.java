package io.myelin.server;

import io.myelin.config.ServerKeys;
import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Answers requests to the server itself (OPS-201 to OPS-245). On the report worker's thread; made
 * when the first request comes.
 */
final class SystemRequests {
  private static final int BAD_REQUEST = 400;
  private static final int FAILED = 500;
  private static final int ACCOUNT_TOKEN = 3;

  /** Makes the data of an answer. */
  @FunctionalInterface
  private interface Report {
    ReportJson.Fields of(RequestBody body) throws ReportException;
  }

  private final MonitoredServer server;
  private final SystemSender sender;
  private final ServerReports reports;
  private final UserInfoReport userInfo;
  private final Runnable publishStatsz;
  private final Callable<Optional<String>> reload;
  private final Map<String, Report> byName = new HashMap<>();

  /**
   * @param publishStatsz publishes the server's statistics on their own subject
   * @param reload reads the configuration again; yields what is wrong with it, if anything
   */
  SystemRequests(
      MonitoredServer server,
      SystemSender sender,
      Runnable publishStatsz,
      Callable<Optional<String>> reload) {
    this.server = server;
    this.sender = sender;
    this.reports = ServerReports.of(server);
    this.userInfo = new UserInfoReport(server);
    this.publishStatsz = publishStatsz;
    this.reload = reload;
    byName.put("VARZ", body -> reports.varz()::write);
    byName.put("CONNZ", body -> reports.connz().report(ConnzOptions.of(body)));
    byName.put("SUBSZ", body -> reports.subsz().report(SubszReport.Options.of(body)));
    byName.put("ACCOUNTZ", body -> reports.accounts().accountz(body.text("account")));
    byName.put("ROUTEZ", body -> reports.absent()::routez);
    byName.put("GATEWAYZ", body -> reports.absent()::gatewayz);
    byName.put("LEAFZ", body -> reports.absent()::leafz);
    byName.put("JSZ", body -> reports.jsz().report(JszReport.Options.of(body)));
    byName.put("HEALTHZ", this::health);
  }

  private ReportJson.Fields health(RequestBody body) throws ReportException {
    HealthzReport.Health health = reports.healthz().check(HealthzReport.Options.of(body));
    return json -> health.write(json, true);
  }

  /** Does what a request asks. */
  void handle(SystemEndpoint.Kind kind, SystemRequest request) {
    switch (kind) {
      case SERVER -> server(request);
      case ACCOUNT -> account(request);
      case USER_INFO -> userInfo(request);
      case OWN_CONNECTIONS -> ownConnections(request);
      case OWN_STATISTICS -> ownStatistics(request);
    }
  }

  /** A request to this server or to all of them: {@code $SYS.REQ.SERVER.<id or PING>.<name>}. */
  private void server(SystemRequest request) {
    String name = request.token(4);
    switch (name) {
      case "IDZ" -> sender.answer(request, ReportJson.compact(this::identity));
      case "", "STATSZ" -> statsz(request);
      case "RELOAD" -> whenMeant(request, body -> reload(request));
      case "KICK" -> oneClient(request, cid -> kick(request, cid));
      case "LDM" -> oneClient(request, cid -> lameDuck(request, cid));
      default -> {
        Report report = byName.get(name);
        if (report != null) {
          whenMeant(request, body -> sender.answerData(request, report.of(body)));
        }
      }
    }
  }

  private void identity(ReportJson json) {
    json.text("name", server.host().serverName());
    json.text("host", server.options().get(ServerKeys.HOST));
    json.text("id", server.host().serverId());
  }

  private void statsz(SystemRequest request) {
    if (request.reply().isEmpty()) {
      publishStatsz.run();
      return;
    }
    whenMeant(request, body -> sender.answer(request, statszMessage()));
  }

  /** The message of {@code STATSZ}, which has no data envelope (OPS-201). */
  byte[] statszMessage() {
    return ReportJson.compact(
        json -> {
          json.object("server", sender::writeServer);
          json.object("statsz", reports.statsz()::write);
        });
  }

  /** What is done about a request. */
  @FunctionalInterface
  private interface Action {
    void run(RequestBody body) throws ReportException;
  }

  private void whenMeant(SystemRequest request, Action action) {
    if (request.reply().isEmpty()) {
      return;
    }
    RequestBody body;
    boolean meant;
    try {
      body = RequestBody.parse(request.payload());
      meant = RequestFilter.of(body).matches(server.host());
    } catch (ReportException e) {
      sender.answerError(request, BAD_REQUEST, e.reason());
      return;
    }
    if (!meant) {
      return;
    }
    try {
      action.run(body);
    } catch (RequestBody.WrongType e) {
      sender.answerError(request, BAD_REQUEST, e.reason());
    } catch (ReportException e) {
      sender.answerError(request, FAILED, e.reason());
    }
  }

  // ---- changes

  private void reload(SystemRequest request) throws ReportException {
    Optional<String> problem;
    try {
      problem = reload.call();
    } catch (Exception e) {
      throw new ReportException(String.valueOf(e.getMessage()));
    }
    if (problem.isPresent()) {
      throw new ReportException(problem.get());
    }
    sender.answerDone(request);
  }

  /** What is done to one client. */
  @FunctionalInterface
  private interface ClientAction {
    void run(long cid) throws ReportException;
  }

  private void oneClient(SystemRequest request, ClientAction action) {
    if (request.reply().isEmpty()) {
      return;
    }
    long cid;
    try {
      cid = RequestBody.parse(request.payload()).unsigned("cid");
    } catch (ReportException e) {
      return;
    }
    try {
      action.run(cid);
    } catch (ReportException e) {
      sender.answerError(request, FAILED, e.reason());
    }
  }

  private void kick(SystemRequest request, long cid) throws ReportException {
    ClientSession client = server.clients().find(cid);
    if (client == null) {
      throw new ReportException("no such client or leafnode id");
    }
    client
        .loop()
        .execute(
            () -> {
              client.close(CloseReason.KICKED);
              sender.answerDone(request);
            });
  }

  private void lameDuck(SystemRequest request, long cid) throws ReportException {
    ClientSession client = server.clients().find(cid);
    if (client == null) {
      throw new ReportException("no such client id");
    }
    client
        .loop()
        .execute(
            () -> {
              if (client.acceptsChangedInfo()) {
                client.sendChangedInfo(server.host().info(client, false, true).line());
                sender.answerDone(request);
              } else {
                sender.answerError(
                    request,
                    FAILED,
                    "client does not support Lame Duck Mode or is not ready to receive the"
                        + " notification");
              }
            });
  }

  // ---- accounts

  /** A request of an operator about one account: {@code $SYS.REQ.ACCOUNT.<account>.<name>}. */
  private void account(SystemRequest request) {
    String account = request.token(ACCOUNT_TOKEN);
    if (!account.equals("PING")) {
      account(request, account);
    } else if (request.token(4).equals("STATZ")) {
      whenMeant(
          request,
          body ->
              sender.answerData(
                  request,
                  reports
                      .accounts()
                      .accstatz(body.texts("accounts"), body.flag("include_unused"))));
    }
  }

  private void account(SystemRequest request, String account) {
    switch (request.token(4)) {
      case "CONNZ" -> whenMeant(request, body -> connections(request, body, account));
      case "SUBSZ" ->
          whenMeant(
              request,
              body ->
                  sender.answerData(
                      request,
                      reports.subsz().report(SubszReport.Options.of(body).forAccount(account))));
      case "LEAFZ" ->
          whenMeant(request, body -> sender.answerData(request, reports.absent()::leafz));
      case "JSZ" ->
          whenMeant(
              request,
              body ->
                  sender.answerData(
                      request, reports.jsz().account(account, JszReport.Options.of(body))));
      case "INFO" -> whenMeant(request, body -> detail(request, account));
      case "STATZ" -> whenMeant(request, body -> statistics(request, body, account));
      case "CONNS" -> connectionCount(request, account);
      default -> {}
    }
  }

  private void connections(SystemRequest request, RequestBody body, String account)
      throws ReportException {
    sender.answerData(request, reports.connz().report(ConnzOptions.of(body).forAccount(account)));
  }

  private void detail(SystemRequest request, String name) throws ReportException {
    Account account = server.accounts().find(name);
    if (account == null) {
      throw new ReportException("Account " + name + " does not exist");
    }
    sender.answerData(request, json -> reports.accounts().detail(json, account));
  }

  private void statistics(SystemRequest request, RequestBody body, String name)
      throws ReportException {
    Account account = server.accounts().find(name);
    boolean unused = body.flag("include_unused");
    if (account != null && (unused || account.connections() > 0)) {
      sender.answerData(request, reports.accounts().accstatz(List.of(name), unused));
    }
  }

  private void connectionCount(SystemRequest request, String name) {
    Account account = server.accounts().find(name);
    if (account != null && account.connections() > 0) {
      sender.answer(
          request,
          ReportJson.compact(
              json ->
                  SystemEventJson.accountConnections(
                      json, sender, server, account, account.connections())));
    }
  }

  // ---- what every account may ask

  /** {@code $SYS.REQ.USER.INFO} from any account (OPS-237). */
  private void userInfo(SystemRequest request) {
    ClientSession client = request.client();
    if (client != null) {
      whenMeant(request, body -> sender.answerData(request, json -> userInfo.write(json, client)));
    }
  }

  /** An account's own connections, whatever account the body names (OPS-245). */
  private void ownConnections(SystemRequest request) {
    whenMeant(request, body -> connections(request, body, request.account().name()));
  }

  /** An account's own totals (OPS-245). */
  private void ownStatistics(SystemRequest request) {
    whenMeant(request, body -> statistics(request, body, request.account().name()));
  }
}
