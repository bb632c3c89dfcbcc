package io.myelin.jetstream.consumer;

/**
 * Consumer sequences are used only after a record says that they may have been (CON-571): they are
 * reserved in blocks, the next one while half of the last is still free.
 */
final class Reservation {
  private static final long FIRST_BLOCK = 2048;
  private static final long LARGEST_BLOCK = 1 << 16;

  private final ConsumerCore core;
  private long committed;
  private long block = FIRST_BLOCK;

  Reservation(ConsumerCore core) {
    this.core = core;
  }

  /** The first block; it is recorded with the creation of the consumer. */
  static long firstBlock() {
    return FIRST_BLOCK;
  }

  /** Everything recorded until now is committed. */
  void started() {
    committed = core.state().reservedConsumer();
  }

  void committed(long upTo) {
    committed = Math.max(committed, upTo);
  }

  /** Whether the next consumer sequence may be used; asks for more where it is time to. */
  boolean ready() {
    if (!core.journal().keeps()) {
      return true;
    }
    ConsumerState state = core.state();
    long next = state.nextConsumer();
    if (next + block / 2 > state.reservedConsumer()) {
      if (next > committed && block < LARGEST_BLOCK && state.reservedConsumer() > committed) {
        block *= 2;
      }
      long upTo = next + block;
      state.reserve(upTo);
      core.journal().reserved(upTo);
      core.output().reserved(upTo);
    }
    return next <= committed;
  }
}
