package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client connections of a server: open ones by id, a bounded history of closed ones, and
 * totals. Any thread may call.
 */
final class ClientRegistry {
  private static final int OPTIMISTIC_TRIES = 3;

  private final ConcurrentMap<Long, ClientSession> open = new ConcurrentHashMap<>();
  private final AtomicInteger openCount = new AtomicInteger();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong totalAccepted = new AtomicLong();
  private final Map<CloseReason, AtomicLong> closedByReason = new EnumMap<>(CloseReason.class);
  private final Deque<ClosedClient> closed = new ArrayDeque<>();
  private final int maxClosed;
  private final StampedLock totals = new StampedLock();
  private volatile Traffic closedTraffic = Traffic.NONE;
  private final ConcurrentMap<String, Traffic> closedByAccount = new ConcurrentHashMap<>();

  /**
   * @param maxClosed how many closed connections are remembered (CORE-611)
   */
  ClientRegistry(int maxClosed) {
    this.maxClosed = maxClosed;
    for (CloseReason reason : CloseReason.values()) {
      closedByReason.put(reason, new AtomicLong());
    }
  }

  /** The id of a new connection (CORE-009). */
  long nextId() {
    return lastId.incrementAndGet();
  }

  /** Counts an accepted connection. */
  void add(ClientSession session) {
    totalAccepted.incrementAndGet();
    if (open.put(session.connection().id(), session) == null) {
      openCount.incrementAndGet();
    }
  }

  /** Moves a connection to the closed ones. */
  void remove(ClientSession session, ClosedClient record) {
    long stamp = totals.writeLock();
    try {
      if (open.remove(session.connection().id()) == null) {
        return;
      }
      openCount.decrementAndGet();
      Traffic traffic = Traffic.of(session);
      closedTraffic = closedTraffic.plus(traffic);
      Account account = session.account();
      if (account != null) {
        closedByAccount.merge(account.name(), traffic, Traffic::plus);
      }
    } finally {
      totals.unlockWrite(stamp);
    }
    AtomicLong count = closedByReason.get(record.reason());
    if (count != null) {
      count.incrementAndGet();
    }
    synchronized (closed) {
      closed.addLast(record);
      if (closed.size() > maxClosed) {
        closed.removeFirst();
      }
    }
  }

  /** Open connections, a live view. */
  Collection<ClientSession> sessions() {
    return open.values();
  }

  /** The open connection with that id, or null. */
  @Nullable ClientSession find(long id) {
    return open.get(id);
  }

  /** The remembered closed connections, oldest first. */
  List<ClosedClient> closed() {
    synchronized (closed) {
      return new ArrayList<>(closed);
    }
  }

  /** How many closed connections are remembered. */
  int closedCount() {
    synchronized (closed) {
      return closed.size();
    }
  }

  /** Number of open connections. */
  int count() {
    return openCount.get();
  }

  /** Connections ever accepted. */
  long totalAccepted() {
    return totalAccepted.get();
  }

  /** How many connections ended for that reason. */
  long closedFor(CloseReason reason) {
    AtomicLong count = closedByReason.get(reason);
    return count == null ? 0 : count.get();
  }

  /** How many connections were cut off because they did not keep up. */
  long slowConsumers() {
    return closedFor(CloseReason.SLOW_CONSUMER_PENDING_BYTES)
        + closedFor(CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
  }

  /**
   * Traffic of all client connections, open and closed. A connection that closes meanwhile is
   * counted once.
   */
  Traffic traffic() {
    return consistent(this::sum);
  }

  /** {@link #traffic()} of each account that had a connection, by its name. */
  Map<String, Traffic> trafficByAccount() {
    return consistent(this::sumByAccount);
  }

  private <T> T consistent(Supplier<T> reading) {
    for (int i = 0; i < OPTIMISTIC_TRIES; i++) {
      long stamp = totals.tryOptimisticRead();
      if (stamp != 0) {
        T value = reading.get();
        if (totals.validate(stamp)) {
          return value;
        }
      }
    }
    long stamp = totals.readLock();
    try {
      return reading.get();
    } finally {
      totals.unlockRead(stamp);
    }
  }

  private Map<String, Traffic> sumByAccount() {
    Map<String, Traffic> sums = new HashMap<>(closedByAccount);
    for (ClientSession session : open.values()) {
      Account account = session.account();
      if (account != null) {
        sums.merge(account.name(), Traffic.of(session), Traffic::plus);
      }
    }
    return sums;
  }

  private Traffic sum() {
    Traffic sum = closedTraffic;
    for (ClientSession session : open.values()) {
      sum = sum.plus(Traffic.of(session));
    }
    return sum;
  }
}
