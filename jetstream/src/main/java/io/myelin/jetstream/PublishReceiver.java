package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.PubAck;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what was published to a stream: decides, applies, and answers when it is committed. Lane
 * only.
 */
final class PublishReceiver implements LaneInbox.Receiver<Incoming> {

  /** Who is told of messages. */
  interface Listener extends BatchReceiver.Listener {
    /** A round of messages was taken. */
    void endOfBatch();

    /**
     * A message was stored and committed.
     *
     * @param entry perhaps {@linkplain StreamEntry#withoutBody without its body} where messages are
     *     not published again
     * @param previousOnSubject the sequence before on its subject, 0 for none; {@link
     *     Republisher#NOT_REPUBLISHED} where messages were not published again when it was stored
     */
    void committed(StreamEntry entry, long previousOnSubject);
  }

  private static final int SMALL_BODY_BYTES = 256;

  private final Lane lane;
  private final StreamMachine machine;
  private final GroupCommit commit;
  private final Listener listener;
  private final String domain;
  private final BatchReceiver batches;
  private final StoredAnswer storedAnswer;

  PublishReceiver(
      Lane lane,
      StreamMachine machine,
      GroupCommit commit,
      BatchBudget budget,
      String domain,
      Listener listener) {
    this.lane = lane;
    this.machine = machine;
    this.commit = commit;
    this.domain = domain;
    this.listener = listener;
    this.storedAnswer = new StoredAnswer(PubAck.storedPrefix(machine.config().name(), domain));
    this.batches = new BatchReceiver(lane, machine, budget, domain, this, listener);
  }

  /** The batches of the stream. */
  BatchReceiver batches() {
    return batches;
  }

  @Override
  public void receive(Incoming message) {
    if (!batches.receive(message)) {
      accept(machine.transformed(message), false);
    }
  }

  /**
   * Decides about a message and carries it out.
   *
   * @param message with the subject that it is stored under
   * @param copied it comes from another stream
   */
  Decision accept(Incoming message, boolean copied) {
    return carryOut(message, decide(message, lane.epochNanos(), copied));
  }

  /**
   * The same for a mirror's message, which keeps its sequence and time (STR-473).
   *
   * @param sequence higher than the last one
   */
  Decision mirror(Incoming message, long sequence, long timeNanos) {
    Decision decision = decide(message, timeNanos, true);
    return carryOut(
        message,
        decision instanceof Decision.Accepted accepted
            ? new Decision.Accepted(accepted.entry().at(sequence), accepted.total())
            : decision);
  }

  private Decision decide(Incoming message, long nowNanos, boolean copied) {
    ApiError failure = failure();
    return failure == null
        ? machine.decide(message, nowNanos, copied)
        : new Decision.Refused(failure);
  }

  private Decision carryOut(Incoming message, Decision decision) {
    long previous = Republisher.NOT_REPUBLISHED;
    Decision answered = decision;
    if (decision instanceof Decision.Accepted accepted) {
      StreamEntry entry = accepted.entry();
      previous = previousOnSubject(entry);
      machine.apply(entry);
      commit.changed();
      if (isBodyDone(entry, previous)) {
        answered = new Decision.Accepted(entry.withoutBody(), accepted.total());
      }
    }
    commit.afterCommit(new Answer(message.account(), message.reply(), answered, previous));
    return decision;
  }

  /**
   * Whether the body, which the store has now, is to be let go before the commit: bodies of many
   * messages under way would outlive a collection, and make the heap grow.
   */
  private boolean isBodyDone(StreamEntry entry, long previous) {
    return entry.headerLength() + entry.payloadLength() > SMALL_BODY_BYTES
        && previous == Republisher.NOT_REPUBLISHED;
  }

  /** Why nothing can be stored now, null when it can. */
  @Nullable ApiError failure() {
    return commit.failed()
        ? ApiErrors.STREAM_STORE_FAILED.of("the stream's store is being recovered")
        : null;
  }

  private long previousOnSubject(StreamEntry entry) {
    return machine.config().republish().isPresent()
        ? machine.store().lastOf(entry.buffer(), 0, entry.subjectLength())
        : Republisher.NOT_REPUBLISHED;
  }

  /**
   * Carries out what was decided elsewhere, all of it or, after a crash, nothing.
   *
   * @param entries consecutive, at least one
   * @param then is done when they are committed and the listener was told, or lost
   */
  void store(List<StreamEntry> entries, Effect then) {
    long[] previous = new long[entries.size()];
    int[] next = {0};
    machine.applyAll(entries, entry -> previous[next[0]++] = previousOnSubject(entry));
    commit.changed();
    commit.afterCommit(
        new Effect() {
          @Override
          public void run() {
            for (int i = 0; i < previous.length; i++) {
              listener.committed(entries.get(i), previous[i]);
            }
            then.run();
          }

          @Override
          public void lost(String reason) {
            then.lost(reason);
          }
        });
  }

  /** Does something once everything decided so far is committed. */
  void afterCommit(Effect effect) {
    commit.afterCommit(effect);
  }

  @Override
  public void endOfBatch() {
    commit.flush();
    listener.endOfBatch();
  }

  /** Answers a message, if its publisher asked for an answer and the stream gives any. */
  void reply(Incoming message, byte[] answer) {
    reply(message.account(), message.reply(), answer);
  }

  private void reply(@Nullable Account account, byte[] reply, byte[] answer) {
    if (account != null && reply.length > 0 && !machine.config().noAck()) {
      lane.publish(account, reply, answer);
    }
  }

  private void replyStored(@Nullable Account account, byte[] reply, long sequence) {
    if (account != null && reply.length > 0 && !machine.config().noAck()) {
      int length = storedAnswer.build(sequence);
      lane.answer(account, reply, storedAnswer.bytes(), 0, length);
    }
  }

  /** The answer to one message. */
  private final class Answer implements Effect {
    private final @Nullable Account account;
    private final byte[] reply;
    private final Decision decision;
    private final long previousOnSubject;

    Answer(@Nullable Account account, byte[] reply, Decision decision, long previousOnSubject) {
      this.account = account;
      this.reply = reply;
      this.decision = decision;
      this.previousOnSubject = previousOnSubject;
    }

    @Override
    public void run() {
      String stream = machine.config().name();
      switch (decision) {
        case Decision.Accepted accepted -> {
          StreamEntry entry = accepted.entry();
          String total = accepted.total();
          if (total == null) {
            replyStored(account, reply, entry.sequence());
          } else {
            reply(account, reply, PubAck.counted(stream, entry.sequence(), domain, total));
          }
          listener.committed(entry, previousOnSubject);
        }
        case Decision.Duplicate duplicate ->
            reply(account, reply, PubAck.duplicate(stream, duplicate.sequence(), domain));
        case Decision.Traced traced -> {}
        case Decision.Refused refused ->
            reply(account, reply, PubAck.refused(stream, "", refused.error()));
      }
    }

    @Override
    public void lost(String reason) {
      reply(
          account,
          reply,
          PubAck.refused(
              machine.config().name(),
              "",
              ApiErrors.STREAM_STORE_FAILED.of("storing failed, nothing was kept: " + reason)));
    }
  }
}
