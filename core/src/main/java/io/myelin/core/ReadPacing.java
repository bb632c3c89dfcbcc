package io.myelin.core;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds back a producer whose destination is far behind: its input is read later, until the
 * destination has caught up or a few milliseconds have passed (CORE-253). A destination that does
 * not move at all holds nobody back. Loop thread only.
 */
final class ReadPacing {
  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Loop loop;
  private final Transport transport;
  private boolean paused;
  private int generation;
  private final SingleWriterCounter stalls = new SingleWriterCounter();

  ReadPacing(Loop loop, Transport transport) {
    this.loop = loop;
    this.transport = transport;
  }

  /** How often this producer was held back; any thread. */
  long stalls() {
    return stalls.get();
  }

  /** A batch is done; {@code behind} is a destination that was far behind, or null. */
  void batchDone(@Nullable Outbound behind) {
    if (behind == null || paused) {
      return;
    }
    paused = true;
    stalls.add(1);
    int pause = ++generation;
    long writtenBefore = behind.writtenBytes();
    transport.reading(false);
    behind.whenDrained(loop, () -> resume(pause));
    Loop.Timer unused =
        loop.schedule(
            () -> {
              if (paused && generation == pause) {
                behind.stuckSince(writtenBefore);
              }
              resume(pause);
            },
            MAX_PAUSE_NANOS,
            TimeUnit.NANOSECONDS);
  }

  private void resume(int pause) {
    if (paused && generation == pause) {
      paused = false;
      transport.reading(true);
    }
  }
}
