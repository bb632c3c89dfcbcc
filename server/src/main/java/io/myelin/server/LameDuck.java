package io.myelin.server;

import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Leaving slowly, so that clients reconnect elsewhere one after the other (CORE-332 to CORE-335).
 * Everything runs on one loop, except {@link #start}.
 */
final class LameDuck {
  private static final long MAX_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How far it has come; {@link #enter} makes every transition. */
  private enum Stage {
    GRACE,
    CLOSING,
    DONE
  }

  private final ServerHost host;
  private final Loop loop;
  private final Runnable shutdown;
  private final Deque<ClientSession> left = new ArrayDeque<>();
  private long intervalNanos;

  /**
   * @param shutdown ends the server; called once, must not block
   */
  LameDuck(ServerHost host, Loop loop, Runnable shutdown) {
    this.host = host;
    this.loop = loop;
    this.shutdown = shutdown;
  }

  /** Begins; the listeners have been closed. */
  void start() {
    host.lameDuck();
    loop.execute(() -> enter(host.registry().count() == 0 ? Stage.DONE : Stage.GRACE));
  }

  private void enter(Stage stage) {
    Options options = host.options();
    switch (stage) {
      case GRACE -> {
        for (ClientSession session : host.registry().sessions()) {
          session
              .loop()
              .execute(() -> session.sendChangedInfo(host.info(session, false, true).line()));
        }
        long grace = options.get(ServerKeys.LAME_DUCK_GRACE_PERIOD).toNanos();
        loop.schedule(() -> enter(Stage.CLOSING), grace, TimeUnit.NANOSECONDS);
      }
      case CLOSING -> {
        host.serverLog().info("Closing existing clients");
        left.addAll(host.registry().sessions());
        long time =
            options.get(ServerKeys.LAME_DUCK_DURATION).toNanos()
                - options.get(ServerKeys.LAME_DUCK_GRACE_PERIOD).toNanos();
        intervalNanos = Math.min(time / Math.max(1, left.size()), MAX_INTERVAL_NANOS);
        closeNext();
      }
      case DONE -> shutdown.run();
    }
  }

  private void closeNext() {
    ClientSession next = left.poll();
    if (next == null) {
      enter(Stage.DONE);
      return;
    }
    next.loop().execute(() -> next.close(CloseReason.SERVER_SHUTDOWN));
    if (left.isEmpty()) {
      enter(Stage.DONE);
      return;
    }
    long wait = intervalNanos / 2 + loop.producer().random().nextLong(intervalNanos / 2 + 1);
    loop.schedule(this::closeNext, wait, TimeUnit.NANOSECONDS);
  }
}
