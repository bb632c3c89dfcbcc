package io.myelin.jetstream.consumer;

/** Kinds of records; their codes are what is on disk and never change. */
enum RecordKind {
  /** Configuration and numbers; begins a snapshot and with it forgets what was before. */
  SNAPSHOT(1),
  /** Part of a snapshot: sequences of the start list. */
  LISTED(2),
  /** Part of a snapshot: pending messages. */
  PENDING(3),
  /** Part of a snapshot: messages delivered as often as allowed. */
  EXHAUSTED(4),
  /** Deliveries, in order. */
  DELIVERED(5),
  /** Sequences that were settled. */
  SETTLED(6),
  /** Everything up to a pair was settled. */
  SETTLED_THROUGH(7),
  /** A pending message has another clock or deadline. */
  CLOCK(8),
  /** Messages reached their last delivery. */
  GAVE_UP(9),
  /** Consumer sequences are reserved. */
  RESERVED(10),
  /** Another configuration. */
  CONFIG(11),
  /** Begun anew at a sequence. */
  RESET(12),
  /** Everything below a sequence was purged. */
  PURGED(13),
  /** Where a consumer without acks is. */
  POSITION(14),
  /** Stopped in order: the next consumer sequence is exact. */
  STOPPED(15),
  /** Deleted: what was before does not count. */
  DELETED(16),
  /** Sequences of the start list that were delivered and may be gone back to. */
  LISTED_BEFORE(17),
  /** A message is to be passed on as a dead letter. */
  DEAD_LETTER(18),
  /** A dead letter was passed on. */
  DEAD_LETTER_DONE(19);

  static final byte VERSION = 1;

  private static final RecordKind[] BY_CODE = new RecordKind[20];

  static {
    for (RecordKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final byte code;

  RecordKind(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static RecordKind of(int code) {
    if (code <= 0 || code >= BY_CODE.length) {
      throw RecordReader.damaged("of unknown kind " + code);
    }
    return BY_CODE[code];
  }
}
