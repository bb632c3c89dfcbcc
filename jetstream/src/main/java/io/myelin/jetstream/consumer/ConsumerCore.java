package io.myelin.jetstream.consumer;

import io.myelin.store.MessageIndex;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** What the parts of a consumer share, and the changes that several of them make. */
final class ConsumerCore {
  private final ConsumerStream stream;
  private final ConsumerOutput output;
  private final RandomGenerator random;
  private final ConsumerState state;
  private final MatchingMessages matching;
  private final Redelivery redelivery;
  private final ConsumerJournal journal;
  private ConsumerSettings settings;

  ConsumerCore(
      ConsumerSettings settings,
      ConsumerState state,
      ConsumerStream stream,
      ConsumerOutput output,
      RandomGenerator random) {
    this.settings = settings;
    this.state = state;
    this.stream = stream;
    this.output = output;
    this.random = random;
    this.matching = new MatchingMessages(stream, state.cursor(), settings.filter());
    this.redelivery = new Redelivery(state.ledger());
    this.journal = new ConsumerJournal(output, settings.keepsState());
  }

  ConsumerSettings settings() {
    return settings;
  }

  void settings(ConsumerSettings changed) {
    settings = changed;
  }

  ConsumerStream stream() {
    return stream;
  }

  MessageIndex messages() {
    return stream.messages();
  }

  ConsumerOutput output() {
    return output;
  }

  RandomGenerator random() {
    return random;
  }

  ConsumerState state() {
    return state;
  }

  PendingLedger ledger() {
    return state.ledger();
  }

  MatchingMessages matching() {
    return matching;
  }

  Redelivery redelivery() {
    return redelivery;
  }

  ConsumerJournal journal() {
    return journal;
  }

  /** Messages that could be handed out now (CON-351). */
  long available() {
    return matching.pending() + ledger().queued();
  }

  /** The highest stream sequence that deliveries have passed (CON-420). */
  long passedSequence() {
    return Math.max(state.deliveredStream(), state.cursor().lowestUndelivered() - 1);
  }

  /** The message waits for its ack from this time on, as long as is configured. */
  void await(long row, long fromNanos) {
    long wait = settings.ackWaitNanos(ledger().deliveries(row));
    redelivery.schedule(row, wait <= 0 ? PendingLedger.NEVER : fromNanos + wait, false);
  }

  /**
   * Queues what is due and sets the deadlines of all else, from clocks and configuration (CON-840).
   */
  void scheduleAll(long nowNanos) {
    redelivery.clear();
    PendingLedger ledger = ledger();
    for (long row = ledger.isEmpty() ? PendingLedger.NONE : ledger.lowest();
        row != PendingLedger.NONE;
        row = ledger.above(row)) {
      if (ledger.ticket(row) != 0) {
        ledger.ticket(row, 0);
        redelivery.enqueue(row);
      } else if (!ledger.delayed(row)) {
        await(row, ledger.clockNanos(row));
      } else if (ledger.deadlineNanos(row) <= nowNanos
          && !settings.exhausts(ledger.deliveries(row))) {
        redelivery.enqueue(row);
      } else {
        redelivery.schedule(row, ledger.deadlineNanos(row), true);
      }
    }
  }

  /** Queues everything that is pending, in stream order (CON-151). */
  void redeliverAll() {
    PendingLedger ledger = ledger();
    for (long row = ledger.isEmpty() ? PendingLedger.NONE : ledger.lowest();
        row != PendingLedger.NONE;
        row = ledger.above(row)) {
      ledger.ticket(row, 0);
      redelivery.enqueue(row);
    }
  }

  /** The message is settled. Whether it was waited for. */
  boolean settle(long sequence, long nowNanos) {
    if (!state.settled(sequence)) {
      return false;
    }
    state.ackedNanos(nowNanos);
    journal.settled(sequence, nowNanos);
    output.settled(sequence);
    return true;
  }

  /** Everything up to the pair is settled (CON-262, CON-527). */
  void settleThrough(long sequence, long consumerSequence, long nowNanos) {
    if (sequence <= state.floorStream()) {
      return;
    }
    long[] covered = coveredBy(sequence);
    long pair = Math.min(consumerSequence, state.deliveredConsumer());
    state.settledThrough(sequence, pair);
    state.ackedNanos(nowNanos);
    journal.settledThrough(sequence, pair, nowNanos);
    for (long each : covered) {
      output.settled(each);
    }
  }

  private long[] coveredBy(long sequence) {
    PendingLedger ledger = ledger();
    LongStream.Builder covered = LongStream.builder();
    for (long row = ledger.isEmpty() ? PendingLedger.NONE : ledger.lowest();
        row != PendingLedger.NONE && ledger.sequence(row) <= sequence;
        row = ledger.above(row)) {
      covered.add(ledger.sequence(row));
    }
    if (state.exhausted().atLeast() <= sequence) {
      for (long each : state.exhausted().sequences()) {
        if (each <= sequence) {
          covered.add(each);
        }
      }
    }
    return covered.build().toArray();
  }

  /** The message is not delivered any more: passes it on, if the consumer does that. */
  void deadLetter(DeadLetter letter) {
    if (settings.deadLetters()) {
      state.deadLetters().put(letter.sequence(), letter);
      journal.deadLetter(letter);
      output.deadLetter(letter);
    }
  }

  /** The message was delivered as often as allowed (CON-285, CON-821). */
  void giveUp(long row) {
    long sequence = ledger().sequence(row);
    long consumerSequence = ledger().consumerSequence(row);
    long deliveries = ledger().deliveries(row);
    state.exhausted(sequence);
    journal.gaveUp(sequence);
    deadLetter(
        new DeadLetter(sequence, consumerSequence, deliveries, DeadLetter.Reason.MAX_DELIVER, ""));
    output.event(new ConsumerEvent.MaxDeliveries(sequence, deliveries));
  }
}
