package io.myelin.jetstream.consumer;

/** What receivers say of messages (section 7). Confirmations are left to the caller. */
final class Acks {
  private static final int HUNDRED = 100;

  private final ConsumerCore core;

  Acks(ConsumerCore core) {
    this.core = core;
  }

  /** Acknowledged (CON-250, CON-260, CON-262). */
  void acknowledge(long sequence, long consumerSequence, long deliveries, long nowNanos) {
    if (core.settings().acksCumulatively()) {
      core.settleThrough(sequence, consumerSequence, nowNanos);
      return;
    }
    long row = core.ledger().find(sequence);
    if (row != PendingLedger.NONE && sampled()) {
      core.output()
          .event(
              new ConsumerEvent.Acknowledged(
                  consumerSequence,
                  sequence,
                  nowNanos - core.ledger().clockNanos(row),
                  deliveries));
    }
    settle(sequence, nowNanos);
  }

  /** Settles a message; that somebody has said so counts, even if it was settled before. */
  private void settle(long sequence, long nowNanos) {
    if (!core.settle(sequence, nowNanos)) {
      core.state().ackedNanos(nowNanos);
    }
  }

  private boolean sampled() {
    int percent = core.settings().samplePercent();
    return percent >= HUNDRED || (percent > 0 && core.random().nextInt(HUNDRED) < percent);
  }

  /**
   * Refused for now (CON-251, CON-252).
   *
   * @param delayNanos 0 or less for at once
   */
  void refuse(
      long sequence, long consumerSequence, long deliveries, long delayNanos, long nowNanos) {
    long row = core.ledger().find(sequence);
    if (row == PendingLedger.NONE
        || consumerSequence <= core.state().floorConsumer()
        || consumerSequence > core.state().nextConsumer()) {
      return;
    }
    core.output().event(new ConsumerEvent.Naked(consumerSequence, sequence, deliveries));
    long clock = core.ledger().clockNanos(row);
    if (delayNanos > 0) {
      long deadline = nowNanos + delayNanos;
      core.redelivery().schedule(row, deadline < 0 ? PendingLedger.NEVER : deadline, true);
      core.state().deliveredNanos(nowNanos);
      core.journal().clock(sequence, clock, core.ledger().deadlineNanos(row));
    } else if (core.settings().exhausts(core.ledger().deliveries(row))) {
      core.giveUp(row);
    } else {
      core.redelivery().enqueue(row);
      core.journal().clock(sequence, clock, 1);
    }
  }

  /** In progress: the wait begins anew (CON-253). */
  void inProgress(long sequence, long nowNanos) {
    long row = core.ledger().find(sequence);
    if (row != PendingLedger.NONE) {
      core.ledger().clockNanos(row, nowNanos);
      core.await(row, nowNanos);
      core.state().deliveredNanos(nowNanos);
      core.journal().clock(sequence, nowNanos, 0);
    }
  }

  /** Not to be delivered again (CON-255, CON-267). */
  void terminate(
      long sequence, long consumerSequence, long deliveries, String reason, long nowNanos) {
    long row = core.ledger().find(sequence);
    if (row != PendingLedger.NONE) {
      core.deadLetter(
          new DeadLetter(
              sequence,
              core.ledger().consumerSequence(row),
              core.ledger().deliveries(row),
              DeadLetter.Reason.TERMINATED,
              reason));
    }
    if (core.settings().acksCumulatively()) {
      core.settleThrough(sequence, consumerSequence, nowNanos);
    } else {
      settle(sequence, nowNanos);
    }
    core.output()
        .event(new ConsumerEvent.Terminated(consumerSequence, sequence, deliveries, reason));
  }

  /** A message left the stream while it was waited for (CON-289); whether it was. */
  boolean vanished(long sequence, String reason, long nowNanos) {
    PendingLedger ledger = core.ledger();
    long row = ledger.find(sequence);
    if (row == PendingLedger.NONE) {
      return core.settle(sequence, nowNanos);
    }
    long consumerSequence = ledger.consumerSequence(row);
    long deliveries = ledger.deliveries(row);
    core.settle(sequence, nowNanos);
    if (!reason.isEmpty()) {
      core.output()
          .event(new ConsumerEvent.Terminated(consumerSequence, sequence, deliveries, reason));
    }
    return true;
  }

  /** Everything below the sequence left the stream; whether any of it was waited for. */
  boolean vanishedBelow(long first, String reason, long nowNanos) {
    PendingLedger ledger = core.ledger();
    int waited = ledger.size();
    while (!ledger.isEmpty() && ledger.sequence(ledger.lowest()) < first) {
      vanished(ledger.sequence(ledger.lowest()), reason, nowNanos);
    }
    core.state().exhausted().removeIf(sequence -> sequence < first);
    return ledger.size() < waited;
  }

  /** Settles what left the stream while nobody looked, because the server was down. */
  void forgetVanished(long nowNanos) {
    PendingLedger ledger = core.ledger();
    core.state().cursor().passTo(core.messages().firstSequence());
    long row = ledger.isEmpty() ? PendingLedger.NONE : ledger.lowest();
    while (row != PendingLedger.NONE) {
      long above = ledger.above(row);
      if (!core.messages().contains(ledger.sequence(row))) {
        vanished(ledger.sequence(row), "", nowNanos);
      }
      row = above;
    }
    for (long sequence : core.state().exhausted().sequences()) {
      if (!core.messages().contains(sequence)) {
        vanished(sequence, "", nowNanos);
      }
    }
  }
}
