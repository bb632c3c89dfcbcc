package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.Loop;
import io.myelin.core.Subscription;
import io.myelin.jetstream.OriginSetup.Kind;
import io.myelin.jetstream.OriginSetup.Start;
import io.myelin.jetstream.model.AckSubject;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.OriginRequests;
import io.myelin.jetstream.model.OriginRequests.Answer;
import io.myelin.jetstream.model.SourceConsumer;
import io.myelin.jetstream.model.SourceInfo;
import io.myelin.jetstream.model.StreamSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Copies the messages of one origin into a stream, with nothing but what the public API offers
 * (STR-477 to STR-484), so that an origin of another account or domain is no different. Lane only.
 *
 * <p>States: waiting for the next attempt, asking the origin for a consumer, copying what it
 * delivers. From copying it goes back to waiting when a message is missing, when the stream refuses
 * one, or when nothing at all was heard for ten seconds.
 */
final class OriginCopier {
  private static final System.Logger LOG = System.getLogger(OriginCopier.class.getName());
  private static final long HEALTH_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RESET_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long BETWEEN_ATTEMPTS_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long MOST_BACK_OFF_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long JITTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int LEVEL_OF_IDENTITIES = 5;
  private static final int LEVEL_OF_SOURCING = 4;
  private static final int MOST_WAITING_MESSAGES = 500_000;
  private static final long MOST_WAITING_BYTES = 128L << 20;
  private static final int UNIQUE_LENGTH = 8;
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** The stream that copies are stored in. */
  interface Target {
    /** Where the origin is to begin, or to go on. */
    Start start();

    /** The last sequence of the origin that was dealt with, 0 where that is not told of. */
    default long position() {
      return 0;
    }

    /** The origin will deliver what follows this sequence of it. */
    void connected(long originSequence);

    /**
     * Stores a copy.
     *
     * @param identity which incarnation of the origin it comes from, empty if unknown
     * @return null, or why it is refused: then it is asked for again later
     */
    @Nullable ApiError store(Incoming message, AckSubject delivery, String identity);

    /** The origin was deleted and created anew: nothing known of it counts any more (STR-479). */
    void originRecreated();
  }

  private enum State {
    WAITING,
    ASKING,
    COPYING,
    STOPPED
  }

  private final Stream stream;
  private final Lane lane;
  private final Account account;
  private final OriginSetup setup;
  private final Target target;
  private final RandomGenerator random;
  private State state = State.WAITING;
  private Loop.@Nullable Timer timer;
  private @Nullable Subscription answers;
  private @Nullable Subscription deliveries;
  private int apiLevel;
  private int failures;
  private long connection;
  private long lastAttemptNanos = Long.MIN_VALUE / 2;
  private String deliverSubject = "";
  private String consumer = "";
  private String identity = "";
  private long lastDelivery;
  private long lastSequence;
  private long lastHeardNanos;
  private long lag;
  private @Nullable ApiError error;

  OriginCopier(Stream stream, OriginSetup setup, Target target) {
    this.stream = stream;
    this.lane = stream.lane();
    this.account = stream.owner().account();
    this.setup = setup;
    this.target = target;
    this.random = lane.loop().producer().random();
    boolean external = setup.origin().external().isPresent();
    this.apiLevel =
        setup.kind() == Kind.SOURCE && external
            ? LEVEL_OF_IDENTITIES
            : Math.min(LEVEL_OF_SOURCING, JetStreamSettings.API_LEVEL);
  }

  /** The origin as configured. */
  StreamSource origin() {
    return setup.origin();
  }

  /** Messages that the origin still has to deliver. */
  long lag() {
    return lag;
  }

  /** Whether messages are coming in. */
  boolean copying() {
    return state == State.COPYING;
  }

