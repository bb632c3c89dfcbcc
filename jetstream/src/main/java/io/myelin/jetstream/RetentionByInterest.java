package io.myelin.jetstream;

import io.myelin.jetstream.consumer.RemovalCause;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;

/**
 * Removes messages that no consumer needs any more, in streams whose retention is by interest or by
 * work (STR-261, STR-262). Looks at one message when a consumer has settled it, and at all of them,
 * in slices, when a consumer went or changed. Lane only.
 */
final class RetentionByInterest {
  private static final int SLICE = 1000;

  private final Stream stream;
  private final StreamConsumers consumers;
  private final StoredMessage message = new StoredMessage();
  private long sweepAt;

  RetentionByInterest(Stream stream, StreamConsumers consumers) {
    this.stream = stream;
    this.consumers = consumers;
  }

  /** A consumer is done with this message. */
  void settled(long sequence) {
    if (consumers.removesWhenSettled() && stream.store().contains(sequence)) {
      removeIfUnneeded(sequence);
    }
  }

  /** Looks at every message, soon. */
  void sweep() {
    if (!consumers.removesWhenSettled() || stream.closed()) {
      return;
    }
    boolean running = sweepAt != 0;
    sweepAt = 1;
    if (!running) {
      stream.lane().execute(this::slice);
    }
  }

  private void slice() {
    if (stream.closed() || stream.commit().failed()) {
      sweepAt = 0;
      return;
    }
    MessageStore store = stream.store();
    long sequence = store.next(SubjectFilter.ALL, sweepAt);
    for (int i = 0; i < SLICE && sequence != 0; i++) {
      removeIfUnneeded(sequence);
      sweepAt = sequence + 1;
      sequence = store.next(SubjectFilter.ALL, sweepAt);
    }
    stream.commit().flush();
    stream.settleUsage();
    if (sequence == 0) {
      sweepAt = 0;
    } else {
      stream.lane().execute(this::slice);
    }
  }

  private void removeIfUnneeded(long sequence) {
    try {
      if (!stream.store().read(sequence, message)) {
        return;
      }
    } catch (IOException damaged) {
      return;
    }
    byte[] buffer = message.buffer();
    int at = message.subjectAt();
    int length = message.subjectLength();
    if (consumers.needs(sequence, buffer, at, length)) {
      return;
    }
    if (stream.config().retention() == RetentionPolicy.INTEREST
        || consumers.wanted(buffer, at, length)) {
      consumers.removing(RemovalCause.SETTLED);
      stream.store().remove(sequence, false);
      consumers.removing(RemovalCause.LIMIT);
      stream.commit().changed();
    }
  }
}
