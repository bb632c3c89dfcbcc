package io.myelin.jetstream.consumer;

import io.myelin.jetstream.model.PriorityPolicy;
import io.myelin.store.DamagedMessageException;
import java.io.IOException;

/**
 * Hands out one message after the other: what is to be redelivered first, then what comes next in
 * the stream (CON-282). Nothing is changed before somebody took the message, so that a delivery
 * that failed leaves no trace (CON-841).
 */
final class HandOut {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final ConsumerCore core;
  private final PullRequests pulls;
  private final PushReceiver push;
  private final Reservation reservation;
  private final ReplayPace pace;
  private final AckReply ackReply;
  private final OutgoingMessage message = new OutgoingMessage();
  private long heldUntilNanos = NEVER;

  HandOut(
      ConsumerCore core,
      PullRequests pulls,
      PushReceiver push,
      Reservation reservation,
      AckReply ackReply) {
    this.core = core;
    this.pulls = pulls;
    this.push = push;
    this.reservation = reservation;
    this.ackReply = ackReply;
    this.pace = new ReplayPace(core.stream().visibleSequence());
  }

  /** When a message that is held back by rate, pace or a failed read may be tried again. */
  long deadlineNanos() {
    return heldUntilNanos;
  }

  /** Hands out one message; whether it is worthwhile to be called again at once. */
  boolean one(long nowNanos) {
    heldUntilNanos = NEVER;
    ConsumerSettings settings = core.settings();
    if (settings.pausedUntilNanos() > nowNanos) {
      pulls.endOfStream();
      return false;
    }
    if (settings.push() ? !push.accepts() : pulls.isEmpty()) {
      return false;
    }
    long row = core.redelivery().head();
    if (row != PendingLedger.NONE) {
      return again(row, nowNanos);
    }
    if (settings.stalls(core.ledger().size())) {
      pulls.stalled();
      return false;
    }
    long sequence = core.matching().candidate();
    if (sequence == 0) {
      pulls.endOfStream();
      return false;
    }
    return first(sequence, nowNanos);
  }

  private boolean again(long row, long nowNanos) {
    long sequence = core.ledger().sequence(row);
    if (core.settings().exhausts(core.ledger().deliveries(row))) {
      core.giveUp(row);
      return true;
    }
    try {
      if (!core.messages().read(sequence, message.stored())) {
        core.settle(sequence, nowNanos);
        return true;
      }
    } catch (IOException e) {
      core.output().unreadable(sequence, e);
      core.redelivery().schedule(row, nowNanos + RETRY_NANOS, false);
      return true;
    }
    return send(sequence, row, nowNanos);
  }

  private boolean first(long sequence, long nowNanos) {
    try {
      if (!core.messages().read(sequence, message.stored())) {
        core.matching().taken(sequence);
        core.state().cursor().done(sequence);
        core.matching().recount();
        return true;
      }
    } catch (DamagedMessageException e) {
      core.output().unreadable(sequence, e);
      core.matching().taken(sequence);
      core.state().cursor().done(sequence);
      return true;
    } catch (IOException e) {
      core.output().unreadable(sequence, e);
      return heldUntil(nowNanos + RETRY_NANOS);
    }
    if (core.settings().replaysOriginalPace()) {
      long due = pace.dueNanos(sequence, message.stored().timeNanos());
      if (due > nowNanos) {
        return heldUntil(due);
      }
    }
    return send(sequence, PendingLedger.NONE, nowNanos);
  }

  private boolean heldUntil(long nanos) {
    heldUntilNanos = nanos;
    return false;
  }

  /**
   * Sends what was read.
   *
   * @param row of a redelivery, {@link PendingLedger#NONE} for a first delivery
   */
  private boolean send(long sequence, long row, long nowNanos) {
    if (!reservation.ready()) {
      return false;
    }
    boolean again = row != PendingLedger.NONE;
    message.prepare(core.settings().headersOnly());
    long pending = core.matching().pending() - (again ? 0 : 1);
    ackReply.build(
        again ? core.ledger().deliveries(row) + 1 : 1,
        sequence,
        core.state().nextConsumer(),
        message.stored().timeNanos(),
        Math.max(0, pending));
    long bytes =
        (long) message.subjectLength()
            + ackReply.length()
            + message.headerLength()
            + message.payloadLength();
    return core.settings().push()
        ? push(sequence, row, bytes, nowNanos)
        : pull(sequence, row, bytes, pending + 1, nowNanos);
  }

  private boolean push(long sequence, long row, long bytes, long nowNanos) {
    long due = push.rateDueNanos(bytes);
    if (due > nowNanos) {
      return heldUntil(due);
    }
    byte[] to = core.settings().deliverSubject();
    switch (deliver(to)) {
      case SENT -> {
        delivered(sequence, row, nowNanos);
        push.sent(bytes, bytes - message.subjectLength() + to.length, nowNanos);
        return true;
      }
      case NOBODY -> push.tookNothing(nowNanos);
      case CONGESTED -> push.congested();
    }
    return false;
  }

  private boolean pull(long sequence, long row, long bytes, long pending, long nowNanos) {
    WaitingRequest request = pulls.select(bytes, pending, nowNanos);
    if (request == null) {
      pulls.nobodyMayTake();
      return false;
    }
    if (core.settings().priorityPolicy() == PriorityPolicy.PINNED_CLIENT) {
      if (!core.output().hasInterest(request.reply())) {
        pulls.drop(request);
        return true;
      }
      message.addHeader("Nats-Pin-Id: " + pulls.pinFor(request, nowNanos));
    }
    switch (deliver(request.reply())) {
      case SENT -> {
        delivered(sequence, row, nowNanos);
        pulls.served(request, bytes, nowNanos);
      }
      case NOBODY -> pulls.drop(request);
      case CONGESTED -> request.congested(true);
    }
    return true;
  }

  private ConsumerOutput.Outcome deliver(byte[] to) {
    return core.output()
        .deliver(
            to,
            ackReply.bytes(),
            ackReply.length(),
            message.buffer(),
            message.subjectAt(),
            message.subjectLength(),
            message.headerLength(),
            message.payloadLength());
  }

  private void delivered(long sequence, long row, long nowNanos) {
    ConsumerState state = core.state();
    long consumerSequence = state.nextConsumer();
    pace.sent(message.stored().timeNanos(), nowNanos);
    if (row != PendingLedger.NONE) {
      state.redelivered(row, consumerSequence, nowNanos);
      core.journal().redelivered(sequence, consumerSequence, nowNanos);
      core.await(row, nowNanos);
      return;
    }
    core.matching().taken(sequence);
    if (core.settings().tracksPending()) {
      long added = state.delivered(sequence, consumerSequence, nowNanos);
      core.journal().delivered(sequence, consumerSequence, nowNanos);
      core.await(added, nowNanos);
    } else {
      state.deliveredForGood(sequence, consumerSequence, nowNanos);
      core.journal().moved(nowNanos);
      core.output().settled(sequence);
    }
  }
}
