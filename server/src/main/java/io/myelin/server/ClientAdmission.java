package io.myelin.server;

import io.myelin.config.ServerKeys;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.Loop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a new connection may stay: number of connections, rate of TLS connections, and whether
 * the server is going away.
 */
final class ClientAdmission {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ServerHost host;
  private final int tlsConnectionsPerSecond;
  private final AtomicLong windowStartNanos = new AtomicLong(System.nanoTime());
  private final AtomicInteger inWindow = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();

  /**
   * @param tlsConnectionsPerSecond 0 for any number (CORE-671)
   */
  ClientAdmission(ServerHost host, int tlsConnectionsPerSecond) {
    this.host = host;
    this.tlsConnectionsPerSecond = tlsConnectionsPerSecond;
  }

  /**
   * Called when INFO has been sent; turns the connection away if it may not stay (CORE-004,
   * CORE-255).
   */
  boolean admit(ClientSession session) {
    if (host.isLameDuck()) {
      session.close(CloseReason.SERVER_SHUTDOWN);
      return false;
    }
    if (host.registry().count() > host.options().get(ServerKeys.MAX_CONNECTIONS)) {
      session.fail(CloseReason.MAX_CONNECTIONS_EXCEEDED, "maximum connections exceeded");
      return false;
    }
    return true;
  }

  /**
   * Whether one more TLS connection fits into this second (CORE-275). How many did not is logged a
   * second after the first of them.
   *
   * @param loop whose thread the caller is on
   */
  boolean tlsRateAllows(Loop loop) {
    if (tlsConnectionsPerSecond <= 0) {
      return true;
    }
    long now = System.nanoTime();
    long start = windowStartNanos.get();
    if (now - start >= SECOND_NANOS && windowStartNanos.compareAndSet(start, now)) {
      inWindow.set(0);
    }
    if (inWindow.incrementAndGet() <= tlsConnectionsPerSecond) {
      return true;
    }
    if (rejected.getAndIncrement() == 0) {
      loop.schedule(this::reportRejected, SECOND_NANOS, TimeUnit.NANOSECONDS);
    }
    return false;
  }

  private void reportRejected() {
    int count = rejected.getAndSet(0);
    host.serverLog().warn("Rejected " + count + " connections due to TLS rate limiting");
  }
}
