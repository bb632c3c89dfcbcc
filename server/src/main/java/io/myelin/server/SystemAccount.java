package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.myelin.core.Account;
import io.myelin.core.Loop;
import io.myelin.core.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the server itself does in its accounts: it answers requests, and in the system account it
 * tells what happens (OPS-200 to OPS-267). Any thread may call.
 */
final class SystemAccount {
  private static final List<String> REQUESTS =
      List.of(
          "IDZ",
          "STATSZ",
          "VARZ",
          "SUBSZ",
          "CONNZ",
          "ROUTEZ",
          "GATEWAYZ",
          "LEAFZ",
          "ACCOUNTZ",
          "JSZ",
          "HEALTHZ");
  private static final List<String> CHANGES = List.of("RELOAD", "KICK", "LDM");
  private static final List<String> ACCOUNT_REQUESTS =
      List.of("CONNZ", "SUBSZ", "LEAFZ", "JSZ", "INFO", "STATZ", "CONNS");
  private static final long FIRST_STATSZ_MILLIS = 250;
  private static final long STATSZ_MILLIS = 10_000;
  private static final long ACCOUNTS_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long SHUTDOWN_PATIENCE_MILLIS = 1000;

  private final MonitoredServer server;
  private final ReportWorker worker;
  private final SystemSender sender;
  private final Account system;
  private final Loop loop;
  private final SystemEvents events;
  private final Callable<Optional<String>> reload;
  private final Map<Account, List<Subscription>> own = new HashMap<>();
  private volatile int ownCount;
  private @Nullable SystemRequests requests;
  private long lastAccountsNanos;

  /**
   * @param system the system account
   * @param reload reads the configuration again; yields what is wrong with it, if anything
   */
  SystemAccount(
      MonitoredServer server,
      ReportWorker worker,
      Account system,
      Callable<Optional<String>> reload) {
    this.server = server;
    this.worker = worker;
    this.system = system;
    this.reload = reload;
    this.sender = new SystemSender(server);
    this.loop = server.loops().getFirst();
    this.events = new SystemEvents(server, sender, worker, this, loop);
  }

  /** Begins to answer and to tell. */
  void start() {
    attachAccounts();
    server.host().observe(events);
    loop.execute(
        () -> {
          lastAccountsNanos = loop.nanoTime();
          schedule(FIRST_STATSZ_MILLIS);
        });
  }

  /** Answers in accounts that are new, too; after every reload. */
  synchronized void attachAccounts() {
    own.keySet().retainAll(server.accounts().all());
    for (Account account : server.accounts().all()) {
      if (own.containsKey(account)) {
        continue;
      }
      List<Subscription> subscriptions = new ArrayList<>();
      add(subscriptions, account, "$SYS.REQ.USER.INFO", SystemEndpoint.Kind.USER_INFO);
      if (account == system) {
        addOfSystemAccount(subscriptions);
      } else {
        add(
            subscriptions,
            account,
            "$SYS.REQ.SERVER.PING.CONNZ",
            SystemEndpoint.Kind.OWN_CONNECTIONS);
        add(
            subscriptions,
            account,
            "$SYS.REQ.ACCOUNT.PING.CONNZ",
            SystemEndpoint.Kind.OWN_CONNECTIONS);
        add(
            subscriptions,
            account,
            "$SYS.REQ.ACCOUNT.PING.STATZ",
            SystemEndpoint.Kind.OWN_STATISTICS);
      }
      for (Subscription subscription : subscriptions) {
        account.interest().insert(subscription);
      }
      own.put(account, subscriptions);
      server.internalSubscriptions(account, subscriptions);
      if (account == system) {
        ownCount = subscriptions.size();
        trace(subscriptions);
      }
    }
  }

  private void trace(List<Subscription> subscriptions) {
    int sid = 0;
    for (Subscription subscription : subscriptions) {
      sender.trace().subscribed(new String(subscription.pattern(), UTF_8), ++sid);
    }
  }

