package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.StreamAdvisory.AbandonReason;
import io.myelin.jetstream.model.StreamConfig;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open atomic batches of one stream: their messages wait in memory until the last one comes
 * (STR-380 to STR-386). Knows no clock; times come in as arguments. Lane only.
 */
final class AtomicBatches {
  /** Characters that an id may have. */
  private static final int MAX_ID_LENGTH = 64;

  private static final String COMMIT = "1";
  private static final String COMMIT_BEFORE = "eob";

  /** What becomes of a message of a batch. */
  sealed interface Outcome {
    /** It waits for the end of the batch. */
    record Staged() implements Outcome {}

    /** The batch is complete and no longer open: these messages are to be stored or refused. */
    record Complete(List<Incoming> messages) implements Outcome {}

    /**
     * It is refused, and the batch with it if it was open.
     *
     * @param abandoned why an open batch was given up, as an advisory tells it; null for none
     */
    record Refused(ApiError error, @Nullable AbandonReason abandoned) implements Outcome {}
  }

  /** A batch that nothing came for any more, and its last message. */
  record Expired(String batchId, Incoming lastMessage) {}

  private static final class Batch {
    private final List<Incoming> messages = new ArrayList<>();
    private long bytes;
    private long deadlineNanos;
  }

  private final StreamView stream;
  private final BatchBudget budget;

  /** The one that was heard of the longest ago first. */
  private final Map<String, Batch> open = new LinkedHashMap<>();

  AtomicBatches(StreamView stream, BatchBudget budget) {
    this.stream = stream;
    this.budget = budget;
  }

  /** How many are open. */
  int size() {
    return open.size();
  }

  /** When the next one is given up; {@code Long.MAX_VALUE} for never. */
  long nextDeadlineNanos() {
    Iterator<Batch> oldest = open.values().iterator();
    return oldest.hasNext() ? oldest.next().deadlineNanos : Long.MAX_VALUE;
  }

  /**
   * Takes a message of a batch, its headers as they were published.
   *
   * @param batchId the value of {@code Nats-Batch-Id}, not empty
   */
  Outcome take(String batchId, Incoming message, PublishHeaders headers, long nowNanos) {
    try {
      checkMessage(batchId, message, headers);
      long sequence = headers.sequence(PublishHeaders.BATCH_SEQUENCE);
      boolean isEnd = headers.text(PublishHeaders.BATCH_COMMIT).equals(COMMIT_BEFORE);
      Batch batch = open.remove(batchId);
      if (batch == null) {
        batch = begin(sequence, isEnd);
      }
      open.put(batchId, batch);
      batch.deadlineNanos = nowNanos + budget.limits().timeoutNanos();
      return add(batchId, batch, message, headers, sequence, isEnd);
    } catch (Refusal refusal) {
      return new Outcome.Refused(refusal.error(), null);
    }
  }

  private void checkMessage(String batchId, Incoming message, PublishHeaders headers)
      throws Refusal {
    StreamConfig config = stream.config();
    if (config.sealed()) {
      throw Refusal.of(ApiErrors.STREAM_SEALED);
    }
    ApiError refusal = stream.storageRefusal(PublishChecks.recordBytes(message, config));
    if (refusal != null) {
      throw new Refusal(refusal);
    }
    PublishChecks.checkSize(message, config);
    if (!config.allowAtomicBatches()) {
      throw Refusal.of(ApiErrors.ATOMIC_PUBLISH_DISABLED);
    }
    if (batchId.length() > MAX_ID_LENGTH) {
      throw Refusal.of(ApiErrors.ATOMIC_PUBLISH_INVALID_BATCH_ID);
    }
    if (headers.sequence(PublishHeaders.BATCH_SEQUENCE) < 0) {
      throw Refusal.of(ApiErrors.ATOMIC_PUBLISH_MISSING_SEQ);
    }
  }

