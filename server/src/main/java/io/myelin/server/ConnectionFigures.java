package io.myelin.server;

import io.myelin.core.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one connection at one moment, so that sorting sees values that do not move.
 *
 * @param closed what is known of its end, null while it is open
 * @param uptimeNanos until now, or until it ended
 */
record ConnectionFigures(
    ClientSession session,
    @Nullable ClosedClient closed,
    long id,
    long startEpochNanos,
    long lastActivityEpochNanos,
    long stopEpochNanos,
    long uptimeNanos,
    long rttNanos,
    int subscriptions,
    long pendingBytes,
    long inMessages,
    long inBytes,
    long outMessages,
    long outBytes) {

  static ConnectionFigures open(ClientSession session, long nowEpochNanos) {
    return of(session, null, session.subscriptionCount(), 0, nowEpochNanos);
  }

  static ConnectionFigures closed(ClosedClient closed) {
    return of(
        closed.session(),
        closed,
        closed.subscriptions().size(),
        closed.stopEpochNanos(),
        closed.stopEpochNanos());
  }

  private static ConnectionFigures of(
      ClientSession session,
      @Nullable ClosedClient closed,
      int subscriptions,
      long stopEpochNanos,
      long endEpochNanos) {
    Traffic traffic = Traffic.of(session);
    long start = session.connection().startEpochNanos();
    return new ConnectionFigures(
        session,
        closed,
        session.connection().id(),
        start,
        session.lastActivityEpochNanos(),
        stopEpochNanos,
        Math.max(0, endEpochNanos - start),
        session.rttNanos(),
        subscriptions,
        closed == null ? session.outbound().pendingBytes() : 0,
        traffic.inMessages(),
        traffic.inBytes(),
        traffic.outMessages(),
        traffic.outBytes());
  }

  /** Why it ended, empty while it is open. */
  String reason() {
    return closed == null ? "" : closed.reason().text();
  }
}
