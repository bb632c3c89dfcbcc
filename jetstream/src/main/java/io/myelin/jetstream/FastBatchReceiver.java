package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.FastBatchAnswer;
import io.myelin.jetstream.model.FastBatchReply;
import io.myelin.jetstream.model.FastBatchReply.Operation;
import io.myelin.jetstream.model.PubAck;
import io.myelin.jetstream.model.StreamConfig;
import java.util.Optional;

/**
 * Takes the messages of fast batches: each is stored as it comes, the publisher is told now and
 * then (STR-390 to STR-397). Answers go to the reply subject of the message that they answer
 * (STR-T23). Lane only.
 */
final class FastBatchReceiver {

  /** What it needs of those around it. */
  interface Surroundings {
    /** Sends an answer to a message, if it asked for one. */
    void reply(Incoming message, byte[] answer);

    /**
     * Stores a message of a batch; the effect runs when it is committed, after everything else that
     * hangs on it.
     */
    void store(StreamEntry entry, Effect effect);
  }

  private final StreamMachine machine;
  private final BatchDecider decider;
  private final FastBatches batches;
  private final Surroundings surroundings;
  private final String domain;

  FastBatchReceiver(
      StreamMachine machine, BatchBudget budget, String domain, Surroundings surroundings) {
    this.machine = machine;
    this.decider = new BatchDecider(machine);
    this.batches = new FastBatches(budget);
    this.domain = domain;
    this.surroundings = surroundings;
  }

  /** The batches that are open. */
  FastBatches batches() {
    return batches;
  }

  /**
   * Takes a message whose subject has been transformed.
   *
   * @param control the reply subject that its publisher gave it
   */
  void receive(Incoming message, String control, long nowNanos) {
    try {
      checkMessage(message);
      FastBatchReply operation =
          FastBatchReply.parse(control).orElseThrow(FastBatchReceiver::malformed);
      if (operation.isIdTooLong()) {
        throw Refusal.of(ApiErrors.BATCH_PUBLISH_INVALID_BATCH_ID);
      }
      FastBatches.Batch batch = batch(operation);
      batches.heardOf(batch, nowNanos);
      receive(withoutApiLevel(message, batch), batch, operation, nowNanos);
    } catch (Refusal refusal) {
      surroundings.reply(message, refused(refusal.error()));
    }
  }

  private static Refusal malformed() {
    return Refusal.of(ApiErrors.BATCH_PUBLISH_INVALID_PATTERN);
  }

  private void checkMessage(Incoming message) throws Refusal {
    StreamConfig config = machine.config();
    if (config.sealed()) {
      throw Refusal.of(ApiErrors.STREAM_SEALED);
    }
    ApiError refusal = machine.storageRefusal(PublishChecks.recordBytes(message, config));
    if (refusal != null) {
      throw new Refusal(refusal);
    }
    PublishChecks.checkSize(message, config);
    if (!config.allowFastBatches()) {
      throw Refusal.of(ApiErrors.BATCH_PUBLISH_DISABLED);
    }
  }

  private FastBatches.Batch batch(FastBatchReply operation) throws Refusal {
    FastBatches.Batch batch = batches.find(operation.batchId());
    if (batch != null) {
      return batch;
    }
    if (operation.batchSeq() != 1 || operation.operation() == Operation.PING) {
      throw Refusal.of(ApiErrors.BATCH_PUBLISH_UNKNOWN_BATCH_ID);
    }
    batch = batches.begin(operation);
    if (batch == null) {
      throw Refusal.of(ApiErrors.BATCH_PUBLISH_TOO_MANY_INFLIGHT);
    }
    return batch;
  }

  private static Incoming withoutApiLevel(Incoming message, FastBatches.Batch batch)
      throws Refusal {
    if (message.headerLength() == 0
        || HeaderBlock.value(message.header(), PublishHeaders.REQUIRED_API_LEVEL) == null) {
      return message;
    }
    if (ApiRequest.demandsHigherLevel(message.header())) {
      batch.end();
      throw Refusal.of(ApiErrors.REQUIRED_API_LEVEL);
    }
    return message.withHeader(
        HeaderBlock.without(message.header(), PublishHeaders.REQUIRED_API_LEVEL::equals));
  }

  private void receive(
      Incoming message, FastBatches.Batch batch, FastBatchReply operation, long nowNanos) {
    if (operation.operation() == Operation.PING) {
      ping(message, batch, operation.batchSeq());
    } else if (batch.closing() == null && isInOrder(message, batch, operation.batchSeq())) {
      if (operation.operation() == Operation.COMMIT_ONLY) {
        batch.received(operation.batchSeq() - 1);
        batch.nothingToStore();
        close(message, batch);
      } else {
        append(message, batch, operation, nowNanos);
      }
    }
  }

