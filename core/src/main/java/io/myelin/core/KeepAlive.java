package io.myelin.core;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings a quiet connection and finds out when it is dead (CORE-241 to CORE-243). Loop thread only.
 */
final class KeepAlive {
  private static final long FIRST_PING_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long RTT_VALID_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final byte[] PING = {'P', 'I', 'N', 'G', '\r', '\n'};

  private final ClientSession session;
  private final Loop loop;
  private final long acceptedNanos;
  private Loop.@Nullable Timer timer;
  private int pingsOut;
  private long pingSentNanos;
  private long lastActivityNanos;
  private long rttMeasuredNanos;
  private boolean rttMeasured;
  private volatile long rttNanos;

  KeepAlive(ClientSession session, Loop loop) {
    this.session = session;
    this.loop = loop;
    this.acceptedNanos = loop.nanoTime();
    this.lastActivityNanos = acceptedNanos;
  }

  /** Starts with one full interval, as before CONNECT. */
  void start() {
    arm(session.settings().pingIntervalNanos());
  }

  /** CONNECT arrived: a short first period, since the round trip is still unknown. */
  void connected() {
    if (rttNanos == 0) {
      rttNanos = Math.max(1, loop.nanoTime() - acceptedNanos);
    }
    long first = Math.min(session.settings().pingIntervalNanos(), FIRST_PING_NANOS);
    arm(first + (long) (first * 0.2 * loop.producer().random().nextDouble()));
  }

  private void arm(long delayNanos) {
    stop();
    timer = loop.schedule(this::expired, delayNanos, TimeUnit.NANOSECONDS);
  }

  void stop() {
    Loop.Timer armed = timer;
    if (armed != null) {
      armed.cancel();
      timer = null;
    }
  }

  /** Data, a subscription or a PING came from the client. */
  void activity() {
    lastActivityNanos = loop.nanoTime();
  }

  /** A PONG came, asked for or not. */
  void pong() {
    if (pingsOut > 0) {
      rttNanos = Math.max(1, loop.nanoTime() - pingSentNanos);
      rttMeasured = true;
      rttMeasuredNanos = loop.nanoTime();
    }
    pingsOut = 0;
  }

  /** Round trip time, first estimated from accept to CONNECT; 0 while unknown. Any thread. */
  long rttNanos() {
    return rttNanos;
  }

  private void expired() {
    timer = null;
    if (session.isClosed()) {
      return;
    }
    long now = loop.nanoTime();
    long interval = session.settings().pingIntervalNanos();
    if (session.answeredFirstPing() || now - acceptedNanos >= FIRST_PING_NANOS) {
      boolean rttKnown = rttMeasured && now - rttMeasuredNanos < RTT_VALID_NANOS;
      if (now - lastActivityNanos >= interval || !rttKnown) {
        if (pingsOut + 1 > session.settings().maxPingsOut()) {
          session.stale();
          return;
        }
        sendPing();
      }
    }
    arm(interval);
  }

  /** Sends a PING now, to measure the round trip. */
  void sendPing() {
    pingsOut++;
    pingSentNanos = loop.nanoTime();
    session.send(PING);
  }
}
