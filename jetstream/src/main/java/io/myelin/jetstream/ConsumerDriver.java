package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.AccountPublisher;
import io.myelin.core.MatchResult;
import io.myelin.core.QueueGroup;
import io.myelin.core.RouteMemory;
import io.myelin.core.Subscription;
import io.myelin.jetstream.consumer.ConsumerEvent;
import io.myelin.jetstream.consumer.ConsumerOutput;
import io.myelin.jetstream.consumer.DeadLetter;
import io.myelin.jetstream.consumer.StreamConsumer;
import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Connects one consumer with the world: sends what it delivers, keeps what it records, runs its
 * timer. Lane only, but for {@link #answersAcks}.
 */
final class ConsumerDriver implements ConsumerOutput {
  private static final System.Logger LOG = System.getLogger(ConsumerDriver.class.getName());
  private static final int BUDGET = 256;
  private static final long CONGESTION_PAUSE_NANOS = 1_000_000L;

  private final StreamConsumers owner;
  private final Stream stream;
  private final Lane lane;
  private final Account account;
  private final String name;
  private final StreamClock clock;
  private final RouteMemory receivers = new RouteMemory();
  private final Runnable interestChanged;
  private final FilterPlace place = new FilterPlace(this);
  private volatile boolean answersAcks;
  private volatile boolean pull;
  private volatile boolean hidden;
  private @Nullable StreamConsumer consumer;
  private String watched = "";
  private boolean congested;
  private boolean scheduled;
  private boolean touched;
  private volatile boolean ended;

  ConsumerDriver(StreamConsumers owner, Stream stream, String name) {
    this.owner = owner;
    this.stream = stream;
    this.lane = stream.lane();
    this.account = stream.owner().account();
    this.name = name;
    this.clock = new StreamClock(lane, this::tick);
    this.interestChanged = () -> lane.execute(this::lookForInterest);
  }

  /** Drives this consumer from now on. */
  void attach(StreamConsumer driven) {
    consumer = driven;
    configured(driven.config());
  }

  /** Begins delivery. */
  void start() {
    machine().start(lane.epochNanos());
    machine().deadLetters().forEach(letter -> owner.deadLetters().post(this, letter));
    run();
  }

  /** The configuration changed. */
  void configured(ConsumerConfig config) {
    answersAcks = config.ackPolicy() == AckPolicy.EXPLICIT || config.ackPolicy() == AckPolicy.ALL;
    pull = config.deliverSubject().isEmpty();
    hidden = config.direct();
    owner.wants(this, SubjectFilter.of(config.filters()));
    if (!watched.equals(config.deliverSubject())) {
      unwatch();
      watched = config.deliverSubject();
      if (!watched.isEmpty()) {
        account.interest().watches().watch(watched, interestChanged);
      }
    }
  }

  private void unwatch() {
    if (!watched.isEmpty()) {
      account.interest().watches().unwatch(watched, interestChanged);
      watched = "";
    }
  }

  /** The consumer. */
  StreamConsumer machine() {
    StreamConsumer driven = consumer;
    if (driven == null) {
      throw new IllegalStateException("consumer " + name + " has not been attached yet");
    }
    return driven;
  }

  /** Its name. */
  String name() {
    return name;
  }

  /** Whether it takes messages on its ack subjects (CON-221); any thread. */
  boolean answersAcks() {
    return answersAcks;
  }

  /** Whether it takes requests for messages; any thread. */
  boolean isPull() {
    return pull;
  }

  /** Whether it belongs to a mirror or source and is not shown; any thread. */
  boolean hidden() {
    return hidden;
  }

  /** Where it stands among the filters of its stream. */
  FilterPlace place() {
    return place;
  }

  /** It is to be run soon; whether that was not known yet. */
  boolean touch() {
    boolean news = !touched;
    touched = true;
    return news;
  }

  /** Messages that it waited for have gone, it is to be run soon. */
  void madeRoom() {
    owner.madeRoom(this);
  }

  /** Hands out what can be handed out, in slices, and sets the timer. */
  void run() {
    touched = false;
    if (ended) {
      return;
    }
    StreamConsumer driven = machine();
    boolean more = driven.run(BUDGET, lane.epochNanos());
    owner.flushed();
    if (more && !scheduled) {
      scheduled = true;
      lane.execute(this::runAgain);
    }
    owner.hasRun(this);
    long deadline = driven.nextDeadlineNanos();
    if (deadline != Long.MAX_VALUE) {
      clock.wake(deadline);
    }
  }

  private void runAgain() {
    scheduled = false;
    run();
  }

  private void tick() {
    if (!ended) {
      machine().tick(lane.epochNanos());
      run();
    }
  }

  private void lookForInterest() {
    if (!ended) {
      machine().interestChanged(lane.epochNanos());
      run();
    }
  }

  /** Whether it delivers nothing more, since it was deleted or made anew; any thread. */
  boolean ended() {
    return ended;
  }

  /** Delivers nothing more and lets go of everything. */
  void end() {
    ended = true;
    clock.stop();
    unwatch();
  }

  // ---- what the consumer puts out

  @Override
  public Outcome deliver(
      byte[] routing,
      byte[] ackReply,
      int ackReplyLength,
      byte[] buffer,
      int subjectAt,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    if (congested) {
      return Outcome.CONGESTED;
    }
    boolean taken =
        lane.publish(
            account,
            receivers,
            routing,
            ackReply,
            ackReplyLength,
            buffer,
            subjectAt,
            subjectLength,
            headerLength,
            payloadLength);
    if (AccountPublisher.metCongestion(lane.loop())) {
      congested = true;
      lane.schedule(this::drained, CONGESTION_PAUSE_NANOS);
    }
    return taken ? Outcome.SENT : Outcome.NOBODY;
  }

  private void drained() {
    congested = false;
    if (!ended) {
      machine().drained(HeaderBlock.NONE);
      run();
    }
  }

  @Override
  public void status(byte[] subject, byte[] reply, byte[] header) {
    lane.publish(account, subject, subject, reply, header, HeaderBlock.NONE);
  }

  @Override
  public void confirm(byte[] reply) {
    stream.commit().afterCommit(() -> lane.publish(account, reply, HeaderBlock.NONE));
  }

  @Override
  public void record(byte[] record) {
    owner.record(name, record);
  }

  @Override
  public void reserved(long consumerSequence) {
    stream
        .commit()
        .afterCommit(
            () -> {
              if (!ended) {
                machine().reservationCommitted(consumerSequence);
                lane.execute(this::run);
              }
            });
  }

  @Override
  public void settled(long sequence) {
    owner.settled(sequence);
  }

  @Override
  public void deadLetter(DeadLetter letter) {
    stream.commit().afterCommit(() -> owner.deadLetters().post(this, letter));
  }

  @Override
  public void event(ConsumerEvent event) {
    owner.event(this, event);
  }

  @Override
  public void inactive() {
    if (machine().deadLetters().isEmpty()) {
      lane.execute(() -> owner.deleteInactive(this));
    }
  }

  @Override
  public void unreadable(long sequence, IOException cause) {
    LOG.log(
        System.Logger.Level.ERROR,
        "Consumer "
            + stream.title()
            + " > "
            + name
            + " passes over message "
            + sequence
            + ", which cannot be read: "
            + cause.getMessage());
  }

  @Override
  public boolean hasInterest(byte[] subject) {
    return account.interest().hasInterest(subject, 0, subject.length);
  }

  @Override
  public boolean isBound(byte[] subject, byte[] group) {
    MatchResult<Subscription> match = account.interest().match(subject, 0, subject.length);
    if (group.length == 0) {
      for (Subscription subscription : match.plain()) {
        if (Arrays.equals(subscription.pattern(), subject)) {
          return true;
        }
      }
      return false;
    }
    String wanted = new String(group, UTF_8);
    for (QueueGroup<Subscription> queue : match.groups()) {
      for (Subscription member : queue.members()) {
        if (Arrays.equals(member.pattern(), subject) && member.queueText().equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }
}