  private void addOfSystemAccount(List<Subscription> subscriptions) {
    String toAll = "$SYS.REQ.SERVER.PING";
    String toThis = "$SYS.REQ.SERVER." + server.host().serverId();
    add(subscriptions, system, toAll, SystemEndpoint.Kind.SERVER);
    for (String name : REQUESTS) {
      add(subscriptions, system, toAll + "." + name, SystemEndpoint.Kind.SERVER);
      add(subscriptions, system, toThis + "." + name, SystemEndpoint.Kind.SERVER);
    }
    for (String name : CHANGES) {
      add(subscriptions, system, toThis + "." + name, SystemEndpoint.Kind.SERVER);
    }
    for (String name : ACCOUNT_REQUESTS) {
      add(subscriptions, system, "$SYS.REQ.ACCOUNT.*." + name, SystemEndpoint.Kind.ACCOUNT);
    }
  }

  private void add(
      List<Subscription> subscriptions, Account account, String subject, SystemEndpoint.Kind kind) {
    subscriptions.add(Subscription.internal(subject, new SystemEndpoint(account, kind, this)));
  }

  /** Answers a request on the report worker; false when too many wait. */
  boolean submit(SystemEndpoint.Kind kind, SystemRequest request) {
    return worker.submit(() -> requests().handle(kind, request));
  }

  /** The system account. */
  Account account() {
    return system;
  }

  private synchronized SystemRequests requests() {
    SystemRequests existing = requests;
    if (existing == null) {
      existing = new SystemRequests(server, sender, this::tellStatsz, reload);
      requests = existing;
    }
    return existing;
  }

  /** Whether anybody but the server itself subscribes in the system account. */
  boolean anyListener() {
    return system.interest().count() > ownCount;
  }

  // ---- by the clock

  private void schedule(long delayMillis) {
    try {
      loop.schedule(() -> tick(delayMillis), delayMillis, MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      server.host().serverLog().debug("no more statistics while stopping");
    }
  }

  private void tick(long delayMillis) {
    if (anyListener()) {
      tellStatsz();
    }
    long now = loop.nanoTime();
    if (now - lastAccountsNanos >= ACCOUNTS_NANOS) {
      lastAccountsNanos = now;
      tellAccounts();
    }
    schedule(Math.min(delayMillis * 2, STATSZ_MILLIS));
  }

  private void tellStatsz() {
    String subject = subjectOfServer("STATSZ");
    if (SystemSender.wanted(system, subject)) {
      worker.submit(() -> sender.send(loop, system, subject, requests().statszMessage()));
    }
  }

  private void tellAccounts() {
    if (!anyListener()) {
      return;
    }
    for (Account account : server.accounts().all()) {
      int connections = account.connections();
      if (connections > 0 && !account.name().equals(Account.GLOBAL)) {
        events.tellConnections(account, connections);
      }
    }
  }

  // ---- the end

  /** Tells that the server is about to leave (OPS-267); returns when it was told. */
  void tellLameDuck() {
    tellNow(subjectOfServer("LAMEDUCK"));
  }

  /** Tells that the server leaves (OPS-266); returns when it was told. */
  void tellShutdown() {
    tellNow(subjectOfServer("SHUTDOWN"));
  }

  private String subjectOfServer(String event) {
    return "$SYS.SERVER." + server.host().serverId() + "." + event;
  }

  private void tellNow(String subject) {
    if (!anyListener() || !SystemSender.wanted(system, subject)) {
      return;
    }
    byte[] payload = ReportJson.compact(sender::writeServer);
    CountDownLatch told = new CountDownLatch(1);
    Runnable publish =
        () -> {
          sender.publish(loop, system, subject, payload);
          loop.flush();
          told.countDown();
        };
    if (loop.inLoop()) {
      publish.run();
      return;
    }
    try {
      loop.execute(publish);
      if (!told.await(SHUTDOWN_PATIENCE_MILLIS, MILLISECONDS)) {
        server.host().serverLog().warn("could not tell others in time: " + subject);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException stopping) {
      server.host().serverLog().debug("not sent while stopping: " + subject);
    }
  }
}