  private Batch begin(long sequence, boolean isEnd) throws Refusal {
    if (sequence != 1) {
      throw isTooLarge(sequence, isEnd)
          ? tooLarge()
          : Refusal.of(ApiErrors.ATOMIC_PUBLISH_INCOMPLETE_BATCH);
    }
    if (open.size() >= budget.limits().maxAtomicPerStream() || !budget.openAtomic()) {
      throw Refusal.of(ApiErrors.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT);
    }
    return new Batch();
  }

  /** Whether a batch of that many messages is too large; what is no number is. */
  private boolean isTooLarge(long sequence, boolean isEnd) {
    long messages = isEnd ? sequence - 1 : sequence;
    return messages < 0 || messages > budget.limits().maxAtomicMessages();
  }

  private Refusal tooLarge() {
    return new Refusal(
        ApiErrors.ATOMIC_PUBLISH_TOO_LARGE_BATCH.of(budget.limits().maxAtomicMessages()));
  }

  private Outcome add(
      String batchId,
      Batch batch,
      Incoming given,
      PublishHeaders headers,
      long sequence,
      boolean isEnd) {
    boolean isCommit = headers.has(PublishHeaders.BATCH_COMMIT);
    if (isCommit && !isEnd && !headers.text(PublishHeaders.BATCH_COMMIT).equals(COMMIT)) {
      return giveUp(batchId, ApiErrors.ATOMIC_PUBLISH_INVALID_BATCH_COMMIT.error(), null);
    }
    Incoming message = given;
    if (headers.given(PublishHeaders.REQUIRED_API_LEVEL)) {
      if (ApiRequest.demandsHigherLevel(given.header())) {
        return giveUp(batchId, ApiErrors.REQUIRED_API_LEVEL.error(), AbandonReason.UNSUPPORTED);
      }
      message =
          given.withHeader(
              HeaderBlock.without(given.header(), PublishHeaders.REQUIRED_API_LEVEL::equals));
    }
    if (sequence != batch.messages.size() + 1 || (sequence == 1 && isEnd)) {
      return giveUp(
          batchId, ApiErrors.ATOMIC_PUBLISH_INCOMPLETE_BATCH.error(), AbandonReason.INCOMPLETE);
    }
    if (isTooLarge(sequence, isEnd)) {
      return giveUp(batchId, tooLarge().error(), AbandonReason.LARGE);
    }
    if (isEnd) {
      int last = batch.messages.size() - 1;
      batch.messages.set(last, withCommit(batch.messages.get(last)));
    } else {
      if (!budget.stage(message.bytes())) {
        return giveUp(
            batchId, ApiErrors.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT.error(), AbandonReason.LARGE);
      }
      batch.bytes += message.bytes();
      batch.messages.add(message);
    }
    if (!isCommit) {
      return new Outcome.Staged();
    }
    close(batchId);
    return new Outcome.Complete(batch.messages);
  }

  private static Incoming withCommit(Incoming message) {
    return message.withHeader(
        HeaderBlock.plus(message.header(), PublishHeaders.BATCH_COMMIT, COMMIT));
  }

  private Outcome giveUp(String batchId, ApiError error, @Nullable AbandonReason reason) {
    close(batchId);
    return new Outcome.Refused(error, reason);
  }

  private void close(String batchId) {
    Batch batch = open.remove(batchId);
    if (batch != null) {
      budget.closeAtomic(batch.bytes);
    }
  }

  /** Gives up the batches that nothing came for any more (STR-383). */
  List<Expired> expire(long nowNanos) {
    List<Expired> expired = new ArrayList<>();
    while (nextDeadlineNanos() <= nowNanos) {
      Map.Entry<String, Batch> oldest = open.entrySet().iterator().next();
      expired.add(new Expired(oldest.getKey(), oldest.getValue().messages.getLast()));
      close(oldest.getKey());
    }
    return expired;
  }

  /** Gives up all of them without a word: batches were switched off, or the stream ends. */
  void drop() {
    for (String batchId : List.copyOf(open.keySet())) {
      close(batchId);
    }
  }
}
