package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * The whole state of a consumer as records, none larger than about a mebibyte: the first forgets
 * what was before, those behind it add to it.
 */
final class ConsumerSnapshot {
  private static final int LARGEST_BYTES = 1 << 20;

  private ConsumerSnapshot() {}

  /** The state as it is now. */
  static List<byte[]> of(byte[] configJson, ConsumerState state) {
    List<byte[]> records = new ArrayList<>();
    records.add(
        new RecordWriter(RecordKind.SNAPSHOT)
            .bytes(configJson)
            .number(state.createdNanos())
            .number(state.deliveredConsumer())
            .number(state.deliveredStream())
            .number(state.deliveredNanos())
            .number(state.floorConsumer())
            .number(state.floorStream())
            .number(state.ackedNanos())
            .number(state.nextConsumer())
            .number(state.reservedConsumer())
            .number(state.cursor().next())
            .record());
    deliveredFromList(state, records);
    listed(state.cursor(), records);
    pending(state.ledger(), records);
    exhausted(state.exhausted(), records);
    for (DeadLetter letter : state.deadLetters().values()) {
      records.add(deadLetter(letter).record());
    }
    return records;
  }

  /** The record of one dead letter. */
  static RecordWriter deadLetter(DeadLetter letter) {
    return new RecordWriter(RecordKind.DEAD_LETTER)
        .number(letter.sequence())
        .number(letter.consumerSequence())
        .number(letter.deliveries())
        .number(letter.reason().code())
        .bytes(letter.text().getBytes(UTF_8));
  }

  private static void deliveredFromList(ConsumerState state, List<byte[]> records) {
    long[] delivered = state.cursor().deliveredFromList(state.floorStream());
    if (delivered.length == 0) {
      return;
    }
    RecordWriter out =
        new RecordWriter(RecordKind.LISTED_BEFORE).number(state.cursor().behindList());
    long before = 0;
    for (long sequence : delivered) {
      out.number(sequence - before);
      before = sequence;
    }
    records.add(out.record());
  }

  private static void listed(Cursor cursor, List<byte[]> records) {
    if (!cursor.inList()) {
      return;
    }
    RecordWriter out = new RecordWriter(RecordKind.LISTED);
    long before = 0;
    for (long sequence : cursor.listedSequences()) {
      out.number(sequence - before);
      before = sequence;
      if (out.length() > LARGEST_BYTES) {
        records.add(out.record());
        out = new RecordWriter(RecordKind.LISTED);
        before = 0;
      }
    }
    records.add(out.record());
  }

  private static void pending(PendingLedger ledger, List<byte[]> records) {
    if (ledger.isEmpty()) {
      return;
    }
    RecordWriter out = new RecordWriter(RecordKind.PENDING);
    for (long row = ledger.lowest(); row != PendingLedger.NONE; row = ledger.above(row)) {
      out.number(ledger.sequence(row))
          .number(ledger.consumerSequence(row))
          .number(ledger.clockNanos(row))
          .number(ledger.deliveries(row))
          .number(askedDeadline(ledger, row));
      if (out.length() > LARGEST_BYTES) {
        records.add(out.record());
        out = new RecordWriter(RecordKind.PENDING);
      }
    }
    records.add(out.record());
  }

  /** 0 for the deadline that follows from clock and configuration; 1 for due at once. */
  private static long askedDeadline(PendingLedger ledger, long row) {
    if (ledger.ticket(row) != 0) {
      return 1;
    }
    return ledger.delayed(row) ? ledger.deadlineNanos(row) : 0;
  }

  private static void exhausted(ExhaustedMessages exhausted, List<byte[]> records) {
    if (exhausted.size() == 0) {
      return;
    }
    RecordWriter out = new RecordWriter(RecordKind.EXHAUSTED);
    for (long sequence : exhausted.sequences()) {
      out.number(sequence).number(exhausted.deliveries(sequence));
      if (out.length() > LARGEST_BYTES) {
        records.add(out.record());
        out = new RecordWriter(RecordKind.EXHAUSTED);
      }
    }
    records.add(out.record());
  }
}
