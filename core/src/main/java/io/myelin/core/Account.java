package io.myelin.core;

import io.myelin.protocol.SubjectMapping;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An account: the central live object. Subjects of different accounts never meet. It owns the index
 * of interest, the subject mappings, the limits and the connections. Any thread may call.
 */
public final class Account {
  /** The account of connections without another one. */
  public static final String GLOBAL = "$G";

  private final String name;
  private final SubjectIndex<Subscription> interest = new SubjectIndex<>(Subscription[]::new);
  private final Set<ClientSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong slowConsumers = new AtomicLong();
  private volatile AccountLimits limits;
  private volatile List<SubjectMapping> mappings;

  /** A live account without connections. */
  public Account(String name, AccountLimits limits, List<SubjectMapping> mappings) {
    this.name = name;
    this.limits = limits;
    this.mappings = List.copyOf(mappings);
  }

  /** The account's name, unique in the server. */
  public String name() {
    return name;
  }

  /** Who subscribes to what. */
  public SubjectIndex<Subscription> interest() {
    return interest;
  }

  /** Subject mappings in order of precedence (CORE-391). */
  public List<SubjectMapping> mappings() {
    return mappings;
  }

  /** The limits in force. */
  public AccountLimits limits() {
    return limits;
  }

  /** Changes limits and mappings (reload). */
  public void reconfigure(AccountLimits newLimits, List<SubjectMapping> newMappings) {
    limits = newLimits;
    mappings = List.copyOf(newMappings);
    interest.stamps().invalidateAll();
  }

  /** The bound client sessions, a live view. */
  public Set<ClientSession> sessions() {
    return sessions;
  }

  /** Number of bound client connections. */
  public int connections() {
    return connections.get();
  }

  /** How many of its connections were cut off as slow consumers. */
  public AtomicLong slowConsumers() {
    return slowConsumers;
  }

  /** Binds a session; false when the account has as many connections as it may have (CORE-207). */
  boolean bind(ClientSession session) {
    if (sessions.contains(session)) {
      return true;
    }
    int max = limits.maxConnections();
    if (max >= 0 && connections.get() >= max) {
      return false;
    }
    if (sessions.add(session)) {
      connections.incrementAndGet();
    }
    return true;
  }

  /**
   * Unbinds a session if the account has more connections than it may have since a reload; true for
   * as many sessions as are too many, in the order in which they ask (SEC-466).
   */
  boolean unbindExcess(ClientSession session) {
    int max = limits.maxConnections();
    int bound = connections.get();
    while (max >= 0 && bound > max && sessions.contains(session)) {
      if (connections.compareAndSet(bound, bound - 1)) {
        sessions.remove(session);
        return true;
      }
      bound = connections.get();
    }
    return false;
  }

  void unbind(ClientSession session) {
    if (sessions.remove(session)) {
      connections.decrementAndGet();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
