package io.myelin.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions on the same pattern, in the order in which they came. Adding and removing cost the
 * same however many there are. One writer at a time, readers without a lock: a member never moves
 * within the array that readers see.
 */
final class Members<S> {
  private static final int MIN_SLOTS = 4;

  /** From here on positions are looked up instead of searched. */
  private static final int POSITIONS_FROM_SLOTS = 64;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private volatile @Nullable Object[] slots = new Object[MIN_SLOTS];
  private int next;
  private int count;
  private @Nullable IdentityHashMap<S, Integer> positions;

  int count() {
    return count;
  }

  void add(S member) {
    if (next == slots.length) {
      rebuild(count > slots.length >> 1 ? slots.length << 1 : slots.length);
    }
    if (positions != null) {
      positions.put(member, next);
    }
    SLOT.setRelease(slots, next, member);
    next++;
    count++;
  }

  boolean remove(S member) {
    int position = position(member);
    if (position < 0) {
      return false;
    }
    if (positions != null) {
      positions.remove(member);
    }
    SLOT.setRelease(slots, position, null);
    count--;
    if (count < slots.length >> 3 && slots.length > MIN_SLOTS) {
      rebuild(Math.max(MIN_SLOTS, slots.length >> 2));
    }
    return true;
  }

  /** All members that are there from beginning to end of the call, once each. */
  S[] snapshot(IntFunction<S[]> arrays) {
    @Nullable Object[] from = slots;
    S[] found = arrays.apply(Math.max(count, 1));
    int size = 0;
    for (int i = 0; i < from.length; i++) {
      @SuppressWarnings("unchecked")
      S member = (S) SLOT.getAcquire(from, i);
      if (member != null) {
        if (size == found.length) {
          found = Arrays.copyOf(found, size + (size >> 1) + 1);
        }
        found[size++] = member;
      }
    }
    return size == found.length ? found : Arrays.copyOf(found, size);
  }

  private int position(S member) {
    if (positions != null) {
      Integer position = positions.get(member);
      return position == null ? -1 : position;
    }
    for (int i = 0; i < next; i++) {
      if (slots[i] == member) {
        return i;
      }
    }
    return -1;
  }

  private void rebuild(int slotCount) {
    @Nullable Object[] fresh = new Object[slotCount];
    IdentityHashMap<S, Integer> freshPositions =
        slotCount >= POSITIONS_FROM_SLOTS ? new IdentityHashMap<>(slotCount) : null;
    int size = 0;
    for (int i = 0; i < next; i++) {
      @SuppressWarnings("unchecked")
      S member = (S) slots[i];
      if (member != null) {
        if (freshPositions != null) {
          freshPositions.put(member, size);
        }
        fresh[size++] = member;
      }
    }
    next = size;
    positions = freshPositions;
    slots = fresh;
  }
}
