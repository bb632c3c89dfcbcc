package io.myelin.server;

import io.myelin.config.Options;
import io.myelin.core.Account;
import io.myelin.core.Accounts;
import io.myelin.core.MatchCacheStatistics;
import io.myelin.core.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What reports read of a running server. Any thread may call. */
final class MonitoredServer {
  private final ServerHost host;
  private final List<NettyLoop> loops;
  private final long startEpochNanos;
  private final BooleanSupplier acceptingClients;
  private final ConcurrentMap<String, AtomicLong> httpRequests = new ConcurrentHashMap<>();
  private final ConcurrentMap<Account, List<Subscription>> internal = new ConcurrentHashMap<>();
  private @Nullable ProcessUsage usage;
  private volatile int httpPort;
  private volatile int httpsPort;
  private volatile Optional<Instant> certificateExpiry = Optional.empty();

  /**
   * @param acceptingClients whether the client listener is open (OPS-160)
   */
  MonitoredServer(
      ServerHost host,
      List<NettyLoop> loops,
      long startEpochNanos,
      BooleanSupplier acceptingClients) {
    this.host = host;
    this.loops = loops;
    this.startEpochNanos = startEpochNanos;
    this.acceptingClients = acceptingClients;
  }

  ServerHost host() {
    return host;
  }

  Options options() {
    return host.options();
  }

  Accounts accounts() {
    return host.accounts();
  }

  ClientRegistry clients() {
    return host.registry();
  }

  List<NettyLoop> loops() {
    return loops;
  }

  long startEpochNanos() {
    return startEpochNanos;
  }

  static long nowEpochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  boolean acceptingClients() {
    return acceptingClients.getAsBoolean();
  }

  /** CPU and memory; measured only when asked. */
  synchronized ProcessUsage usage() {
    ProcessUsage existing = usage;
    if (existing == null) {
      existing = new ProcessUsage();
      usage = existing;
    }
    return existing;
  }

  /** Remembers the server's own subscriptions in an account, for {@code /subsz}. */
  void internalSubscriptions(Account account, List<Subscription> subscriptions) {
    internal.put(account, List.copyOf(subscriptions));
  }

  List<Subscription> internalSubscriptions(Account account) {
    return internal.getOrDefault(account, List.of());
  }

  /** Sets the ports of monitoring that were bound, 0 for none. */
  void monitoringPorts(int http, int https) {
    httpPort = http;
    httpsPort = https;
  }

  /** Sets when the certificate of the client listener ends; empty without TLS. */
  void certificateExpiry(Optional<Instant> expiry) {
    certificateExpiry = expiry;
  }

  Optional<Instant> certificateExpiry() {
    return certificateExpiry;
  }

  int httpPort() {
    return httpPort;
  }

  int httpsPort() {
    return httpsPort;
  }

  /** Counts a request over HTTP for a path without its base (OPS-015). */
  void countHttpRequest(String path) {
    httpRequests.computeIfAbsent(path, unused -> new AtomicLong()).incrementAndGet();
  }

  Map<String, AtomicLong> httpRequests() {
    return httpRequests;
  }

  /** Figures of the route caches of all loops, approximate (OPS-103). */
  MatchCacheStatistics routeCaches() {
    MatchCacheStatistics sum = MatchCacheStatistics.NONE;
    for (NettyLoop loop : loops) {
      sum = sum.plus(loop.producer().routeStatistics());
    }
    return sum;
  }

  /** Subscriptions of all accounts, those of the server itself included (OPS-031). */
  long subscriptionCount() {
    long sum = 0;
    for (Account account : accounts().all()) {
      sum += account.interest().count();
    }
    return sum;
  }
}
