package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.PubAck;

/**
 * Takes what was published to a stream: decides, applies, and answers when it is committed. Lane
 * only.
 */
final class PublishReceiver implements LaneInbox.Receiver {

  /** Who is told of messages. */
  interface Listener {
    /** A round of messages was taken. */
    void endOfBatch();

    /**
     * A message was stored and committed.
     *
     * @param previousOnSubject the sequence before on its subject, 0 for none; only where messages
     *     are published again
     */
    void committed(StreamEntry entry, long previousOnSubject);
  }

  private final Lane lane;
  private final StreamMachine machine;
  private final GroupCommit commit;
  private final Listener listener;
  private final String domain;

  PublishReceiver(
      Lane lane, StreamMachine machine, GroupCommit commit, String domain, Listener listener) {
    this.lane = lane;
    this.machine = machine;
    this.commit = commit;
    this.domain = domain;
    this.listener = listener;
  }

  @Override
  public void receive(Incoming message) {
    accept(machine.transformed(message), false);
  }

  /**
   * Decides about a message and carries it out.
   *
   * @param message with the subject that it is stored under
   * @param copied it comes from another stream
   */
  Decision accept(Incoming message, boolean copied) {
    Decision decision =
        commit.failed()
            ? new Decision.Refused(
                ApiErrors.STREAM_STORE_FAILED.of("the stream's store is being recovered"))
            : machine.decide(message, lane.epochNanos(), copied);
    long previous = 0;
    if (decision instanceof Decision.Accepted accepted) {
      StreamEntry entry = accepted.entry();
      if (machine.config().republish().isPresent()) {
        previous = machine.store().lastOf(entry.buffer(), 0, entry.subjectLength());
      }
      machine.apply(entry);
      commit.changed();
    }
    commit.afterCommit(new Answer(message, decision, previous));
    return decision;
  }

  @Override
  public void endOfBatch() {
    commit.flush();
    listener.endOfBatch();
  }

  private void reply(Incoming message, byte[] answer) {
    Account account = message.account();
    if (account != null && message.reply().length > 0 && !machine.config().noAck()) {
      lane.publish(account, message.reply(), answer);
    }
  }

  /** The answer to one message. */
  private final class Answer implements Effect {
    private final Incoming message;
    private final Decision decision;
    private final long previousOnSubject;

    Answer(Incoming message, Decision decision, long previousOnSubject) {
      this.message = message;
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
          reply(
              message,
              total == null
                  ? PubAck.stored(stream, entry.sequence(), domain)
                  : PubAck.counted(stream, entry.sequence(), domain, total));
          listener.committed(entry, previousOnSubject);
        }
        case Decision.Duplicate duplicate ->
            reply(message, PubAck.duplicate(stream, duplicate.sequence(), domain));
        case Decision.Refused refused ->
            reply(message, PubAck.refused(stream, "", refused.error()));
      }
    }

    @Override
    public void lost(String reason) {
      reply(
          message,
          PubAck.refused(
              machine.config().name(),
              "",
              ApiErrors.STREAM_STORE_FAILED.of("storing failed, nothing was kept: " + reason)));
    }
  }
}
