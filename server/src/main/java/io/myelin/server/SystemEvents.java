package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Tells the system account when clients come and go (OPS-259 to OPS-265). Called on the clients'
 * loops; when nobody listens there it does next to nothing. All events go out on one loop, in the
 * order in which they happened.
 */
final class SystemEvents implements ServerHost.ClientObserver {
  private final MonitoredServer server;
  private final SystemSender sender;
  private final ReportWorker worker;
  private final SystemAccount system;
  private final Loop loop;

  /**
   * @param loop where events go out
   */
  SystemEvents(
      MonitoredServer server,
      SystemSender sender,
      ReportWorker worker,
      SystemAccount system,
      Loop loop) {
    this.server = server;
    this.sender = sender;
    this.worker = worker;
    this.system = system;
    this.loop = loop;
  }

  @Override
  public void connected(ClientSession session) {
    if (!system.anyListener()) {
      return;
    }
    accountChanged(session.account());
    long now = MonitoredServer.nowEpochNanos();
    tell(
        "$SYS.ACCOUNT." + ConnzReport.accountName(session) + ".CONNECT",
        json -> SystemEventJson.connect(json, sender, session, now));
  }

  @Override
  public void disconnected(ClientSession session, CloseReason reason) {
    if (!system.anyListener()) {
      return;
    }
    accountChanged(session.account());
    long now = MonitoredServer.nowEpochNanos();
    Traffic traffic = Traffic.of(session);
    ReportJson.Fields event =
        json -> SystemEventJson.disconnect(json, sender, session, traffic, reason, now);
    if (refused(reason)) {
      tell("$SYS.SERVER." + server.host().serverId() + ".CLIENT.AUTH.ERR", event);
    }
    tell("$SYS.ACCOUNT." + ConnzReport.accountName(session) + ".DISCONNECT", event);
  }

  private static boolean refused(CloseReason reason) {
    return switch (reason) {
      case AUTHENTICATION_FAILURE, AUTHENTICATION_EXPIRED, MISSING_ACCOUNT -> true;
      default -> false;
    };
  }

  private void accountChanged(@Nullable Account account) {
    if (account != null && !account.name().equals(Account.GLOBAL)) {
      tellConnections(account, account.connections());
    }
  }

  /** Tells how many connections an account has, on the subject of today and the one of old. */
  void tellConnections(Account account, int connections) {
    ReportJson.Fields event =
        json -> SystemEventJson.accountConnections(json, sender, server, account, connections);
    tell("$SYS.SERVER.ACCOUNT." + account.name() + ".CONNS", event);
    tell("$SYS.ACCOUNT." + account.name() + ".SERVER.CONNS", event);
  }

  /** Publishes an event if anybody wants it; one is lost when too much waits to be reported. */
  void tell(String subject, ReportJson.Fields event) {
    if (SystemSender.wanted(system.account(), subject)) {
      boolean taken =
          worker.submit(
              () -> sender.send(loop, system.account(), subject, ReportJson.compact(event)));
      if (!taken) {
        server.host().serverLog().debug("too many events wait; lost one on " + subject);
      }
    }
  }
}
