package io.myelin.server;

import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The client connections of a server: open ones by id, a bounded history of closed ones, and
 * totals. Any thread may call.
 */
final class ClientRegistry {
  private final ConcurrentMap<Long, ClientSession> open = new ConcurrentHashMap<>();
  private final AtomicInteger openCount = new AtomicInteger();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong totalAccepted = new AtomicLong();
  private final Map<CloseReason, AtomicLong> closedByReason = new EnumMap<>(CloseReason.class);
  private final Deque<ClosedClient> closed = new ArrayDeque<>();
  private final int maxClosed;
  private final AtomicLong closedInMessages = new AtomicLong();
  private final AtomicLong closedInBytes = new AtomicLong();
  private final AtomicLong closedOutMessages = new AtomicLong();
  private final AtomicLong closedOutBytes = new AtomicLong();
  private final AtomicLong closedStalls = new AtomicLong();

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
    if (open.remove(session.connection().id()) == null) {
      return;
    }
    openCount.decrementAndGet();
    AtomicLong count = closedByReason.get(record.reason());
    if (count != null) {
      count.incrementAndGet();
    }
    closedInMessages.addAndGet(session.receivedMessages());
    closedInBytes.addAndGet(session.receivedBytes());
    closedOutMessages.addAndGet(session.outbound().sentMessages());
    closedOutBytes.addAndGet(session.outbound().sentMessageBytes());
    closedStalls.addAndGet(session.stalls());
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

  /** Traffic of all client connections, open and closed. */
  Traffic traffic() {
    long inMessages = closedInMessages.get();
    long inBytes = closedInBytes.get();
    long outMessages = closedOutMessages.get();
    long outBytes = closedOutBytes.get();
    long stalls = closedStalls.get();
    for (ClientSession session : open.values()) {
      inMessages += session.receivedMessages();
      inBytes += session.receivedBytes();
      outMessages += session.outbound().sentMessages();
      outBytes += session.outbound().sentMessageBytes();
      stalls += session.stalls();
    }
    return new Traffic(inMessages, inBytes, outMessages, outBytes, stalls);
  }
}