  /** What is told of it (STR-425). */
  SourceInfo info() {
    StreamSource origin = setup.origin();
    return new SourceInfo(
        origin.name(),
        origin.external(),
        lag,
        target.position(),
        lastHeardNanos == 0 ? -1 : Math.max(0, lane.epochNanos() - lastHeardNanos),
        Optional.ofNullable(error),
        origin.filterSubject(),
        origin.subjectTransforms());
  }

  // ---- begin and end

  /** Begins; the first attempt comes after the jitter (STR-482). */
  void start() {
    schedule(jitter(), this::ask);
  }

  /** Lets go of the origin and begins anew from where the stream is. */
  void restart() {
    if (state != State.STOPPED) {
      disconnect();
      retry();
    }
  }

  /** Ends for good; the consumer at the origin stays. */
  void stop() {
    disconnect();
    state = State.STOPPED;
  }

  /** Ends for good and lets the consumer at the origin be deleted, if it can be (STR-257). */
  void abandon() {
    String name = consumer;
    boolean own = setup.origin().consumer().isEmpty();
    stop();
    if (own && !name.isEmpty()) {
      OriginRequests.Request request = OriginRequests.delete(setup.origin(), name);
      lane.publish(account, request.subject().getBytes(UTF_8), request.payload());
    }
  }

