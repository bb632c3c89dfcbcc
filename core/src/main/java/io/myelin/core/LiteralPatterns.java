package io.myelin.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Literal patterns in an extendible hash table: a directory of small open-addressing segments, each
 * split when it is full, so that no insert ever pays for rebuilding a large table. A pattern costs
 * about 13 bytes here besides its subscription.
 *
 * <p>An entry never moves within a segment, and a removed one leaves a marker as long as others may
 * lie behind it. A reader probing even an old segment therefore sees every pattern that was there
 * all the time.
 */
final class LiteralPatterns implements PatternStore {
  private static final int MIN_SLOTS = 8;
  private static final int MAX_SLOTS = 1 << 13;
  private static final int MAX_DEPTH = 16;
  private static final Object REMOVED = new Object();
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private volatile Segment[] directory = {new Segment(0, MIN_SLOTS)};

  /** Slots whose tags share the first {@code depth} bits. */
  private static final class Segment {
    final int depth;
    final int[] tags;
    final @Nullable Object[] slots;
    int used;
    int live;

    Segment(int depth, int slotCount) {
      this.depth = depth;
      this.tags = new int[slotCount];
      this.slots = new Object[slotCount];
    }

    /** For readers: the interest, or {@code null}. */
    @Nullable Object lookup(int tag, byte[] subject, int offset, int length) {
      int mask = slots.length - 1;
      for (int i = tag & mask; ; i = (i + 1) & mask) {
        Object interest = SLOT.getAcquire(slots, i);
        if (interest == null) {
          return null;
        }
        if (tags[i] == tag && interest != REMOVED && isFor(interest, subject, offset, length)) {
          return interest;
        }
      }
    }

    /** For the writer: the slot of a pattern, or -1. */
    int find(int tag, byte[] pattern) {
      int mask = slots.length - 1;
      for (int i = tag & mask; ; i = (i + 1) & mask) {
        Object interest = slots[i];
        if (interest == null) {
          return -1;
        }
        if (tags[i] == tag && interest != REMOVED && isFor(interest, pattern, 0, pattern.length)) {
          return i;
        }
      }
    }

    /** Adds a pattern that is not there. */
    void add(int tag, Object interest) {
      int mask = slots.length - 1;
      int i = tag & mask;
      while (slots[i] != null && slots[i] != REMOVED) {
        i = (i + 1) & mask;
      }
      if (slots[i] == null) {
        used++;
      }
      tags[i] = tag;
      SLOT.setRelease(slots, i, interest);
      live++;
    }

    /** A marker is needed only where a pattern may have been placed behind this slot. */
    void remove(int slot) {
      int mask = slots.length - 1;
      live--;
      SLOT.setRelease(slots, slot, REMOVED);
      if (slots[(slot + 1) & mask] == null) {
        for (int i = slot; slots[i] == REMOVED; i = (i - 1) & mask) {
          SLOT.setRelease(slots, i, null);
          used--;
        }
      }
    }

    boolean isFull() {
      return used >= slots.length - (slots.length >> 2);
    }

    void copyInto(Segment target, int tagBit, int wanted) {
      for (int i = 0; i < slots.length; i++) {
        Object interest = slots[i];
        if (interest != null && interest != REMOVED && (tags[i] & tagBit) == wanted) {
          target.add(tags[i], interest);
        }
      }
    }
  }

  /** Interest in a published subject, which need not be valid. */
  @Nullable Object get(long hash, byte[] subject, int offset, int length) {
    int tag = (int) hash;
    return segment(directory, tag).lookup(tag, subject, offset, length);
  }

  @Override
  public @Nullable Object get(long hash, byte[] pattern) {
    return get(hash, pattern, 0, pattern.length);
  }

  @Override
  public void put(long hash, byte[] pattern, Object interest) {
    int tag = (int) hash;
    Segment segment = segment(directory, tag);
    int slot = segment.find(tag, pattern);
    if (slot >= 0) {
      SLOT.setRelease(segment.slots, slot, interest);
      return;
    }
    while (segment.isFull()) {
      makeRoom(segment, tag);
      segment = segment(directory, tag);
    }
    segment.add(tag, interest);
  }