  /** Tells where the batch is (STR-396). */
  private void ping(Incoming message, FastBatches.Batch batch, long position) {
    if (position > batch.received()) {
      surroundings.reply(message, FastBatchAnswer.gap(batch.received() + 1, position + 1));
      if (batch.failOnGap()) {
        close(message, batch);
        if (batch.ended()) {
          return;
        }
      } else {
        batch.received(position);
        batch.nothingToStore();
        batch.acknowledgementDue();
      }
    }
    acknowledge(message, batch);
  }

  /** Whether the position is the next one, or a gap that the publisher accepts (STR-394). */
  private boolean isInOrder(Incoming message, FastBatches.Batch batch, long position) {
    long expected = batch.received() + 1;
    if (position == expected) {
      return true;
    }
    surroundings.reply(message, FastBatchAnswer.gap(expected, position));
    if (position > expected && !batch.failOnGap()) {
      return true;
    }
    close(message, batch);
    return false;
  }

  private void append(
      Incoming message, FastBatches.Batch batch, FastBatchReply operation, long nowNanos) {
    boolean isCommit = operation.operation() == Operation.COMMIT;
    long position = operation.batchSeq();
    long before = batch.received();
    batch.received(position);
    if (position == 1 && !isCommit) {
      acknowledge(message, batch);
    }
    switch (decider.decide(message, new StagedChanges(), nowNanos)) {
      case Decision.Accepted accepted -> {
        if (isCommit) {
          batch.close(message);
        }
        batch.stored();
        surroundings.store(
            accepted.entry(), new Committed(message, batch, position, accepted.entry().sequence()));
      }
      case Decision.Duplicate duplicate ->
          skipDuplicate(message, batch, position, isCommit, duplicate.sequence());
      case Decision.Refused refused ->
          skipRefused(message, batch, position, before, isCommit, refused.error());
      case Decision.Traced traced -> batch.nothingToStore();
    }
  }

  private void skipDuplicate(
      Incoming message,
      FastBatches.Batch batch,
      long position,
      boolean isCommit,
      long knownSequence) {
    batch.nothingToStore();
    if (batch.settled() && batch.acknowledgementDue() && !isCommit) {
      acknowledge(message, batch);
    }
    if (!isCommit) {
      return;
    }
    if (batch.failOnGap() && position == 1) {
      batch.end();
      surroundings.reply(
          message,
          PubAck.batch(machine.config().name(), knownSequence, domain, batch.id(), position, true));
      return;
    }
    close(message, batch);
  }

  private void skipRefused(
      Incoming message,
      FastBatches.Batch batch,
      long position,
      long before,
      boolean isCommit,
      ApiError error) {
    if (batch.failOnGap() && position == 1) {
      batch.end();
      surroundings.reply(message, refused(error));
      return;
    }
    surroundings.reply(message, FastBatchAnswer.error(position, error));
    if (!batch.failOnGap() && !isCommit) {
      batch.nothingToStore();
      return;
    }
    batch.received(before);
    batch.nothingToStore();
    close(message, batch);
  }

  private void acknowledge(Incoming message, FastBatches.Batch batch) {
    surroundings.reply(message, FastBatchAnswer.ack(batch.acknowledged(), batch.ackMessages()));
  }

  /** Ends the batch now, or when what it stored is committed. */
  private void close(Incoming message, FastBatches.Batch batch) {
    batch.close(message);
    if (batch.settled()) {
      batch.nothingToStore();
      finish(batch, message);
    }
  }

  private void finish(FastBatches.Batch batch, Incoming message) {
    batch.end();
    surroundings.reply(
        message,
        PubAck.batch(
            machine.config().name(),
            batch.lastStreamSequence(),
            domain,
            batch.id(),
            batch.received(),
            false));
  }

  private byte[] refused(ApiError error) {
    return PubAck.refused(machine.config().name(), "", error);
  }

  /** A message of a batch is committed, or lost. */
  private final class Committed implements Effect {
    private final Incoming message;
    private final FastBatches.Batch batch;
    private final long position;
    private final long streamSequence;

    Committed(Incoming message, FastBatches.Batch batch, long position, long streamSequence) {
      this.message = message;
      this.batch = batch;
      this.position = position;
      this.streamSequence = streamSequence;
    }

    @Override
    public void run() {
      batch.committed(position, streamSequence);
      Optional<Incoming> closing = Optional.ofNullable(batch.closing());
      if (batch.ended()) {
        return;
      }
      if (closing.isPresent() && batch.settled()) {
        finish(batch, closing.get());
      } else if (batch.acknowledgementDue()) {
        acknowledge(message, batch);
      }
    }

    @Override
    public void lost(String reason) {
      if (!batch.ended()) {
        batch.end();
        surroundings.reply(
            message,
            refused(
                ApiErrors.STREAM_STORE_FAILED.of(
                    "storing failed, the batch is acknowledged up to "
                        + batch.acknowledged()
                        + ": "
                        + reason)));
      }
    }
  }
}
