package io.myelin.core;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The publishing context of one thread: its cache of routes, the destinations that it has touched
 * in the current batch, and spare segments. There is one for each loop. Only its thread may use it.
 */
public final class Producer {
  private static final int SPARE_SMALL = 32;
  private static final int SPARE_LARGE = 8;
  private static final int ROUTES = 16_384;
  private static final long ROUTES_BYTES = 16 << 20;
  private static final int MAPPED_ROUTES = 1024;
  private static final long MAPPED_ROUTES_BYTES = 4 << 20;
  private static final int FEW_DESTINATIONS = 4;

  private final int index;
  private final SegmentPool pool;
  private final RandomGenerator random;
  private final Loop loop;
  private final MatchCache<Route> routes = new MatchCache<>(ROUTES, ROUTES_BYTES);
  private final MatchCache<Route> mappedRoutes =
      new MatchCache<>(MAPPED_ROUTES, MAPPED_ROUTES_BYTES);
  private final Segment[] spareSmall = new Segment[SPARE_SMALL];
  private final Segment[] spareLarge = new Segment[SPARE_LARGE];
  private int spareSmallCount;
  private int spareLargeCount;
  private final SharedBody sharedBody = new SharedBody(this);
  private Outbound[] touched = new Outbound[16];
  private int touchedCount;
  private boolean flushRequested;
  private int inputs;
  private @Nullable Outbound congested;
  private @Nullable ClientSession client;

  Producer(int index, SegmentPool pool, RandomGenerator random, Loop loop) {
    this.index = index;
    this.pool = pool;
    this.random = random;
    this.loop = loop;
  }

  /** This producer's number, from 0. */
  public int index() {
    return index;
  }

  /** Where this producer draws queue members and weighted mappings from. */
  public RandomGenerator random() {
    return random;
  }

  /** The loop whose thread this is. */
  public Loop loop() {
    return loop;
  }

  /**
   * The client whose input is being dealt with, null outside of that: whom a request comes from
   * that reaches a part of the server.
   */
  public @Nullable ClientSession client() {
    return client;
  }

  void client(@Nullable ClientSession session) {
    client = session;
  }

  /** The routes of published subjects that this producer has used lately. */
  MatchCache<Route> routes() {
    return routes;
  }

  /** The routes of subjects that no mapping applies to any more. */
  MatchCache<Route> mappedRoutes() {
    return mappedRoutes;
  }

  /** Figures of the routes kept; any thread, approximate. */
  public MatchCacheStatistics routeStatistics() {
    return routes.statistics().plus(mappedRoutes.statistics());
  }

  /** Input of one more connection is about to be dealt with in this round of events. */
  void input() {
    inputs++;
  }

  /** The round of events is over. */
  void endRound() {
    inputs = 0;
  }

  void touched(Outbound outbound) {
    if (touchedCount == touched.length) {
      touched = Arrays.copyOf(touched, touchedCount * 2);
    }
    touched[touchedCount++] = outbound;
    if (!flushRequested) {
      flushRequested = true;
      loop.flushSoon();
    }
  }

  /** The body of the message that is being taken to several clients. */
  SharedBody sharedBody() {
    return sharedBody;
  }

  /** Flushes every destination touched since the last call. */
  void flush() {
    flushRequested = false;
    sharedBody.end();
    for (int i = 0; i < touchedCount; i++) {
      Outbound outbound = touched[i];
      outbound.flush(this);
    }
    if (touched.length > 1024 && touchedCount < touched.length / 8) {
      touched = new Outbound[touched.length / 2];
    } else {
      Arrays.fill(touched, 0, touchedCount, null);
    }
    touchedCount = 0;
    inputs = 0;
  }

  /**
   * Whether the batch being flushed is of the kind that somebody waits for: input of one connection
   * for few destinations. Writing to sockets of other loops is quicker then than waking those.
   * Where several connections had input, or many destinations have to be written to, the other
   * loops get their share of the work, and gather what comes together into one write.
   */
  boolean writesAtOnce() {
    return inputs <= 1 && touchedCount <= FEW_DESTINATIONS;
  }

  void congested(Outbound outbound) {
    congested = outbound;
  }

  /**
   * The destination, if any, that was far behind when a message was appended since the last call.
   */
  @Nullable Outbound takeCongested() {
    Outbound outbound = congested;
    congested = null;
    return outbound;
  }

  Segment acquireSegment(int bytes) {
    if (bytes <= SegmentPool.SMALL_BYTES - Segment.SLACK_BYTES) {
      if (spareSmallCount > 0) {
        return spareSmall[--spareSmallCount];
      }
    } else if (spareLargeCount > 0) {
      return spareLarge[--spareLargeCount];
    }
    return pool.acquire(bytes);
  }

  /** The segment has been written or dropped. */
  void releaseSegment(Segment segment) {
    Segment free = segment.release();
    if (free != null) {
      recycle(free);
    }
  }

  /** Keeps an empty segment with memory of its own for later, or gives it back. */
  void recycle(Segment segment) {
    if (segment.bytes.capacity() == SegmentPool.SMALL_BYTES) {
      if (spareSmallCount < SPARE_SMALL) {
        spareSmall[spareSmallCount++] = segment;
        return;
      }
    } else if (spareLargeCount < SPARE_LARGE) {
      spareLarge[spareLargeCount++] = segment;
      return;
    }
    pool.recycle(segment);
  }

  void releaseChain(Segment first) {
    Segment segment = first;
    while (segment != null) {
      Segment next = segment.next;
      releaseSegment(segment);
      segment = next;
    }
  }

  /** The pool that segments come from. */
  SegmentPool pool() {
    return pool;
  }
}