  @Override
  public void delete(long hash, byte[] pattern) {
    int tag = (int) hash;
    Segment segment = segment(directory, tag);
    int slot = segment.find(tag, pattern);
    if (slot < 0) {
      return;
    }
    segment.remove(slot);
    if (segment.live < segment.slots.length >> 3 && segment.slots.length > MIN_SLOTS) {
      rebuild(segment, tag);
    }
  }

  @Override
  public void forEach(Consumer<Object> visitor) {
    Segment[] segments = directory;
    for (int i = 0; i < segments.length; i++) {
      if (i > 0 && segments[i] == segments[i - 1]) {
        continue;
      }
      @Nullable Object[] slots = segments[i].slots;
      for (int slot = 0; slot < slots.length; slot++) {
        Object interest = SLOT.getAcquire(slots, slot);
        if (interest != null && interest != REMOVED) {
          visitor.accept(interest);
        }
      }
    }
  }

  private void makeRoom(Segment segment, int tag) {
    if (segment.live > MAX_SLOTS >> 1 && segment.depth < MAX_DEPTH) {
      split(segment, tag);
    } else {
      rebuild(segment, tag);
    }
  }

  private void rebuild(Segment segment, int tag) {
    Segment fresh = new Segment(segment.depth, slotsFor(segment.live));
    segment.copyInto(fresh, 0, 0);
    replace(directory.clone(), segment, fresh, fresh, tag);
  }

  private void split(Segment segment, int tag) {
    int depth = segment.depth + 1;
    int tagBit = 1 << (Integer.SIZE - depth);
    Segment low = new Segment(depth, slotsFor(segment.live >> 1));
    Segment high = new Segment(depth, slotsFor(segment.live >> 1));
    for (int i = 0; i < segment.slots.length; i++) {
      Object interest = segment.slots[i];
      if (interest == null || interest == REMOVED) {
        continue;
      }
      int entryTag = segment.tags[i];
      boolean isHigh = (entryTag & tagBit) != 0;
      Segment half = isHigh ? high : low;
      if (half.isFull()) {
        Segment larger = new Segment(depth, half.slots.length << 1);
        half.copyInto(larger, 0, 0);
        half = larger;
        if (isHigh) {
          high = larger;
        } else {
          low = larger;
        }
      }
      half.add(entryTag, interest);
    }
    Segment[] next = directory;
    if (next.length < 1 << depth) {
      Segment[] doubled = new Segment[next.length << 1];
      for (int i = 0; i < doubled.length; i++) {
        doubled[i] = next[i >> 1];
      }
      next = doubled;
    } else {
      next = next.clone();
    }
    replace(next, segment, low, high, tag);
  }

  /**
   * Publishes a directory in which the run of {@code old} is half {@code low}, half {@code high}.
   */
  private void replace(Segment[] next, Segment old, Segment low, Segment high, int tag) {
    int run = next.length >> old.depth;
    int first = index(next, tag) & -run;
    int middle = first + (run >> 1);
    for (int i = first; i < first + run; i++) {
      next[i] = i < middle ? low : high;
    }
    directory = next;
  }

  private static boolean isFor(Object interest, byte[] subject, int offset, int length) {
    byte[] pattern = PatternStore.patternOf(interest);
    return Arrays.equals(pattern, 0, pattern.length, subject, offset, offset + length);
  }

  private static int slotsFor(int live) {
    int slots = MIN_SLOTS;
    while (slots < live << 1) {
      slots <<= 1;
    }
    return slots;
  }

  private static Segment segment(Segment[] directory, int tag) {
    return directory[index(directory, tag)];
  }

  private static int index(Segment[] directory, int tag) {
    return (int)
        ((tag & 0xFFFFFFFFL) >>> (Integer.SIZE - Integer.numberOfTrailingZeros(directory.length)));
  }
}
