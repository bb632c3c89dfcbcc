package io.myelin.core;

import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One subscription that a route leads to, with the beginning of its protocol line encoded ahead.
 * Belongs to one producer.
 */
public final class RouteTarget {
  private static final byte[] MSG = {'M', 'S', 'G', ' '};
  private static final byte[] HMSG = {'H', 'M', 'S', 'G', ' '};

  final Subscription subscription;
  final Destination destination;
  private final boolean cached;

  /** How many clients may get a message by the route that this target belongs to. */
  int clients = 1;

  private long @Nullable [] plainHead;
  private long @Nullable [] headerHead;

  RouteTarget(Subscription subscription, boolean cached) {
    this.subscription = subscription;
    this.destination = subscription.destination();
    this.cached = cached;
  }

  /** The subscription. */
  public Subscription subscription() {
    return subscription;
  }

  /** Whether this target will be used again, so that encoding ahead pays. */
  boolean cached() {
    return cached;
  }

  /** Bytes of the line up to and including the space after the sid. */
  int headLength(PublishedMessage message, boolean headers) {
    return (headers ? 5 : 4) + message.subjectLength() + 1 + subscription.sid().length + 1;
  }

  /** {@code MSG subject sid } in little-endian words, the last one padded. */
  long[] head(PublishedMessage message, boolean headers) {
    long[] head = headers ? headerHead : plainHead;
    if (head == null) {
      head = encode(message, headers);
      if (headers) {
        headerHead = head;
      } else {
        plainHead = head;
      }
    }
    return head;
  }

  private long[] encode(PublishedMessage message, boolean headers) {
    int length = headLength(message, headers);
    ByteBuffer bytes = ByteBuffer.allocate((length + 7) & ~7).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(headers ? HMSG : MSG);
    bytes.put(bytes.position(), message.subject(), message.subjectAt(), message.subjectLength());
    bytes.position(bytes.position() + message.subjectLength());
    bytes.put((byte) ' ').put(subscription.sid()).put((byte) ' ');
    long[] words = new long[bytes.capacity() / Long.BYTES];
    bytes.position(0);
    bytes.asLongBuffer().get(words);
    return words;
  }

  /** Targets for those subscriptions whose owners may receive the subject. */
  static RouteTarget[] of(Subscription[] subscriptions, byte[] subject, boolean cached) {
    RouteTarget[] targets = new RouteTarget[subscriptions.length];
    int count = 0;
    for (Subscription subscription : subscriptions) {
      if (subscription.mayReceive(subject)) {
        targets[count++] = new RouteTarget(subscription, cached);
      }
    }
    return count == targets.length ? targets : Arrays.copyOf(targets, count);
  }
}
