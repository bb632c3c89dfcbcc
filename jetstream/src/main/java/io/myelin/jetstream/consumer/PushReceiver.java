package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.AckPolicy;

/** The receiving side of a push consumer: interest, heartbeats, flow control, rate (section 11). */
final class PushReceiver {
  private static final byte[] NO_REPLY = new byte[0];

  /** How soon a subject is looked at again that had interest but took nothing (CON-288). */
  private static final long RECHECK_NANOS = 1_000_000_000L;

  private final ConsumerCore core;
  private final FlowControl flow;
  private final RateLimit rate = new RateLimit();
  private boolean started;
  private boolean active;
  private boolean congested;
  private long quietSinceNanos;
  private long unboundSinceNanos;
  private long recheckNanos = Long.MAX_VALUE;

  PushReceiver(ConsumerCore core, String flowControlPrefix) {
    this.core = core;
    this.flow = new FlowControl(flowControlPrefix, core.random());
  }

  boolean active() {
    return active;
  }

  /** Whether somebody listens; looked up where deliveries have not begun. */
  boolean bound() {
    return started
        ? active
        : core.output().isBound(core.settings().deliverSubject(), core.settings().deliverGroup());
  }

  /** Since when nobody listens, {@code Long.MAX_VALUE} while somebody does (CON-164). */
  long unboundSinceNanos() {
    return active ? Long.MAX_VALUE : unboundSinceNanos;
  }

  /** An ack came in while nobody listens. */
  void acked(long nowNanos) {
    unboundSinceNanos = nowNanos;
  }

  /** Looks whether somebody listens (CON-400). */
  void look(long nowNanos) {
    ConsumerSettings settings = core.settings();
    boolean bound = core.output().isBound(settings.deliverSubject(), settings.deliverGroup());
    recheckNanos = Long.MAX_VALUE;
    if (bound != active) {
      active = bound;
      congested = false;
      quietSinceNanos = nowNanos;
      unboundSinceNanos = nowNanos;
    }
  }

  void started(long nowNanos) {
    started = true;
    unboundSinceNanos = nowNanos;
    look(nowNanos);
  }

  /** Messages go to another subject from now on (CON-151). */
  void moved(long nowNanos) {
    active = false;
    flow.restart();
    unboundSinceNanos = nowNanos;
    look(nowNanos);
  }

  /** Nobody took the message. */
  void tookNothing(long nowNanos) {
    active = false;
    unboundSinceNanos = nowNanos;
    recheckNanos = nowNanos + RECHECK_NANOS;
  }

  void congested() {
    congested = true;
  }

  void drained() {
    congested = false;
  }

  /** Whether a message may be handed out, its size left aside. */
  boolean accepts() {
    return active && !congested && !(core.settings().flowControl() && flow.blocks());
  }

  /** When a message of this size may be sent, at the earliest (CON-423). */
  long rateDueNanos(long bytes) {
    long bytesPerSecond = core.settings().rateBytesPerSecond();
    return bytesPerSecond == 0
        ? 0
        : rate.dueNanos(bytes, bytesPerSecond, core.stream().maxMessageBytes());
  }

  /**
   * A message was sent.
   *
   * @param rateBytes its size with the subject that it shows
   * @param flowBytes its size with the subject that it was sent to (CON-411)
   */
  void sent(long rateBytes, long flowBytes, long nowNanos) {
    quietSinceNanos = nowNanos;
    ConsumerSettings settings = core.settings();
    if (settings.rateBytesPerSecond() > 0) {
      rate.sent(rateBytes, settings.rateBytesPerSecond(), nowNanos);
    }
    if (settings.flowControl() && flow.sent(flowBytes)) {
      ask();
    } else if (settings.ackPolicy() == AckPolicy.FLOW_CONTROL
        && flow.asked().isEmpty()
        && settings.stalls(core.ledger().size())) {
      ask();
    }
  }

  private void ask() {
    core.output()
        .status(
            core.settings().deliverSubject(),
            flow.ask().getBytes(UTF_8),
            Statuses.flowControlRequest());
  }

  /** The receiver answered a flow control request. */
  boolean answered(String subject) {
    return flow.answered(subject);
  }

  /** When {@link #tick} has something to do. */
  long deadlineNanos() {
    return Math.min(recheckNanos, heartbeatNanos());
  }

  private long heartbeatNanos() {
    long interval = core.settings().idleHeartbeatNanos();
    return active && interval > 0 ? quietSinceNanos + interval : Long.MAX_VALUE;
  }

  void tick(long nowNanos) {
    if (recheckNanos <= nowNanos) {
      look(nowNanos);
    }
    if (heartbeatNanos() <= nowNanos) {
      quietSinceNanos = nowNanos;
      core.output()
          .status(
              core.settings().deliverSubject(),
              NO_REPLY,
              Statuses.heartbeat(
                  core.state().deliveredConsumer(),
                  core.passedSequence(),
                  core.settings().flowControl() ? flow.asked() : ""));
      if (core.settings().ackPolicy() == AckPolicy.FLOW_CONTROL
          && flow.asked().isEmpty()
          && !core.ledger().isEmpty()) {
        ask();
      }
    }
  }
}
