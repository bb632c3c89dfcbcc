package io.myelin.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.security.Permissions;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of one destination. Patterns never change; the count of deliveries and the limit
 * do.
 *
 * <p>Deliveries are counted per producer, so that producers do not contend; once a limit is set
 * (CORE-126) they are counted in one place and exactly the allowed number gets through (CORE-127).
 */
public final class Subscription implements IndexedSubscription {
  private static final int COUNTER_SPACING = 8;
  private static final byte[] NO_SID = new byte[0];

  private final byte[] pattern;
  private final byte @Nullable [] queue;
  private final byte[] sid;
  private final Destination destination;
  private final AtomicLong delivered = new AtomicLong();
  private volatile @Nullable AtomicLongArray deliveredByProducer;
  private volatile long max;
  private volatile boolean closed;
  private volatile @Nullable Permissions filter;
  private @Nullable RouteTarget onceTarget;

  /**
   * @param queue the queue name, null for a plain subscription
   * @param sid the client's name for it, echoed with every message
   * @param permissions of the subscriber, asked for each subject (CORE-135)
   */
  public Subscription(
      byte[] pattern,
      byte @Nullable [] queue,
      byte[] sid,
      Destination destination,
      Permissions permissions) {
    this.pattern = pattern;
    this.queue = queue;
    this.sid = sid;
    this.destination = destination;
    permissions(permissions);
  }

  /** A plain subscription of a part of the server. */
  public static Subscription internal(String pattern, Destination destination) {
    return new Subscription(pattern.getBytes(UTF_8), null, NO_SID, destination, Permissions.ALL);
  }

  @Override
  public byte[] pattern() {
    return pattern;
  }

  @Override
  public byte @Nullable [] queue() {
    return queue;
  }

  /** The client's name for this subscription. */
  public byte[] sid() {
    return sid;
  }

  /** The queue name as text, empty for a plain subscription. */
  public String queueText() {
    byte[] name = queue;
    return name == null ? "" : new String(name, UTF_8);
  }

  /** The pattern as text. */
  public String patternText() {
    return new String(pattern, UTF_8);
  }

  /** The sid as text. */
  public String sidText() {
    return new String(sid, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Whether the subscriber's permissions let it have messages with this subject (CORE-135). */
  boolean mayReceive(byte[] subject) {
    Permissions asked = filter;
    return asked == null
        || asked.mayReceive(patternText(), queueText(), new String(subject, UTF_8));
  }

  /** Other permissions of the subscriber; the caller makes cached routes stale. */
  final void permissions(Permissions permissions) {
    filter = permissions.filters(patternText(), queueText()) ? permissions : null;
  }

  /** The target of routes that are not kept; any thread, since nothing is encoded ahead in it. */
  RouteTarget onceTarget() {
    RouteTarget target = onceTarget;
    if (target == null) {
      target = new RouteTarget(this, false);
      onceTarget = target;
    }
    return target;
  }

  /** Where messages go. */
  public Destination destination() {
    return destination;
  }

  /** Messages delivered since the subscription was made; any thread. */
  public long delivered() {
    long sum = delivered.get();
    AtomicLongArray counters = deliveredByProducer;
    if (counters != null) {
      for (int i = 0; i < counters.length(); i += COUNTER_SPACING) {
        sum += counters.getOpaque(i);
      }
    }
    return sum;
  }

  /** After how many messages it ends, 0 for never. */
  public long max() {
    return max;
  }

  /** Whether it has ended: nothing more is delivered. */
  public boolean closed() {
    return closed;
  }

  /** Ends it. */
  void close() {
    closed = true;
  }

  /**
   * Sets the limit counted from the beginning (CORE-126).
   *
   * @return false when as many have been delivered already
   */
  synchronized boolean limit(long newMax) {
    if (max == 0) {
      delivered.set(delivered());
      max = newMax;
      deliveredByProducer = null;
    } else {
      max = newMax;
    }
    return delivered.get() < newMax;
  }

  /**
   * Counts a delivery that is about to be made.
   *
   * @param often the route is cached, so a counter for this producer pays
   * @return false when the limit has been reached and the message must not be delivered
   */
  boolean claim(Producer producer, boolean often) {
    if (max != 0) {
      return delivered.incrementAndGet() <= max;
    }
    AtomicLongArray counters = deliveredByProducer;
    if (counters != null) {
      int slot = producer.index() * COUNTER_SPACING;
      counters.setOpaque(slot, counters.getPlain(slot) + 1);
    } else if (often) {
      createCounters(producer.loop().producerCount());
      delivered.incrementAndGet();
    } else {
      delivered.incrementAndGet();
    }
    return true;
  }

  private synchronized void createCounters(int producers) {
    if (deliveredByProducer == null && max == 0) {
      deliveredByProducer = new AtomicLongArray(producers * COUNTER_SPACING);
    }
  }

  /** Takes a claim back because the destination did not take the message. */
  void unclaim(Producer producer) {
    AtomicLongArray counters = deliveredByProducer;
    if (counters != null) {
      int slot = producer.index() * COUNTER_SPACING;
      counters.setOpaque(slot, counters.getPlain(slot) - 1);
    } else {
      delivered.decrementAndGet();
    }
  }

  /** Whether the limit is set and used up. */
  boolean exhausted() {
    long limit = max;
    return limit != 0 && delivered.get() >= limit;
  }

  @Override
  public String toString() {
    return new String(pattern, UTF_8) + (queue == null ? "" : " queue " + new String(queue, UTF_8));
  }
}