  private void schedule(long delayNanos, Runnable task) {
    cancelTimer();
    timer = lane.schedule(task, delayNanos);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private long jitter() {
    return JITTER_NANOS + random.nextLong(JITTER_NANOS);
  }

  private void disconnect() {
    connection++;
    cancelTimer();
    unsubscribe(answers);
    answers = null;
    unsubscribe(deliveries);
    deliveries = null;
    consumer = "";
    if (state != State.STOPPED) {
      state = State.WAITING;
    }
  }

  private void unsubscribe(@Nullable Subscription subscription) {
    if (subscription != null) {
      account.interest().remove(subscription);
    }
  }

  /** After a failure, or a message that is missing. */
  private void retry() {
    long backOff = Math.min(failures * BACK_OFF_NANOS, MOST_BACK_OFF_NANOS);
    if (waitsForLocalOrigin()) {
      backOff = 0;
    }
    long gap = lastAttemptNanos + BETWEEN_ATTEMPTS_NANOS - lane.epochNanos();
    schedule(Math.max(gap, backOff) + jitter(), this::ask);
    setup.origin().consumer().ifPresent(this::watch);
  }

  /** Asking this server whether the stream is there by now costs nothing. */
  private boolean waitsForLocalOrigin() {
    return setup.origin().external().isEmpty()
        && error != null
        && error.is(ApiErrors.STREAM_NOT_FOUND);
  }

  /** Messages on the subject of a consumer made beforehand tell that it is there (STR-482). */
  private void watch(SourceConsumer durable) {
    long current = connection;
    deliveries =
        subscribe(
            durable.deliverSubject(),
            message -> {
              if (connection == current) {
                unsubscribe(deliveries);
                deliveries = null;
                long gap = lastAttemptNanos + BETWEEN_ATTEMPTS_NANOS - lane.epochNanos();
                schedule(Math.max(0, gap), this::ask);
              }
            });
  }

  private interface Taker {
    void take(Incoming message);
  }

  private Subscription subscribe(String subject, Taker taker) {
    LaneInbox<Incoming> inbox =
        new LaneInbox<>(
            lane,
            new LaneInbox.Receiver<>() {
              @Override
              public void receive(Incoming message) {
                taker.take(message);
              }

              @Override
              public void endOfBatch() {
                stream.receiver().endOfBatch();
              }
            },
            MOST_WAITING_MESSAGES,
            MOST_WAITING_BYTES);
    Subscription subscription =
        Subscription.internal(
            subject, (producer, message, route) -> inbox.offer(Incoming.of(account, message)));
    account.interest().insert(subscription);
    return subscription;
  }

  private String unique() {
    StringBuilder text = new StringBuilder(UNIQUE_LENGTH);
    for (int i = 0; i < UNIQUE_LENGTH; i++) {
      text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return text.toString();
  }

  // ---- asking for a consumer

  private void ask() {
    disconnect();
    if (state == State.STOPPED || stream.closed()) {
      return;
    }
    state = State.ASKING;
    lastAttemptNanos = lane.epochNanos();
    long current = connection;
    String reply = "$JSC.R." + unique();
    answers =
        subscribe(
            reply,
            message -> {
              if (connection == current) {
                answered(message);
              }
            });
    Optional<SourceConsumer> durable = setup.origin().consumer();
    schedule(durable.isPresent() ? RESET_ANSWER_NANOS : ANSWER_NANOS, this::noAnswer);
    OriginRequests.Request request =
        durable.map(it -> OriginRequests.reset(setup.origin(), it)).orElseGet(this::createRequest);
    deliverSubject = durable.map(SourceConsumer::deliverSubject).orElse(deliverSubject);
    byte[] subject = request.subject().getBytes(UTF_8);
    lane.publish(
        account,
        subject,
        subject,
        reply.getBytes(UTF_8),
        durable.isPresent() ? HeaderBlock.NONE : requestHeader(),
        request.payload());
  }

  private OriginRequests.Request createRequest() {
    deliverSubject = setup.deliverSubject(unique());
    boolean sourcing = apiLevel >= LEVEL_OF_SOURCING;
    String name = sourcing ? setup.stableName() : setup.stableName() + '_' + unique();
    return OriginRequests.create(
        setup.origin(), setup.consumer(name, deliverSubject, target.start(), sourcing));
  }

  private byte[] requestHeader() {
    if (apiLevel < LEVEL_OF_SOURCING) {
      return HeaderBlock.NONE;
    }
    byte[] header =
        HeaderBlock.plus(
            HeaderBlock.NONE, PublishHeaders.REQUIRED_API_LEVEL, Integer.toString(apiLevel));
    return setup.kind() == Kind.SOURCE && !identity.isEmpty()
        ? HeaderBlock.plus(header, OriginSetup.STREAM_IDENTITY, identity)
        : header;
  }

  private void noAnswer() {
    failed(setup.kind().setupFailed().of("no answer from the origin"));
  }

  private void failed(ApiError reason) {
    if (error == null || error.errCode() != reason.errCode()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Stream "
              + stream.title()
              + " cannot copy from "
              + setup.origin().name()
              + ", it will try again: "
              + reason.description());
    }
    error = reason;
    failures++;
    disconnect();
    retry();
  }

  private void answered(Incoming message) {
    Answer answer = OriginRequests.answer(message.payload());
    switch (answer) {
      case Answer.Refused refused -> refused(refused.error());
      case Answer.Invalid invalid -> failed(setup.kind().setupFailed().of(invalid.reason()));
      case Answer.Delivers delivers -> connected(delivers, message);
    }
  }

  private void refused(ApiError reason) {
    boolean tooNew = reason.is(ApiErrors.REQUIRED_API_LEVEL) || reason.is(ApiErrors.INVALID_JSON);
    if (tooNew && apiLevel >= LEVEL_OF_SOURCING && setup.origin().consumer().isEmpty()) {
      apiLevel = apiLevel > LEVEL_OF_SOURCING ? LEVEL_OF_SOURCING : 0;
      ask();
      return;
    }
    if (reason.is(ApiErrors.CONSUMER_STREAM_IDENTITY_MISMATCH)) {
      identity = "";
      target.originRecreated();
    }
    failed(reason);
  }

  private void connected(Answer.Delivers delivers, Incoming message) {
    if (setup.origin().consumer().isPresent() && !delivers.acksByFlowControl()) {
      failed(setup.kind().requiresFlowControl().error());
      return;
    }
    unsubscribe(answers);
    answers = null;
    String told = HeaderBlock.value(message.header(), OriginSetup.STREAM_IDENTITY);
    boolean recreated =
        told != null && !identity.isEmpty() && !told.isEmpty() && !told.equals(identity);
    identity = told == null ? "" : told;
    if (recreated && setup.kind() == Kind.SOURCE) {
      target.originRecreated();
      restart();
      return;
    }
    state = State.COPYING;
    error = null;
    failures = 0;
    consumer = delivers.consumer();
    lastDelivery = 0;
    lastSequence = 0;
    lag = delivers.pending();
    lastHeardNanos = lane.epochNanos();
    target.connected(delivers.startSeq());
    long current = connection;
    deliveries =
        subscribe(
            deliverSubject,
            delivered -> {
              if (connection == current) {
                received(delivered);
              }
            });
    schedule(HEALTH_NANOS, this::checkHealth);
  }

  private void checkHealth() {
    long quiet = lane.epochNanos() - lastHeardNanos;
    if (quiet >= HEALTH_NANOS) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Stream "
              + stream.title()
              + " has heard nothing from "
              + setup.origin().name()
              + " for "
              + TimeUnit.NANOSECONDS.toSeconds(quiet)
              + " s and asks for its messages anew");
      restart();
    } else {
      schedule(HEALTH_NANOS - quiet, this::checkHealth);
    }
  }

  // ---- copying

  private void received(Incoming message) {
    lastHeardNanos = lane.epochNanos();
    if (isControl(message)) {
      control(message);
      return;
    }
    Optional<AckSubject> told = AckSubject.parse(new String(message.reply(), UTF_8));
    if (told.isPresent()) {
      delivered(message, told.get());
    }
  }

  private static boolean isControl(Incoming message) {
    return message.payloadLength() == 0
        && message.headerLength() > 0
        && new String(
                message.buffer(),
                message.subjectLength(),
                Math.min(CONTROL.length(), message.headerLength()),
                ISO_8859_1)
            .equals(CONTROL);
  }

  private static final String CONTROL = "NATS/1.0 100 ";

  /** STR-481. */
  private void control(Incoming message) {
    if (message.reply().length > 0) {
      confirm(message.reply());
      return;
    }
    byte[] header = message.header();
    String last = HeaderBlock.value(header, "Nats-Last-Consumer");
    if (last != null && !last.equals("0") && !last.equals(Long.toString(lastDelivery))) {
      restart();
      return;
    }
    String stalled = HeaderBlock.value(header, "Nats-Consumer-Stalled");
    if (stalled != null && !stalled.isEmpty()) {
      confirm(stalled.getBytes(UTF_8));
    }
  }

  /** Tells the origin how far it has got, once that is on disk. */
  private void confirm(byte[] reply) {
    byte[] header =
        HeaderBlock.plus(
            HeaderBlock.plus(HeaderBlock.NONE, "Nats-Last-Consumer", Long.toString(lastDelivery)),
            "Nats-Last-Stream",
            Long.toString(lastSequence));
    stream
        .commit()
        .afterCommit(
            () -> lane.publish(account, reply, reply, HeaderBlock.NONE, header, HeaderBlock.NONE));
  }

  /** STR-480. */
  private void delivered(Incoming message, AckSubject delivery) {
    if (delivery.deliveries() > 1
        || !delivery.consumer().equals(consumer)
        || delivery.consumerSeq() <= lastDelivery) {
      return;
    }
    if (delivery.consumerSeq() != lastDelivery + 1) {
      restart();
      return;
    }
    ApiError refusal =
        target.store(
            new Incoming(
                null,
                HeaderBlock.NONE,
                message.buffer(),
                message.subjectLength(),
                message.headerLength(),
                message.payloadLength()),
            delivery,
            identity);
    if (refusal != null) {
      error = refusal;
      restart();
      return;
    }
    lastDelivery = delivery.consumerSeq();
    lastSequence = delivery.streamSeq();
    lag = delivery.pending();
  }
}
