package io.myelin.server;

import io.myelin.config.GoDuration;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.Outbound;
import io.myelin.core.SegmentPool;
import io.myelin.core.SessionSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Looks once a second for connections that do not take what is written to them (CORE-252), and for
 * the ones furthest behind when the process as a whole holds more bytes than it may.
 */
final class WriteWatch {
  private static final long PERIOD_SECONDS = 1;
  private static final long BUDGET_PERIOD_MILLIS = 100;

  private final ServerHost host;
  private final SegmentPool pool;

  WriteWatch(ServerHost host, SegmentPool pool) {
    this.host = host;
    this.pool = pool;
  }

  /** Starts watching on every loop. */
  void start(Iterable<NettyLoop> loops) {
    boolean first = true;
    for (NettyLoop loop : loops) {
      loop.eventLoop()
          .scheduleAtFixedRate(
              () -> checkDeadlines(loop), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
      if (first) {
        loop.eventLoop()
            .scheduleAtFixedRate(
                this::checkBudget,
                BUDGET_PERIOD_MILLIS,
                BUDGET_PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
        first = false;
      }
    }
  }

  private void checkDeadlines(NettyLoop loop) {
    SessionSettings settings = host.settings();
    long now = loop.nanoTime();
    for (ClientSession session : host.registry().sessions()) {
      Outbound outbound = session.outbound();
      if (session.loop() == loop
          && outbound.writing()
          && now - outbound.lastProgressNanos() > settings.writeDeadlineNanos()) {
        String deadline = GoDuration.format(Duration.ofNanos(settings.writeDeadlineNanos()));
        host.log()
            .slowConsumer(
                session,
                "WriteDeadline of "
                    + deadline
                    + " exceeded with "
                    + (outbound.pendingBytes() / SegmentPool.LARGE_BYTES + 1)
                    + " chunks of "
                    + outbound.pendingBytes()
                    + " total bytes.");
        session.slowConsumerClose(CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
      }
    }
  }

  private void checkBudget() {
    if (!pool.overBudget()) {
      return;
    }
    ClientSession furthest = null;
    long most = 0;
    for (ClientSession session : host.registry().sessions()) {
      long pending = session.outbound().pendingBytes();
      if (pending > most) {
        most = pending;
        furthest = session;
      }
    }
    if (furthest != null) {
      close(furthest, most);
    }
  }

  private void close(ClientSession session, long pendingBytes) {
    host.log()
        .slowConsumer(
            session,
            "furthest behind with "
                + pendingBytes
                + " bytes while the server holds "
                + pool.usedBytes()
                + " of at most "
                + pool.budgetBytes());
    session
        .loop()
        .execute(() -> session.slowConsumerClose(CloseReason.SLOW_CONSUMER_PENDING_BYTES));
  }
}
