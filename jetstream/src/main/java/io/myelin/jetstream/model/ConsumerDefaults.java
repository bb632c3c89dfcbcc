package io.myelin.jetstream.model;

import java.util.stream.LongStream;

/** What a consumer's configuration becomes before it is checked (CON-092 to CON-097). */
final class ConsumerDefaults {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long ACK_WAIT_NANOS = 30 * NANOS_PER_SECOND;
  private static final long PIN_NANOS = 120 * NANOS_PER_SECOND;
  private static final long HEARTBEAT_NANOS = NANOS_PER_SECOND;
  private static final int MAX_WAITING = 512;
  private static final long MAX_ACK_PENDING = 1000;

  private final ConsumerConfig in;
  private final StreamConfig stream;
  private final boolean pedantic;
  private final ServerLimits limits;

  private ConsumerDefaults(
      ConsumerConfig in, StreamConfig stream, boolean pedantic, ServerLimits limits) {
    this.in = in;
    this.stream = stream;
    this.pedantic = pedantic;
    this.limits = limits;
  }

  static ConsumerConfig fill(
      ConsumerConfig requested, StreamConfig stream, boolean pedantic, ServerLimits limits) {
    return new ConsumerDefaults(requested, stream, pedantic, limits).fill();
  }

  private ConsumerConfig fill() {
    ConsumerConfigBuilder out = in.toBuilder();
    out.maxDeliver(maxDeliver());
    long waiting = notNegative("max_waiting", in.maxWaiting());
    out.maxWaiting(waiting == 0 && !in.isPush() ? MAX_WAITING : waiting);
    out.maxAckPending(atLeastUnlimited(in.maxAckPending()));
    long batch = notNegative("max_batch", in.maxRequestBatch());
    out.maxRequestExpiresNanos(notNegative("max_expires", in.maxRequestExpiresNanos()));
    out.maxRequestMaxBytes(notNegative("max_bytes", in.maxRequestMaxBytes()));
    out.idleHeartbeatNanos(notNegative("idle_heartbeat", in.idleHeartbeatNanos()));
    out.inactiveThresholdNanos(notNegative("inactive_threshold", in.inactiveThresholdNanos()));
    out.priorityTimeoutNanos(notNegative("priority_timeout", in.priorityTimeoutNanos()));
    if (in.priorityPolicy() == PriorityPolicy.PINNED_CLIENT && in.priorityTimeoutNanos() <= 0) {
      out.priorityTimeoutNanos(PIN_NANOS);
    }
    out.ackWaitNanos(ackWait());
    if (in.ackPolicy() == AckPolicy.FLOW_CONTROL && !pedantic) {
      out.flowControl(true).idleHeartbeatNanos(HEARTBEAT_NANOS);
    }
    fromStream(out);
    out.maxRequestBatch(batch == 0 && !in.isPush() ? defaultBatch() : batch);
    return out.build();
  }

  private long maxDeliver() {
    if (in.maxDeliver() < -1 && pedantic) {
      throw pedantic("max_deliver must be set to -1");
    }
    return in.maxDeliver() <= 0 ? -1 : in.maxDeliver();
  }

  private long atLeastUnlimited(long value) {
    if (value < -1 && pedantic) {
      throw pedantic("max_ack_pending must be set to -1");
    }
    return Math.max(-1, value);
  }

  private long ackWait() {
    if (in.ackPolicy() == AckPolicy.FLOW_CONTROL) {
      return in.ackWaitNanos();
    }
    if (!in.backoffNanos().isEmpty()) {
      long first = in.backoffNanos().getFirst();
      if (pedantic && in.ackWaitNanos() != first) {
        throw pedantic("first backoff value has to equal batch AckWait");
      }
      return in.ackWaitNanos() < 0 ? in.ackWaitNanos() : first;
    }
    boolean waits = in.ackPolicy() == AckPolicy.EXPLICIT || in.ackPolicy() == AckPolicy.ALL;
    return waits && in.ackWaitNanos() == 0 ? ACK_WAIT_NANOS : in.ackWaitNanos();
  }

  private void fromStream(ConsumerConfigBuilder out) {
    ConsumerLimits own = stream.consumerLimits();
    if (in.maxAckPending() == 0) {
      if (own.maxAckPending() > 0) {
        if (pedantic) {
          throw pedantic("max_ack_pending must be set if it's configured in stream limits");
        }
        out.maxAckPending(own.maxAckPending());
      } else if (in.ackPolicy() != AckPolicy.NONE) {
        out.maxAckPending(
            LongStream.of(
                    MAX_ACK_PENDING, limits.serverMaxAckPending(), limits.accountMaxAckPending())
                .filter(cap -> cap > 0)
                .min()
                .orElse(MAX_ACK_PENDING));
      }
    }
    if (in.inactiveThresholdNanos() <= 0 && own.inactiveThresholdNanos() > 0) {
      if (pedantic) {
        throw pedantic("inactive_threshold must be set if it's configured in stream limits");
      }
      out.inactiveThresholdNanos(own.inactiveThresholdNanos());
    }
  }

  private long defaultBatch() {
    if (limits.maxRequestBatch() <= 0) {
      return 0;
    }
    if (pedantic) {
      throw pedantic("max_request_batch must be set if it's JetStream limits are set");
    }
    return limits.maxRequestBatch();
  }

  private long notNegative(String member, long value) {
    if (value < 0 && pedantic) {
      throw pedantic(member + " must not be negative");
    }
    return Math.max(0, value);
  }

  private static ApiException pedantic(String text) {
    return ApiErrors.PEDANTIC.of(text).exception();
  }
}
