package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import java.security.SecureRandom;

/** The messages that tell of clients and accounts (OPS-260 to OPS-272). */
final class SystemEventJson {
  private static final String TYPE_PREFIX = "io.nats.server.advisory.v1.";
  private static final String ID_DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 22;
  private static final SecureRandom RANDOM = new SecureRandom();

  private SystemEventJson() {}

  private static String newId() {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_DIGITS.charAt(RANDOM.nextInt(ID_DIGITS.length())));
    }
    return id.toString();
  }

  private static void begin(ReportJson json, SystemSender sender, String type, long epochNanos) {
    json.text("type", TYPE_PREFIX + type);
    json.text("id", newId());
    json.time("timestamp", epochNanos);
    json.object("server", sender::writeServer);
  }

  /** A client was authenticated. */
  static void connect(ReportJson json, SystemSender sender, ClientSession client, long epochNanos) {
    begin(json, sender, "client_connect", epochNanos);
    json.object("client", fields -> client(fields, client, 0));
  }

  /**
   * A client is gone, or was refused. {@code sent} is what the client sent (OPS-262).
   *
   * @param traffic its final figures
   */
  static void disconnect(
      ReportJson json,
      SystemSender sender,
      ClientSession client,
      Traffic traffic,
      CloseReason reason,
      long stopEpochNanos) {
    begin(json, sender, "client_disconnect", stopEpochNanos);
    json.object("client", fields -> client(fields, client, stopEpochNanos));
    StatszReport.amount(json, "sent", traffic.inMessages(), traffic.inBytes());
    StatszReport.amount(json, "received", traffic.outMessages(), traffic.outBytes());
    json.text("reason", reason.text());
  }

  /** How many connections an account has. */
  static void accountConnections(
      ReportJson json,
      SystemSender sender,
      MonitoredServer server,
      Account account,
      int connections) {
    begin(json, sender, "account_connections", MonitoredServer.nowEpochNanos());
    Traffic traffic =
        server.clients().trafficByAccount().getOrDefault(account.name(), Traffic.NONE);
    AccountReports.statistics(json, account, connections, traffic);
  }

  private static void client(ReportJson json, ClientSession client, long stopEpochNanos) {
    String account = ConnzReport.accountName(client);
    json.time("start", client.connection().startEpochNanos());
    json.textIfAny("host", client.connection().remoteIp());
    json.number("id", client.connection().id());
    json.text("acc", account);
    String user = ConnzReport.userName(client);
    json.textIfAny("user", user.isEmpty() ? client.options().user() : user);
    json.textIfAny("name", client.options().name());
    json.textIfAny("lang", client.options().lang());
    json.textIfAny("ver", client.options().version());
    json.numberIfAny("rtt", client.rttNanos());
    if (stopEpochNanos != 0) {
      json.time("stop", stopEpochNanos);
    }
    json.text("name_tag", account);
    json.text("kind", "Client");
    json.text("client_type", ConnzReport.clientType(client));
  }
}
