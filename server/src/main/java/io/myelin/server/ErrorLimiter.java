package io.myelin.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets an error through once a second for each kind, so that a misbehaving client cannot flood the
 * log (CORE-867).
 */
final class ErrorLimiter {
  private static final int MAX_KINDS = 1024;
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Map<String, Long> lastNanos =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_KINDS;
        }
      };

  /** Writes the line unless one of the same kind was written within the last second. */
  void error(ServerLog log, String line, String kind) {
    long now = System.nanoTime();
    synchronized (lastNanos) {
      Long last = lastNanos.get(kind);
      if (last != null && now - last < INTERVAL_NANOS) {
        return;
      }
      lastNanos.remove(kind);
      lastNanos.put(kind, now);
    }
    log.error(line);
  }
}
