package io.myelin.jetstream.consumer;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pull requests that wait: a line for each priority, first come first served and each message
 * to the next in line (CON-360, CON-466), and a heap of their timers. A request's timer is filed
 * under the time known when it was last looked at; a delivery that moves its heartbeat does not
 * touch the heap.
 */
final class WaitingRequests {
  static final int LAST_LINE = 10;

  private final @Nullable WaitingRequest[] heads = new WaitingRequest[LAST_LINE + 1];
  private final @Nullable WaitingRequest[] tails = new WaitingRequest[LAST_LINE + 1];
  private @Nullable WaitingRequest[] heap = new WaitingRequest[16];
  private int timers;
  private int size;
  private int noWaits;
  private long wantedMessages;
  private boolean byPriority;

  WaitingRequests(boolean byPriority) {
    this.byPriority = byPriority;
  }

  /** Orders by priority or not; the line is empty or is formed anew. */
  void byPriority(boolean is) {
    if (byPriority == is) {
      return;
    }
    WaitingRequest[] all = all();
    for (WaitingRequest each : all) {
      unlink(each);
    }
    byPriority = is;
    for (WaitingRequest each : all) {
      link(each);
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether any of them must not wait for messages to come. */
  boolean anyNoWait() {
    return noWaits > 0;
  }

  /** How many messages they still want together. */
  long wantedMessages() {
    return wantedMessages;
  }

  void add(WaitingRequest request) {
    link(request);
    size++;
    noWaits += request.request().noWait() ? 1 : 0;
    wantedMessages += request.remainingMessages();
    if (request.dueNanos() != WaitingRequest.NEVER) {
      file(request);
    }
  }

  void remove(WaitingRequest request) {
    unlink(request);
    size--;
    noWaits -= request.request().noWait() ? 1 : 0;
    wantedMessages -= request.remainingMessages();
    if (request.heapIndex >= 0) {
      unfile(request);
    }
  }

  /** It got a message of this size and goes to the end of its line. */
  void served(WaitingRequest request, long bytes, long nowNanos) {
    request.took(bytes, nowNanos);
    wantedMessages--;
    rotate(request);
  }

  /** It goes to the end of its line. */
  void rotate(WaitingRequest request) {
    int line = lineOf(request);
    if (tails[line] != request) {
      unlink(request);
      link(request);
    }
  }

  /** The first request, {@code null} for none. */
  @Nullable WaitingRequest first() {
    if (size == 0) {
      return null;
    }
    for (WaitingRequest head : heads) {
      if (head != null) {
        return head;
      }
    }
    return null;
  }

  /** Who follows in the order of service, {@code null} for none. */
  @Nullable WaitingRequest behind(WaitingRequest request) {
    if (request.after != null) {
      return request.after;
    }
    for (int line = lineOf(request) + 1; line <= LAST_LINE; line++) {
      if (heads[line] != null) {
        return heads[line];
      }
    }
    return null;
  }

  /** All of them in the order of service. */
  WaitingRequest[] all() {
    WaitingRequest[] all = new WaitingRequest[size];
    int count = 0;
    for (WaitingRequest each = first(); each != null; each = behind(each)) {
      all[count++] = each;
    }
    return all;
  }

  /** Removes those that the predicate names. */
  void removeIf(Predicate<WaitingRequest> predicate) {
    WaitingRequest each = first();
    while (each != null) {
      WaitingRequest following = behind(each);
      if (predicate.test(each)) {
        remove(each);
      }
      each = following;
    }
  }

  private int lineOf(WaitingRequest request) {
    return byPriority ? request.line() : 0;
  }

  private void link(WaitingRequest request) {
    int line = lineOf(request);
    WaitingRequest tail = tails[line];
    request.before = tail;
    request.after = null;
    if (tail == null) {
      heads[line] = request;
    } else {
      tail.after = request;
    }
    tails[line] = request;
  }

  private void unlink(WaitingRequest request) {
    int line = lineOf(request);
    WaitingRequest before = request.before;
    WaitingRequest after = request.after;
    if (before == null) {
      heads[line] = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      tails[line] = before;
    } else {
      after.before = before;
    }
    request.before = null;
    request.after = null;
  }

  /** When {@link #due} may have an answer, {@code Long.MAX_VALUE} for never. */
  long deadlineNanos() {
    WaitingRequest top = timers == 0 ? null : heap[0];
    return top == null ? Long.MAX_VALUE : top.filedNanos;
  }

  /**
   * A request whose time has come, {@code null} for none. It stays filed; it is to be removed, or
   * its heartbeat moved and {@link #refile} called.
   */
  @Nullable WaitingRequest due(long nowNanos) {
    while (timers > 0) {
      WaitingRequest top = heap[0];
      if (top == null || top.filedNanos > nowNanos) {
        return null;
      }
      if (top.dueNanos() <= nowNanos) {
        return top;
      }
      refile(top);
    }
    return null;
  }

  /** Files it under its present due time. */
  void refile(WaitingRequest request) {
    unfile(request);
    if (request.dueNanos() != WaitingRequest.NEVER) {
      file(request);
    }
  }

  private void file(WaitingRequest request) {
    if (timers == heap.length) {
      heap = Arrays.copyOf(heap, 2 * timers);
    }
    request.filedNanos = request.dueNanos();
    rise(request, timers++);
  }

  private void unfile(WaitingRequest request) {
    int at = request.heapIndex;
    request.heapIndex = -1;
    WaitingRequest last = heap[--timers];
    heap[timers] = null;
    if (last != null && last != request) {
      sink(last, at);
      if (last.heapIndex == at) {
        rise(last, at);
      }
    }
  }

  private void rise(WaitingRequest request, int from) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      WaitingRequest above = heap[parent];
      if (above == null || above.filedNanos <= request.filedNanos) {
        break;
      }
      place(above, at);
      at = parent;
    }
    place(request, at);
  }

  private void sink(WaitingRequest request, int from) {
    int at = from;
    while (true) {
      int child = 2 * at + 1;
      if (child >= timers) {
        break;
      }
      WaitingRequest left = heap[child];
      WaitingRequest right = child + 1 < timers ? heap[child + 1] : null;
      WaitingRequest smaller = left;
      if (left != null && right != null && right.filedNanos < left.filedNanos) {
        smaller = right;
        child++;
      }
      if (smaller == null || request.filedNanos <= smaller.filedNanos) {
        break;
      }
      place(smaller, at);
      at = child;
    }
    place(request, at);
  }

  private void place(WaitingRequest request, int at) {
    heap[at] = request;
    request.heapIndex = at;
  }
}
