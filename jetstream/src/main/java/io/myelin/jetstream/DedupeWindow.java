package io.myelin.jetstream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The message ids of the last while with the sequences they got (STR-310). Ages are measured by the
 * messages' own times. Ids whose messages are there can be read from those after a restart; which
 * others have to be kept besides is known here too (STR-B09). Lane only.
 */
final class DedupeWindow {

  /** An id with what its message got. */
  record Remembered(String id, long sequence, long timeNanos) {}

  private static final class Entry {
    private final String id;
    private final long sequence;
    private final long timeNanos;
    private boolean isMessageGone;

    Entry(String id, long sequence, long timeNanos) {
      this.id = id;
      this.sequence = sequence;
      this.timeNanos = timeNanos;
    }

    Remembered remembered() {
      return new Remembered(id, sequence, timeNanos);
    }
  }

  private static final int MIN_ENTRIES = 16;

  private final Map<String, Entry> byId = new HashMap<>();

  /** By sequence, which is by age too: those from {@code first} on, {@code count} of them. */
  private Entry[] entries = new Entry[MIN_ENTRIES];

  private int first;
  private int count;
  private long goneBelow;
  private List<Remembered> newlyGone = new ArrayList<>();
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
      clear();
    }
  }

  /** Forgets all ids. */
  void clear() {
    byId.clear();
    entries = new Entry[MIN_ENTRIES];
    first = 0;
    count = 0;
    goneBelow = 0;
    newlyGone = new ArrayList<>();
  }

  /** The sequence that the id got within the window, 0 for none. */
  long find(String id, long nowNanos) {
    expire(nowNanos);
    Entry entry = byId.get(id);
    return entry == null ? 0 : entry.sequence;
  }

  /**
   * Remembers an id.
   *
   * @param sequence higher than those of the ids before
   */
  void add(String id, long sequence, long timeNanos) {
    if (windowNanos == 0 || id.isEmpty()) {
      return;
    }
    append(new Entry(id, sequence, timeNanos));
  }

  private void append(Entry entry) {
    if (count == entries.length) {
      Entry[] larger = new Entry[count * 2];
      for (int i = 0; i < count; i++) {
        larger[i] = at(i);
      }
      entries = larger;
      first = 0;
    }
    entries[(first + count) & (entries.length - 1)] = entry;
    count++;
    byId.put(entry.id, entry);
  }

  private Entry at(int index) {
    return entries[(first + index) & (entries.length - 1)];
  }

  /** How many ids are remembered. */
  int size() {
    return byId.size();
  }

  // ---- ids whose messages are not there

  /** The message of that sequence went, or was never stored. */
  void messageGone(long sequence) {
    if (count == 0) {
      return;
    }
    int index = firstFrom(sequence);
    if (index < count && at(index).sequence == sequence) {
      gone(at(index));
    }
  }

  /** All messages below the sequence went. */
  void messagesGoneBelow(long sequence) {
    if (count == 0 || sequence <= goneBelow) {
      return;
    }
    int end = firstFrom(sequence);
    for (int i = firstFrom(goneBelow); i < end; i++) {
      gone(at(i));
    }
    goneBelow = sequence;
  }

  private void gone(Entry entry) {
    if (!entry.isMessageGone) {
      entry.isMessageGone = true;
      newlyGone.add(entry.remembered());
    }
  }

  /** The index of the first entry with this sequence or a higher one. */
  private int firstFrom(long sequence) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).sequence < sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The ids whose messages went since the last call, and that are in the window still. */
  List<Remembered> takeNewlyGone(long nowNanos) {
    if (newlyGone.isEmpty()) {
      return List.of();
    }
    List<Remembered> taken = newlyGone;
    newlyGone = new ArrayList<>();
    taken.removeIf(it -> isOld(it.timeNanos, nowNanos));
    return taken;
  }

  /** All ids in the window whose messages are not there. */
  List<Remembered> gone(long nowNanos) {
    expire(nowNanos);
    List<Remembered> gone = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (at(i).isMessageGone) {
        gone.add(at(i).remembered());
      }
    }
    return gone;
  }

  /**
   * Remembers ids that were kept besides messages, after those of messages were added.
   *
   * @param lastSequence of the stream; ids with higher ones were never committed
   * @return whether some of them were never committed, and have to be kept no more
   */
  boolean restore(List<Remembered> kept, long lastSequence, long nowNanos) {
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(at(i));
    }
    boolean uncommitted = false;
    for (Remembered each : kept) {
      if (each.sequence > lastSequence) {
        uncommitted = true;
      } else if (windowNanos > 0 && !isOld(each.timeNanos, nowNanos)) {
        Entry entry = new Entry(each.id, each.sequence, each.timeNanos);
        entry.isMessageGone = true;
        all.add(entry);
      }
    }
    if (all.size() > count) {
      List<Remembered> unkept = newlyGone;
      long below = goneBelow;
      clear();
      newlyGone = unkept;
      goneBelow = below;
      all.sort(Comparator.comparingLong(entry -> entry.sequence));
      all.forEach(this::appendOnce);
    }
    return uncommitted;
  }

  private void appendOnce(Entry entry) {
    if (count > 0 && at(count - 1).sequence == entry.sequence) {
      at(count - 1).isMessageGone = true;
    } else {
      append(entry);
    }
  }

  private boolean isOld(long timeNanos, long nowNanos) {
    return nowNanos - timeNanos >= windowNanos;
  }

  private void expire(long nowNanos) {
    while (count > 0 && isOld(at(0).timeNanos, nowNanos)) {
      Entry oldest = at(0);
      entries[first] = null;
      first = (first + 1) & (entries.length - 1);
      count--;
      byId.remove(oldest.id, oldest);
    }
  }
}
