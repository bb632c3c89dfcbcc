package io.myelin.jetstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The message ids of the last while with the sequences they got (STR-310). Ages are measured by the
 * messages' own times. Lane only.
 */
final class DedupeWindow {
  private record Entry(String id, long sequence, long timeNanos) {}

  private final Map<String, Entry> byId = new HashMap<>();
  private final Deque<Entry> byAge = new ArrayDeque<>();
  private long windowNanos;

  /**
   * @param windowNanos how long an id is remembered, 0 for not at all
   */
  DedupeWindow(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  /** Changes how long ids are remembered. */
  void window(long nanos) {
    windowNanos = nanos;
    if (nanos == 0) {
      byId.clear();
      byAge.clear();
    }
  }

  /** The sequence that the id got within the window, 0 for none. */
  long find(String id, long nowNanos) {
    expire(nowNanos);
    Entry entry = byId.get(id);
    return entry == null ? 0 : entry.sequence;
  }

  /** Remembers an id. */
  void add(String id, long sequence, long timeNanos) {
    if (windowNanos == 0 || id.isEmpty()) {
      return;
    }
    Entry entry = new Entry(id, sequence, timeNanos);
    if (!entry.equals(byId.put(id, entry))) {
      byAge.addLast(entry);
    }
  }

  /** Forgets ids whose messages were never committed. */
  void forgetAbove(long lastSequence) {
    byAge.removeIf(entry -> entry.sequence > lastSequence && byId.remove(entry.id, entry));
  }

  /** How many ids are remembered. */
  int size() {
    return byId.size();
  }

  private void expire(long nowNanos) {
    Entry oldest = byAge.peekFirst();
    while (oldest != null && nowNanos - oldest.timeNanos >= windowNanos) {
      byAge.removeFirst();
      byId.remove(oldest.id, oldest);
      oldest = byAge.peekFirst();
    }
  }
}
