package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the state of one consumer from its records, in their order (CON-570). A damaged or
 * unknown record throws {@code IllegalArgumentException}; the asset is then not to be used as it is
 * (CON-575).
 */
public final class ConsumerRecovery {
  private ConsumerState state = new ConsumerState();
  private byte @Nullable [] configJson;
  private boolean stopped;
  private boolean damaged;

  /** Takes the next record. */
  public void record(byte[] record) {
    RecordReader in = new RecordReader(record);
    int version = in.octet();
    if (version != RecordKind.VERSION) {
      throw RecordReader.damaged("of unknown version " + version);
    }
    RecordKind kind = RecordKind.of(in.octet());
    stopped = false;
    if (damaged && leansOnWhatIsMissing(kind)) {
      return;
    }
    switch (kind) {
      case SNAPSHOT -> snapshot(in);
      case LISTED -> state.cursor().addListed(sequences(in));
      case LISTED_BEFORE -> {
        long then = in.number();
        state.cursor().deliveredFromList(sequences(in), then);
      }
      case PENDING -> pending(in);
      case EXHAUSTED -> exhausted(in);
      case DELIVERED -> delivered(in);
      case SETTLED -> settled(in);
      case SETTLED_THROUGH -> settledThrough(in);
      case CLOCK -> clock(in);
      case GAVE_UP -> state.exhausted(in.number());
      case DEAD_LETTER -> deadLetter(in);
      case DEAD_LETTER_DONE -> state.deadLetters().remove(in.number());
      case RESERVED -> state.reserve(in.number());
      case CONFIG -> configJson = in.bytes();
      case RESET -> state.reset(in.number());
      case PURGED -> state.purgedBelow(in.number(), in.hasMore() ? in.number() : 0);
      case POSITION -> position(in);
      case STOPPED -> {
        state.continueAt(in.number());
        stopped = true;
      }
      case DELETED -> {
        state = new ConsumerState();
        configJson = null;
      }
    }
  }

  /**
   * Records are missing here (CON-838). What follows is taken as far as it stands by itself; unless
   * that is everything, the consumer goes back to where it was surely settled.
   */
  public void gap() {
    damaged = true;
  }

  /** Whether the consumer had to be taken back to where it was surely settled. */
  public boolean rebuilt() {
    return damaged;
  }

  private static boolean leansOnWhatIsMissing(RecordKind kind) {
    return switch (kind) {
      case DELIVERED,
          SETTLED,
          SETTLED_THROUGH,
          CLOCK,
          GAVE_UP,
          LISTED,
          LISTED_BEFORE,
          PENDING,
          EXHAUSTED,
          STOPPED ->
          true;
      case SNAPSHOT,
          RESERVED,
          CONFIG,
          RESET,
          PURGED,
          POSITION,
          DELETED,
          DEAD_LETTER,
          DEAD_LETTER_DONE ->
          false;
    };
  }

  /** Whether there is a consumer: records were seen, and the last did not delete it. */
  public boolean exists() {
    return configJson != null;
  }

  /** The configuration as it was last committed; there is a consumer. */
  public byte[] configJson() {
    byte[] json = configJson;
    if (json == null) {
      throw new IllegalStateException("no consumer was recovered");
    }
    return json;
  }

  /**
   * The state; consumer sequences that may have been used are passed unless it was stopped in
   * order.
   */
  ConsumerState state() {
    if (damaged) {
      state.backToFloor();
    }
    if (!stopped) {
      state.passReserved();
    }
    return state;
  }

  private void snapshot(RecordReader in) {
    state = new ConsumerState();
    damaged = false;
    configJson = in.bytes();
    state.restored(
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number());
    state.cursor().startAt(in.number());
  }

  private static long[] sequences(RecordReader in) {
    long before = 0;
    long[] sequences = new long[16];
    int count = 0;
    while (in.hasMore()) {
      if (count == sequences.length) {
        sequences = Arrays.copyOf(sequences, 2 * count);
      }
      before += in.number();
      sequences[count++] = before;
    }
    return Arrays.copyOf(sequences, count);
  }

  private void pending(RecordReader in) {
    PendingLedger ledger = state.ledger();
    while (in.hasMore()) {
      long row = ledger.add(in.number(), in.number(), in.number());
      ledger.deliveries(row, (int) in.number());
      asked(row, in.number());
    }
  }

  private void asked(long row, long deadlineNanos) {
    state
        .ledger()
        .deadlineNanos(
            row, deadlineNanos == 0 ? PendingLedger.NEVER : deadlineNanos, deadlineNanos != 0);
  }

  private void exhausted(RecordReader in) {
    while (in.hasMore()) {
      state.exhausted().add(in.number(), (int) in.number());
    }
  }

  private void delivered(RecordReader in) {
    long clockNanos = in.number();
    while (in.hasMore()) {
      long length = in.number();
      long sequence = in.number();
      long consumerSequence = in.number();
      if (length == DeliveryLog.AGAIN) {
        long row = state.ledger().find(sequence);
        if (row != PendingLedger.NONE) {
          state.redelivered(row, consumerSequence, clockNanos);
        }
      } else {
        for (long i = 0; i < length; i++) {
          state.delivered(sequence + i, consumerSequence + i, clockNanos);
        }
      }
    }
  }

  private void deadLetter(RecordReader in) {
    DeadLetter letter =
        new DeadLetter(
            in.number(),
            in.number(),
            in.number(),
            DeadLetter.Reason.of(in.number()),
            new String(in.bytes(), UTF_8));
    state.deadLetters().put(letter.sequence(), letter);
  }

  private void settled(RecordReader in) {
    state.ackedNanos(in.number());
    while (in.hasMore()) {
      state.settled(in.number());
    }
  }

  private void settledThrough(RecordReader in) {
    state.ackedNanos(in.number());
    state.settledThrough(in.number(), in.number());
  }

  private void clock(RecordReader in) {
    long row = state.ledger().find(in.number());
    if (row != PendingLedger.NONE) {
      state.ledger().clockNanos(row, in.number());
      asked(row, in.number());
    }
  }

  private void position(RecordReader in) {
    long consumerSequence = in.number();
    state.deliveredForGood(in.number(), consumerSequence, in.number());
  }
}
