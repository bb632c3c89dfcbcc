package io.myelin.jetstream.consumer;

import io.myelin.jetstream.archive.ConsumerPosition;
import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.AckSubject;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.ConsumerConfigBuilder;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.GoTime;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A consumer: a cursor over its stream, a ledger of what was delivered and not settled, and those
 * who want messages. A deterministic state machine: the same calls in the same order with the same
 * times and random numbers give the same output. Lane only.
 *
 * <p>How it is driven: {@link #create} or {@link #recover}; append {@link #snapshot} to the journal
 * of a new one, commit, answer with {@link #info}, then {@link #start}. After any other call,
 * {@link #run} until it returns false, and {@link #flush} before the journal is sealed. One timer
 * at {@link #nextDeadlineNanos}, then {@link #tick} and {@link #run}. Times are nanoseconds since
 * the epoch and never go back.
 *
 * <p>States: created, started, ended. Before the start and after the end nothing is delivered.
 */
public final class StreamConsumer {
  private static final int EXPIRE_AT_ONCE = 1024;

  private final String name;
  private final ConsumerCore core;
  private final PullRequests pulls;
  private final PushReceiver push;
  private final Reservation reservation;
  private final HandOut handOut;
  private final Acks acks;
  private final Inactivity inactivity;
  private final PauseNotice pause;
  private final boolean fresh;
  private boolean started;
  private boolean ended;
  private boolean moreExpired;

  private StreamConsumer(
      String name,
      ConsumerSettings settings,
      ConsumerState state,
      ConsumerStream stream,
      ConsumerOutput output,
      RandomGenerator random,
      boolean fresh) {
    this.name = name;
    this.fresh = fresh;
    core = new ConsumerCore(settings, state, stream, output, random);
    pulls = new PullRequests(core);
    push = new PushReceiver(core, "$JS.FC." + stream.name() + "." + name + ".");
    reservation = new Reservation(core);
    handOut =
        new HandOut(
            core,
            pulls,
            push,
            reservation,
            new AckReply(AckSubject.shortPrefix(stream.name(), name)));
    acks = new Acks(core);
    inactivity = new Inactivity(core, pulls, push);
    pause = new PauseNotice(core);
  }

  /**
   * A new consumer, positioned by its deliver policy (CON-180 to CON-186). Nothing is put out yet.
   *
   * @param config complete and valid
   */
  public static StreamConsumer create(
      String name,
      ConsumerConfig config,
      ConsumerStream stream,
      ConsumerOutput output,
      RandomGenerator random,
      long nowNanos) {
    ConsumerSettings settings = new ConsumerSettings(config);
    ConsumerState state = new ConsumerState();
    StartPosition.choose(settings, stream, state.cursor());
    state.created(nowNanos);
    state.reserve(Reservation.firstBlock());
    return new StreamConsumer(name, settings, state, stream, output, random, true);
  }

  /**
   * A consumer as its records leave it; the stream is recovered already (CON-578). What is due is
   * queued, what is not keeps its deadline (CON-840).
   *
   * @param config from {@link ConsumerRecovery#configJson}
   */
  public static StreamConsumer recover(
      String name,
      ConsumerConfig config,
      ConsumerRecovery records,
      ConsumerStream stream,
      ConsumerOutput output,
      RandomGenerator random) {
    ConsumerState state = records.state();
    state.streamEndsAt(stream.visibleSequence());
    return new StreamConsumer(
        name, new ConsumerSettings(config), state, stream, output, random, false);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its configuration. */
  public ConsumerConfig config() {
    return core.settings().config();
  }

  /** Everything that is kept, as records that replace all before them. */
  public List<byte[]> snapshot() {
    flush();
    return ConsumerSnapshot.of(config().toJson(), core.state());
  }

  /** Delivery begins: everything recorded so far is committed, the creation is answered. */
  public void start(long nowNanos) {
    started = true;
    reservation.started();
    acks.forgetVanished(nowNanos);
    core.scheduleAll(nowNanos);
    inactivity.active(nowNanos);
    pause.started(nowNanos);
    if (fresh) {
      pause.repeat();
    }
    if (core.settings().push()) {
      push.started(nowNanos);
    }
    core.matching().recount();
  }

  /**
   * Hands out messages and queues what is due.
   *
   * @param budget how many messages at most; what bounds the time of the call
   * @return whether there is more to do at once
   */
  public boolean run(int budget, long nowNanos) {
    if (!started || ended) {
      return false;
    }
    if (moreExpired) {
      expire(nowNanos);
    }
    int left = budget;
    boolean more = true;
    while (more && left-- > 0) {
      more = handOut.one(nowNanos);
    }
    flush();
    return more || moreExpired;
  }

  /** When {@link #tick} has something to do, {@code Long.MAX_VALUE} for never. */
  public long nextDeadlineNanos() {
    if (!started || ended) {
      return Long.MAX_VALUE;
    }
    long earliest = Math.min(core.redelivery().deadlineNanos(), inactivity.deadlineNanos());
    earliest = Math.min(earliest, handOut.deadlineNanos());
    earliest = Math.min(earliest, core.journal().positionDueNanos());
    earliest = Math.min(earliest, pause.deadlineNanos());
    return Math.min(
        earliest, core.settings().push() ? push.deadlineNanos() : pulls.deadlineNanos());
  }

  /** Time has passed. {@link #run} comes next. */
  public void tick(long nowNanos) {
    if (!started || ended) {
      return;
    }
    expire(nowNanos);
    if (core.settings().push()) {
      push.tick(nowNanos);
    } else {
      pulls.tick(nowNanos);
    }
    pause.tick(nowNanos);
    if (core.journal().positionDueNanos() <= nowNanos) {
      core.journal().position(core.state());
    }
    inactivity.tick(nowNanos);
  }

  private void expire(long nowNanos) {
    moreExpired =
        core.redelivery()
            .expire(
                nowNanos,
                EXPIRE_AT_ONCE,
                row -> {
                  if (core.settings().exhausts(core.ledger().deliveries(row))) {
                    core.giveUp(row);
                    return false;
                  }
                  return true;
                });
  }

  /** Writes the records that are gathered; before the journal is sealed. */
  public void flush() {
    core.journal().flush();
  }

  /**
   * What was asked for with {@link ConsumerOutput#reserved} is committed. {@link #run} comes next.
   */
  public void reservationCommitted(long consumerSequence) {
    reservation.committed(consumerSequence);
  }

  /**
   * Whether {@link #messageStored} is called from now on for every message that its filter matches,
   * as soon as it is visible; otherwise what is to come is counted when that is asked for.
   */
  public void listening(boolean told) {
    core.matching().listening(told);
  }

  /** A message has become visible. Need not be called for one that its filter does not match. */
  public void messageStored(long sequence, byte[] subject, int at, int length) {
    core.matching().stored(sequence, subject, at, length);
  }

  /** Whether somebody waits for new messages, so that {@link #run} is due when one is stored. */
  public boolean wantsMessages() {
    return started && !ended && (core.settings().push() ? push.active() : !pulls.isEmpty());
  }

  /**
   * The lowest sequence whose removal it has to be told of, {@code Long.MAX_VALUE} for none. Asked
   * for after every other call.
   */
  public long heldFrom() {
    PendingLedger ledger = core.ledger();
    long pending = ledger.isEmpty() ? Long.MAX_VALUE : ledger.sequence(ledger.lowest());
    return Math.min(
        core.matching().countedFrom(), Math.min(pending, core.state().exhausted().atLeast()));
  }

  /** Whether it holds single messages, which its filter need not match any more. */
  public boolean waitsForDelivered() {
    return !core.ledger().isEmpty()
        || core.state().exhausted().size() > 0
        || !core.state().deadLetters().isEmpty()
        || core.state().cursor().inList();
  }

  /**
   * A message has left the stream; the index does not hold it any more. Need not be called for
   * messages below {@link #heldFrom}.
   *
   * @return whether it was waited for: then {@link #run} comes next, others may be handed out now
   */
  public boolean messageRemoved(
      long sequence, byte[] subject, int at, int length, RemovalCause cause, long nowNanos) {
    core.matching().removed(sequence, subject, at, length);
    return acks.vanished(sequence, cause.reason(), nowNanos);
  }

  /**
   * Every message below the sequence has left the stream. Need not be called where {@link
   * #heldFrom} is not lower, unless they were purged.
   *
   * @return whether any was waited for: then {@link #run} comes next
   */
  public boolean removedBelow(long first, RemovalCause cause, long nowNanos) {
    if (cause == RemovalCause.PURGED) {
      return purgedBelow(first, nowNanos);
    }
    core.matching().removedBelow(first);
    return acks.vanishedBelow(first, cause.reason(), nowNanos);
  }

  /**
   * Of the messages that its filter matches none is left below the sequence, since they were
   * purged: it stands behind them (CON-520, CON-521).
   *
   * @return whether any was waited for: then {@link #run} comes next
   */
  public boolean purgedBelow(long first, long nowNanos) {
    core.matching().removedBelow(first);
    int waited = core.ledger().size();
    if (core.state().concernedByPurge(first)) {
      core.journal().purged(first, nowNanos);
      core.state().purgedBelow(first, nowNanos);
    }
    return core.ledger().size() < waited;
  }

  /** The index went back to what is on disk: everything derived from it is counted anew. */
  public void indexChanged() {
    core.matching().recount();
  }

  /**
   * A pull request arrives (section 10).
   *
   * @param reply where messages and statuses go; a request without one is to be ignored (CON-322)
   * @param apiLevelKnown whether the server has the level that the request asks for (CON-019)
   */
  public void pull(byte[] payload, byte[] reply, boolean apiLevelKnown, long nowNanos) {
    if (!ended) {
      pulls.arrive(payload, reply, apiLevelKnown, nowNanos);
    }
  }

  /**
   * A receiver acknowledges a message (CON-250). Here and below sequences and deliveries are those
   * of the subject that the ack was sent to, and a reply that is not empty is confirmed once the
   * ack is committed (CON-257).
   */
  public void acknowledge(
      long sequence, long consumerSequence, long deliveries, byte[] reply, long nowNanos) {
    if (takesAck(sequence, nowNanos)) {
      acks.acknowledge(sequence, consumerSequence, deliveries, nowNanos);
      confirm(reply);
    }
  }

  /**
   * A receiver refuses a message for now (CON-251, CON-252).
   *
   * @param delayNanos 0 or less for at once
   */
  public void refuse(
      long sequence,
      long consumerSequence,
      long deliveries,
      long delayNanos,
      byte[] reply,
      long nowNanos) {
    if (takesAck(sequence, nowNanos)) {
      acks.refuse(sequence, consumerSequence, deliveries, delayNanos, nowNanos);
      confirm(reply);
    }
  }

  /** A receiver still works on a message (CON-253). */
  public void inProgress(long sequence, byte[] reply, long nowNanos) {
    if (takesAck(sequence, nowNanos)) {
      acks.inProgress(sequence, nowNanos);
      confirm(reply);
    }
  }

  /** A receiver does not want a message again (CON-255). */
  public void terminate(
      long sequence,
      long consumerSequence,
      long deliveries,
      String reason,
      byte[] reply,
      long nowNanos) {
    if (takesAck(sequence, nowNanos)) {
      acks.terminate(sequence, consumerSequence, deliveries, reason, nowNanos);
      confirm(reply);
    }
  }

  /** A receiver acknowledges a message and asks for more (CON-254). */
  public void acknowledgeAndPull(
      long sequence,
      long consumerSequence,
      long deliveries,
      byte[] pullPayload,
      byte[] reply,
      long nowNanos) {
    if (takesAck(sequence, nowNanos)) {
      acks.acknowledge(sequence, consumerSequence, deliveries, nowNanos);
      if (reply.length > 0) {
        pull(pullPayload, reply, true, nowNanos);
      }
    }
  }

  /** A receiver says something that has no meaning (CON-256). */
  public void unknownAck(long sequence, byte[] reply, long nowNanos) {
    if (takesAck(sequence, nowNanos)) {
      confirm(reply);
    }
  }

  private boolean takesAck(long sequence, long nowNanos) {
    if (!started
        || ended
        || !core.settings().tracksPending()
        || sequence <= 0
        || sequence >= core.state().cursor().lowestUndelivered()) {
      return false;
    }
    inactivity.active(nowNanos);
    push.acked(nowNanos);
    return true;
  }

  private void confirm(byte[] reply) {
    if (reply.length > 0) {
      core.journal().flush();
      core.output().confirm(reply);
    }
  }

  /** The receiver of a deliver subject or of requests has room again; empty stands for all. */
  public void drained(byte[] subject) {
    push.drained();
    pulls.drained(subject);
  }

  /** Subscriptions of the deliver subject have come or gone (CON-402). */
  public void interestChanged(long nowNanos) {
    if (started && !ended && core.settings().push()) {
      push.look(nowNanos);
    }
  }

  /**
   * A reply to a flow control request arrives (CON-412, CON-417).
   *
   * @param subject the subject that it was sent to
   * @param lastConsumer from its header {@code Nats-Last-Consumer}, 0 for none
   * @param lastStream from its header {@code Nats-Last-Stream}, 0 for none
   */
  public void flowControlReply(String subject, long lastConsumer, long lastStream, long nowNanos) {
    if (!ended
        && push.answered(subject)
        && core.settings().ackPolicy() == AckPolicy.FLOW_CONTROL
        && lastStream > 0) {
      core.settleThrough(lastStream, lastConsumer, nowNanos);
    }
  }

  /**
   * The configuration changes; the caller has checked that it may (CON-150 to CON-154).
   *
   * @param changed complete and valid
   */
  public void update(ConsumerConfig changed, long nowNanos) {
    ConsumerSettings before = core.settings();
    ConsumerSettings after = new ConsumerSettings(changed);
    core.settings(after);
    core.journal().config(changed.toJson());
    if (!before.filter().equals(after.filter())) {
      core.matching().filter(after.filter());
    }
    if (!started) {
      return;
    }
    if (after.push()) {
      if (!before.config().deliverSubject().equals(changed.deliverSubject())) {
        core.redeliverAll();
        push.moved(nowNanos);
      } else {
        push.look(nowNanos);
      }
    }
    pulls.settingsChanged(
        before.priorityPolicy() != after.priorityPolicy()
            || !before.config().priorityGroups().equals(changed.priorityGroups()));
    if (before.config().ackWaitNanos() != changed.ackWaitNanos()
        || !before.config().backoffNanos().equals(changed.backoffNanos())) {
      core.scheduleAll(nowNanos);
    }
    inactivity.active(nowNanos);
    pause.changed(before.pausedUntilNanos(), nowNanos);
  }

  /**
   * Nothing is delivered before that time; 0 resumes (CON-450 to CON-454). The answer waits for the
   * commit.
   */
  public void pause(long untilNanos, long nowNanos) {
    long before = core.settings().pausedUntilNanos();
    ConsumerConfigBuilder builder = config().toBuilder();
    ConsumerConfig changed =
        (untilNanos == 0
                ? builder.withoutPauseUntil()
                : builder.pauseUntil(GoTime.ofEpochNanos(untilNanos)))
            .build();
    core.settings(new ConsumerSettings(changed));
    core.journal().config(changed.toJson());
    pause.changed(before, nowNanos);
  }

  /** Tells once more that it is paused, if it is: its configuration was asked for (CON-041). */
  public void repeatPause() {
    pause.repeat();
  }

  /**
   * Why it must not be reset to this sequence, empty if it may (CON-188).
   *
   * @param sequence 0 for behind the ack floor
   */
  public String refusalOfReset(long sequence) {
    return sequence == 0 ? "" : StartPosition.refusalOfReset(config(), core.stream(), sequence);
  }

  /**
   * Begins anew (CON-188); the answer waits for the commit.
   *
   * @param sequence 0 for behind the ack floor
   * @return the sequence at which it begins
   */
  public long reset(long sequence, long nowNanos) {
    long start = sequence == 0 ? core.state().floorStream() + 1 : sequence;
    core.journal().reset(start);
    core.state().reset(start);
    core.redelivery().clear();
    core.matching().recount();
    inactivity.active(nowNanos);
    return start;
  }

  /** Takes the pin away (CON-464). */
  public void unpin() {
    pulls.unpin();
  }

  /** Stops in order: tells waiting requests and records the exact position (CON-344). */
  public void stop(long nowNanos) {
    if (ended) {
      return;
    }
    ended = true;
    if (config().replicas() <= 1) {
      pulls.endAll(Statuses.SHUTDOWN, true);
    }
    flush();
    core.journal().position(core.state());
    core.journal().stopped(core.state().nextConsumer());
  }

  /** Deleted: tells waiting requests (CON-166). */
  public void delete() {
    if (ended) {
      return;
    }
    ended = true;
    pulls.endAll(Statuses.DELETED, false);
    core.journal().deleted();
  }

  /** Whether the stream has to keep the message for this consumer (CON-526). */
  public boolean needs(long sequence, byte[] subject, int at, int length) {
    ConsumerState state = core.state();
    if (state.ledger().find(sequence) != PendingLedger.NONE
        || state.exhausted().contains(sequence)
        || state.deadLetters().containsKey(sequence)) {
      return true;
    }
    return state.cursor().awaits(sequence) && core.settings().filter().matches(subject, at, length);
  }

  /** What is to be passed on as dead letters, all of it recorded. */
  public List<DeadLetter> deadLetters() {
    return List.copyOf(core.state().deadLetters().values());
  }

  /**
   * A dead letter was passed on. {@link #run} comes next.
   *
   * @param kept whether a stream has stored it: then the message is not needed here any more
   */
  public void deadLetterPassedOn(long sequence, boolean kept, long nowNanos) {
    if (core.state().deadLetters().remove(sequence) == null) {
      return;
    }
    core.journal().deadLetterDone(sequence);
    if (kept && core.state().exhausted().contains(sequence)) {
      core.settle(sequence, nowNanos);
    } else {
      core.output().settled(sequence);
    }
  }

  /** Everything up to here is settled. */
  public long ackFloor() {
    return core.state().floorStream();
  }

  /** What is told of it; without cluster (section 14). */
  public ConsumerInfo info(long nowNanos) {
    return ConsumerReport.of(name, core, pulls, push, nowNanos);
  }

  /** Where it is, as archives hold it (STR-505). */
  public ConsumerPosition position() {
    return ConsumerArchive.position(core.state());
  }
}
