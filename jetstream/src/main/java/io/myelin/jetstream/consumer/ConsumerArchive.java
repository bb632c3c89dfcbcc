package io.myelin.jetstream.consumer;

import io.myelin.jetstream.archive.ConsumerPosition;
import io.myelin.jetstream.model.ConsumerConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Consumers to and from archives (STR-505). Pure functions. */
public final class ConsumerArchive {
  private ConsumerArchive() {}

  static ConsumerPosition position(ConsumerState state) {
    TreeMap<Long, ConsumerPosition.Pending> pending = new TreeMap<>();
    TreeMap<Long, Long> redelivered = new TreeMap<>();
    PendingLedger ledger = state.ledger();
    long first = ledger.isEmpty() ? PendingLedger.NONE : ledger.lowest();
    for (long row = first; row != PendingLedger.NONE; row = ledger.above(row)) {
      pending.put(
          ledger.sequence(row),
          new ConsumerPosition.Pending(ledger.consumerSequence(row), ledger.clockNanos(row)));
      if (ledger.deliveries(row) > 1) {
        redelivered.put(ledger.sequence(row), ledger.deliveries(row) - 1L);
      }
    }
    return new ConsumerPosition(
        state.deliveredConsumer(),
        state.deliveredStream(),
        state.floorConsumer(),
        state.floorStream(),
        pending,
        redelivered);
  }

  /**
   * The records that make a consumer which is at that position. What was delivered again and does
   * not wait any more was delivered as often as allowed.
   */
  public static List<byte[]> records(
      ConsumerConfig config, ConsumerPosition position, long createdNanos) {
    ConsumerState state = new ConsumerState();
    state.restored(
        createdNanos,
        position.deliveredConsumer(),
        position.deliveredStream(),
        0,
        position.floorConsumer(),
        position.floorStream(),
        0,
        position.deliveredConsumer() + 1,
        position.deliveredConsumer());
    state.cursor().startAt(position.deliveredStream() + 1);
    for (Map.Entry<Long, ConsumerPosition.Pending> it : position.pending().entrySet()) {
      long row =
          state
              .ledger()
              .add(it.getKey(), it.getValue().consumerSequence(), it.getValue().timeNanos());
      long again = position.redelivered().getOrDefault(it.getKey(), 0L);
      state.ledger().deliveries(row, (int) (1 + again));
      state.ledger().deadlineNanos(row, PendingLedger.NEVER, false);
    }
    if (config.maxDeliver() > 0) {
      position
          .redelivered()
          .forEach(
              (sequence, again) -> {
                if (!position.pending().containsKey(sequence)) {
                  state.exhausted().add(sequence, (int) Math.min(1 + again, config.maxDeliver()));
                }
              });
    }
    return ConsumerSnapshot.of(config.toJson(), state);
  }

  /** The records that make a consumer which has delivered nothing yet. */
  public static List<byte[]> unused(
      ConsumerConfig config, ConsumerStream stream, long createdNanos) {
    ConsumerState state = new ConsumerState();
    StartPosition.choose(new ConsumerSettings(config), stream, state.cursor());
    state.created(createdNanos);
    return ConsumerSnapshot.of(config.toJson(), state);
  }
}
