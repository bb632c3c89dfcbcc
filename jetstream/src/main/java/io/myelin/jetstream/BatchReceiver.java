package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.FastBatchReply;
import io.myelin.jetstream.model.PubAck;
import io.myelin.jetstream.model.StreamAdvisory.AbandonReason;
import io.myelin.jetstream.model.StreamConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a stream that belong to batches (STR-380 to STR-397): atomic ones by their
 * headers, fast ones by their reply subjects. Lane only.
 */
final class BatchReceiver implements FastBatchReceiver.Surroundings {
  private static final byte[] BATCH_HEADER = (PublishHeaders.BATCH_ID + ":").getBytes(UTF_8);
  private static final byte[] SUFFIX = FastBatchReply.SUFFIX.getBytes(UTF_8);
  private static final byte[] STAGED = new byte[0];

  /** Who is told of batches that were given up. */
  interface Listener {
    /** A batch was given up (STR-386). */
    void batchAbandoned(String batchId, AbandonReason reason);
  }

  private final Lane lane;
  private final StreamMachine machine;
  private final PublishReceiver publishes;
  private final Listener listener;
  private final String domain;
  private final AtomicBatches atomic;
  private final BatchDecider decider;
  private final FastBatchReceiver fast;
  private final StreamClock clock;

  BatchReceiver(
      Lane lane,
      StreamMachine machine,
      BatchBudget budget,
      String domain,
      PublishReceiver publishes,
      Listener listener) {
    this.lane = lane;
    this.machine = machine;
    this.publishes = publishes;
    this.listener = listener;
    this.domain = domain;
    this.atomic = new AtomicBatches(machine, budget);
    this.decider = new BatchDecider(machine);
    this.fast = new FastBatchReceiver(machine, budget, domain, this);
    this.clock = new StreamClock(lane, this::expire);
  }

  /** Takes the message if it belongs to a batch; whether it does. */
  boolean receive(Incoming message) {
    String control = fastControl(message);
    if (control != null) {
      if (!refusedAfterFailure(message)) {
        fast.receive(machine.transformed(message), control, lane.epochNanos());
        wake();
      }
      return true;
    }
    if (message.headerLength() == 0
        || !HeaderBlock.anyStartsWith(
            message.buffer(), message.subjectLength(), message.headerLength(), BATCH_HEADER)) {
      return false;
    }
    PublishHeaders headers =
        PublishHeaders.parse(message.buffer(), message.subjectLength(), message.headerLength());
    String batchId = headers.text(PublishHeaders.BATCH_ID);
    if (batchId.isEmpty()) {
      return false;
    }
    if (!refusedAfterFailure(message)) {
      receiveAtomic(batchId, machine.transformed(message), headers);
      wake();
    }
    return true;
  }

  /** The reply subject that controls a fast batch, null where the message belongs to none. */
  private static @Nullable String fastControl(Incoming message) {
    byte[] reply = message.reply();
    int start = reply.length - SUFFIX.length;
    if (start > 0 && endsWithSuffix(reply, start)) {
      return new String(reply, UTF_8);
    }
    String info =
        reply.length == 0 || message.headerLength() == 0
            ? null
            : HeaderBlock.value(
                message.buffer(),
                message.subjectLength(),
                message.headerLength(),
                PublishHeaders.REQUEST_INFO);
    return info == null ? null : FastBatchReply.ofRequestInfo(info).orElse(null);
  }

  private static boolean endsWithSuffix(byte[] reply, int start) {
    for (int i = 0; i < SUFFIX.length; i++) {
      if (reply[start + i] != SUFFIX[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean refusedAfterFailure(Incoming message) {
    ApiError failure = publishes.failure();
    if (failure != null) {
      publishes.reply(message, refused(failure));
    }
    return failure != null;
  }

  private void receiveAtomic(String batchId, Incoming message, PublishHeaders headers) {
    switch (atomic.take(batchId, message, headers, lane.epochNanos())) {
      case AtomicBatches.Outcome.Staged staged -> publishes.reply(message, STAGED);
      case AtomicBatches.Outcome.Refused refused -> {
        AbandonReason reason = refused.abandoned();
        if (reason != null) {
          listener.batchAbandoned(batchId, reason);
        }
        publishes.reply(message, refused(refused.error()));
      }
      case AtomicBatches.Outcome.Complete complete -> commit(batchId, complete.messages(), message);
    }
  }

  private void commit(String batchId, List<Incoming> messages, Incoming last) {
    switch (decider.decide(messages, lane.epochNanos())) {
      case BatchDecider.Outcome.Refused refused ->
          publishes.afterCommit(() -> publishes.reply(last, refused(refused.error())));
      case BatchDecider.Outcome.Accepted accepted -> {
        List<StreamEntry> entries = accepted.entries();
        publishes.store(entries, new Answer(batchId, entries, last));
      }
    }
  }

  private byte[] refused(ApiError error) {
    return PubAck.refused(machine.config().name(), "", error);
  }

  private void wake() {
    long due = Math.min(atomic.nextDeadlineNanos(), fast.batches().nextDeadlineNanos());
    if (due != Long.MAX_VALUE) {
      clock.wake(due);
    }
  }

  /** Gives up batches that nothing came for any more (STR-383, STR-393). */
  private void expire() {
    long now = lane.epochNanos();
    for (AtomicBatches.Expired expired : atomic.expire(now)) {
      listener.batchAbandoned(expired.batchId(), AbandonReason.TIMEOUT);
      publishes.reply(
          expired.lastMessage(), refused(ApiErrors.ATOMIC_PUBLISH_INCOMPLETE_BATCH.error()));
    }
    fast.batches().expire(now);
    wake();
  }

  /** The configuration changed: batches that are not allowed any more go (STR-234, STR-237). */
  void configured(StreamConfig config) {
    if (!config.allowAtomicBatches()) {
      atomic.drop();
    }
    if (!config.allowFastBatches()) {
      fast.batches().drop();
    }
  }

  /** Takes no more messages. */
  void stop() {
    clock.stop();
    atomic.drop();
    fast.batches().drop();
  }

  @Override
  public void reply(Incoming message, byte[] answer) {
    publishes.reply(message, answer);
  }

  @Override
  public void store(StreamEntry entry, Effect effect) {
    publishes.store(List.of(entry), effect);
  }

  /** The answer to the last message of an atomic batch (STR-381). */
  private final class Answer implements Effect {
    private final String batchId;
    private final List<StreamEntry> entries;
    private final Incoming last;

    Answer(String batchId, List<StreamEntry> entries, Incoming last) {
      this.batchId = batchId;
      this.entries = entries;
      this.last = last;
    }

    @Override
    public void run() {
      publishes.reply(
          last,
          PubAck.batch(
              machine.config().name(),
              entries.getLast().sequence(),
              domain,
              batchId,
              entries.size(),
              false));
    }

    @Override
    public void lost(String reason) {
      publishes.reply(
          last,
          refused(ApiErrors.STREAM_STORE_FAILED.of("storing failed, nothing was kept: " + reason)));
    }
  }
}
