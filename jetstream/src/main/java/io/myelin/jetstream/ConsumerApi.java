package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.ConsumerConfigRules;
import io.myelin.jetstream.model.ConsumerCreateSubject;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.ConsumerRequests;
import io.myelin.jetstream.model.ConsumerUpdateRules;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.Page;
import io.myelin.jetstream.model.ResponseType;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.jetstream.model.VersionMetadata;
import io.myelin.jetstream.model.WorkQueueRules;
import io.myelin.protocol.Subjects;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Requests about consumers (CON-001 to CON-013). Decoded on the meta lane, carried out on the lane
 * of the consumer's stream.
 */
final class ConsumerApi {
  private static final int STREAM = 4;
  private static final int NAME = 5;
  private static final int AUTOMATIC_NAME_LENGTH = 8;
  private static final String NAME_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final JetStreamSettings settings;

  ConsumerApi(JetStreamSettings settings) {
    this.settings = settings;
  }

  /** Serves its requests. */
  void serve(ApiService api) {
    api.serve("CONSUMER.CREATE", ResponseType.CONSUMER_CREATE, this::create);
    api.serve("CONSUMER.DURABLE.CREATE", ResponseType.CONSUMER_CREATE, this::create);
    api.serve("CONSUMER.NAMES", ResponseType.CONSUMER_NAMES, this::names);
    api.serve("CONSUMER.LIST", ResponseType.CONSUMER_LIST, this::list);
    api.serve("CONSUMER.INFO", ResponseType.CONSUMER_INFO, this::info);
    api.serve("CONSUMER.DELETE", ResponseType.CONSUMER_DELETE, this::delete);
    api.serve("CONSUMER.PAUSE", ResponseType.CONSUMER_PAUSE, this::pause);
    api.serve("CONSUMER.RESET", ResponseType.CONSUMER_RESET, this::reset);
    api.serve("CONSUMER.UNPIN", ResponseType.CONSUMER_UNPIN, this::unpin);
    api.serve(
        "CONSUMER.LEADER.STEPDOWN",
        ResponseType.CONSUMER_LEADER_STEPDOWN,
        request -> {
          throw ApiErrors.CLUSTER_REQUIRED.exception();
        });
  }

  // ---- create and change

  private void create(ApiRequest request) {
    ConsumerRequests.Create asked = ConsumerRequests.create(request.payload(), settings.strict());
    ConsumerCreateSubject subject =
        ConsumerCreateSubject.parse(request.subject())
            .orElseThrow(ApiErrors.CONSUMER_DURABLE_NAME_NOT_IN_SUBJECT::exception);
    begin(request, subject.apply(asked));
  }

  private void begin(ApiRequest request, ConsumerRequests.Create asked) {
    if (asked.config().replicas() > 1 && !settings.limits().isClustered()) {
      throw ApiErrors.STREAM_REPLICAS_NOT_SUPPORTED.exception();
    }
    Stream stream = request.account().stream(asked.streamName());
    if (stream == null) {
      throw ApiErrors.STREAM_NOT_FOUND.exception();
    }
    StreamApi.onLane(
        request, ResponseType.CONSUMER_CREATE, stream, () -> apply(request, stream, asked));
  }

  private void apply(ApiRequest request, Stream stream, ConsumerRequests.Create received) {
    ConsumerRequests.Create asked = SourcingConsumers.adapt(received, stream, request);
    String name = asked.config().name();
    @Nullable ConsumerDriver existing = name.isEmpty() ? null : stream.consumers().find(name);
    ConsumerConfig requested = asked.config();
    if (existing != null) {
      Optional<Instant> paused = existing.machine().config().pauseUntil();
      requested =
          paused
              .map(until -> asked.config().toBuilder().pauseUntil(until).build())
              .orElseGet(() -> asked.config().toBuilder().withoutPauseUntil().build());
      requested = SourcingConsumers.keepStart(requested, existing.machine().config());
    }
    ConsumerConfig config =
        ConsumerConfigRules.normalise(requested, stream.config(), asked.pedantic(), limits(stream));
    checkCycle(stream, config);
    if (existing != null) {
      change(request, stream, asked, existing, config);
    } else if (asked.action() == ConsumerRequests.Action.UPDATE) {
      throw ApiErrors.CONSUMER_DOES_NOT_EXIST.exception();
    } else {
      createNew(request, stream, config);
    }
  }

  private ServerLimits limits(Stream stream) {
    ServerLimits server = stream.host().settings().limits();
    return new ServerLimits(
        server.maxDuplicateWindowNanos(),
        server.serverMaxAckPending(),
        stream.owner().limits().maxAckPending(),
        server.maxRequestBatch(),
        server.isClustered());
  }

  private static void checkCycle(Stream stream, ConsumerConfig config) {
    if (!config.isPush()) {
      return;
    }
    for (String subject : stream.config().subjects()) {
      if (Subjects.collide(subject, config.deliverSubject())) {
        throw ApiErrors.CONSUMER_DELIVER_CYCLE.exception();
      }
    }
  }

  private void createNew(ApiRequest request, Stream stream, ConsumerConfig config) {
    StreamConsumers consumers = stream.consumers();
    checkCount(stream, config);
    if (stream.config().retention() == RetentionPolicy.WORK_QUEUE
        && !SourcingConsumers.feedsStream(config)) {
      WorkQueueRules.checkNew(config, consumers.rivals(config.filters(), null));
    }
    String name = config.name().isEmpty() ? newName(consumers) : config.name();
    ConsumerConfig stored =
        VersionMetadata.stored(ConsumerConfigRules.withInactiveThreshold(config));
    ConsumerDriver driver = consumers.create(name, stored);
    ConsumerInfo info = consumers.info(driver);
    consumers.flushed();
    stream
        .commit()
        .afterCommit(
            new Effect() {
              @Override
              public void run() {
                consumers.tell(name, true);
                answerInfo(request, stream, info);
                stream.lane().flush(); // who asked knows of the consumer before it gets messages
                driver.start();
              }

              @Override
              public void lost(String reason) {
                request.fail(
                    stream.lane(),
                    ResponseType.CONSUMER_CREATE,
                    ApiErrors.CONSUMER_STORE_FAILED.of(reason));
              }
            });
    stream.commit().flush();
  }

  private void answerInfo(ApiRequest request, Stream stream, ConsumerInfo info) {
    byte[] answer = ApiResponses.consumerCreate(shown(info));
    if (SourcingConsumers.feedsStream(info.config())) {
      request.answer(stream.lane(), SourcingConsumers.identityHeader(stream), answer);
    } else {
      request.answer(stream.lane(), answer);
    }
  }

  /** As create, info and reset show it: unlike a stream, without a leader. */
  private static ConsumerInfo shown(ConsumerInfo info) {
    return info.withConfig(JetStreamSettings.VERSIONS.shown(info.config()));
  }

  private static void checkCount(Stream stream, ConsumerConfig config) {
    if (config.direct() || config.sourcing()) {
      return;
    }
    long most = stream.config().maxConsumers();
    int account = stream.owner().limits().maxConsumers();
    if (account > 0 && (most <= 0 || account < most)) {
      most = account;
    }
    if (most > 0 && stream.consumers().shownCount() >= most) {
      throw ApiErrors.MAXIMUM_CONSUMERS_LIMIT.exception();
    }
  }

  private static String newName(StreamConsumers consumers) {
    RandomGenerator random = consumers.random();
    while (true) {
      StringBuilder name = new StringBuilder(AUTOMATIC_NAME_LENGTH);
      for (int i = 0; i < AUTOMATIC_NAME_LENGTH; i++) {
        name.append(NAME_LETTERS.charAt(random.nextInt(NAME_LETTERS.length())));
      }
      if (consumers.find(name.toString()) == null) {
        return name.toString();
      }
    }
  }

  private void change(
      ApiRequest request,
      Stream stream,
      ConsumerRequests.Create asked,
      ConsumerDriver existing,
      ConsumerConfig config) {
    ConsumerConfig current = existing.machine().config();
    boolean same = ConsumerConfigRules.isSame(current, config);
    if (asked.action() == ConsumerRequests.Action.CREATE
        && (!same || hasStampedThreshold(config))) {
      throw ApiErrors.CONSUMER_ALREADY_EXISTS.exception();
    }
    StreamConsumers consumers = stream.consumers();
    if (!same) {
      ConsumerUpdateRules.check(current, config);
      checkDeliverSubjectFree(existing, current, config);
      if (stream.config().retention() == RetentionPolicy.WORK_QUEUE
          && !config.filters().isEmpty()) {
        WorkQueueRules.checkUnique(config, consumers.rivals(config.filters(), existing));
      }
      ConsumerConfig stored =
          VersionMetadata.stored(ConsumerConfigRules.withInactiveThreshold(config, current));
      existing.configured(stored);
      existing.machine().update(stored, stream.lane().epochNanos());
      existing.run();
      consumers.streamReconfigured();
    }
    if (config.sourcing()) {
      restartSourcing(request, stream, existing);
      return;
    }
    StreamApi.answerCommitted(
        request,
        ResponseType.CONSUMER_CREATE,
        stream,
        ApiResponses.consumerCreate(shown(consumers.info(existing))));
    existing.machine().repeatPause();
  }

  /**
   * Whether the server itself gave it an inactive threshold: such a consumer is never the same as
   * one that is asked for, on a server of its own (CON-038).
   */
  private static boolean hasStampedThreshold(ConsumerConfig config) {
    return !config.isDurable() && config.inactiveThresholdNanos() == 0;
  }

  /** One that feeds a stream delivers from its ack floor again for each connection (STR-483). */
  private void restartSourcing(ApiRequest request, Stream stream, ConsumerDriver existing) {
    existing.machine().reset(0, stream.lane().epochNanos());
    ConsumerInfo info = stream.consumers().info(existing);
    stream.consumers().flushed();
    stream
        .commit()
        .afterCommit(
            () -> {
              answerInfo(request, stream, info);
              existing.run();
            });
    stream.commit().flush();
  }

  private static void checkDeliverSubjectFree(
      ConsumerDriver existing, ConsumerConfig current, ConsumerConfig config) {
    if (config.isPush()
        && !current.deliverSubject().equals(config.deliverSubject())
        && existing.machine().info(0).pushBound()) {
      throw ApiErrors.CONSUMER_NAME_EXIST.exception();
    }
  }

  // ---- lists and info

  private void names(ApiRequest request) {
    long offset = ConsumerRequests.listingOffset(request.payload(), settings.strict());
    Stream stream = StreamApi.require(request, STREAM);
    StreamApi.onLane(
        request,
        ResponseType.CONSUMER_NAMES,
        stream,
        () -> {
          List<String> names =
              stream.consumers().shown().stream().map(ConsumerDriver::name).toList();
          Page page = Page.of(names.size(), offset, Page.NAMES);
          request.answer(stream.lane(), ApiResponses.consumerNames(page, page.of(names)));
        });
  }

  private void list(ApiRequest request) {
    long offset = ConsumerRequests.listingOffset(request.payload(), settings.strict());
    Stream stream = StreamApi.require(request, STREAM);
    StreamApi.onLane(
        request,
        ResponseType.CONSUMER_LIST,
        stream,
        () -> {
          List<ConsumerDriver> all = stream.consumers().shown();
          Page page = Page.of(all.size(), offset, Page.DETAILS);
          List<ConsumerInfo> infos = page.of(all).stream().map(stream.consumers()::info).toList();
          request.answer(
              stream.lane(), ApiResponses.consumerList(page, infos, List.of(), Map.of()));
        });
  }

  private void info(ApiRequest request) {
    StreamRequests.empty(request.payload());
    onConsumer(
        request,
        ResponseType.CONSUMER_INFO,
        (stream, driver) -> {
          byte[] answer = ApiResponses.consumerInfo(shown(stream.consumers().info(driver)));
          StreamApi.whenCommitted(request, ResponseType.CONSUMER_INFO, stream, answer);
        });
  }

  // ---- changes of one consumer

  /** What is done to a consumer on its lane. */
  private interface Action {
    void run(Stream stream, ConsumerDriver driver) throws ApiException;
  }

  private static void onConsumer(ApiRequest request, ResponseType type, Action action) {
    Stream stream = StreamApi.require(request, STREAM);
    StreamApi.onLane(
        request,
        type,
        stream,
        () -> {
          ConsumerDriver driver = stream.consumers().find(request.token(NAME));
          if (driver == null) {
            throw ApiErrors.CONSUMER_NOT_FOUND.exception();
          }
          action.run(stream, driver);
        });
  }

  private void delete(ApiRequest request) {
    StreamRequests.empty(request.payload());
    onConsumer(
        request,
        ResponseType.CONSUMER_DELETE,
        (stream, driver) -> {
          stream.consumers().delete(driver);
          StreamApi.answerCommitted(
              request,
              ResponseType.CONSUMER_DELETE,
              stream,
              ApiResponses.success(ResponseType.CONSUMER_DELETE));
        });
  }

  private void pause(ApiRequest request) {
    Optional<Instant> until = ConsumerRequests.pauseUntil(request.payload(), settings.strict());
    onConsumer(
        request,
        ResponseType.CONSUMER_PAUSE,
        (stream, driver) -> {
          long now = stream.lane().epochNanos();
          long untilNanos = until.map(GoTime::toEpochNanos).orElse(0L);
          driver.machine().pause(untilNanos, now);
          driver.run();
          boolean paused = untilNanos > now;
          StreamApi.answerCommitted(
              request,
              ResponseType.CONSUMER_PAUSE,
              stream,
              ApiResponses.consumerPause(
                  paused,
                  until.orElse(GoTime.ZERO),
                  untilNanos == Long.MAX_VALUE ? untilNanos : paused ? untilNanos - now : 0));
        });
  }

  private void reset(ApiRequest request) {
    long sequence = ConsumerRequests.resetSequence(request.payload());
    onConsumer(
        request,
        ResponseType.CONSUMER_RESET,
        (stream, driver) -> {
          String refusal = driver.machine().refusalOfReset(sequence);
          if (!refusal.isEmpty()) {
            throw ApiErrors.CONSUMER_INVALID_RESET.of(refusal).exception();
          }
          long from = driver.machine().reset(sequence, stream.lane().epochNanos());
          byte[] answer = ApiResponses.consumerReset(shown(stream.consumers().info(driver)), from);
          driver.run();
          stream.consumers().streamReconfigured();
          StreamApi.answerCommitted(request, ResponseType.CONSUMER_RESET, stream, answer);
        });
  }

  private void unpin(ApiRequest request) {
    String group = ConsumerRequests.unpinGroup(request.payload());
    onConsumer(
        request,
        ResponseType.CONSUMER_UNPIN,
        (stream, driver) -> {
          if (!driver.machine().config().priorityGroups().contains(group)) {
            throw ApiErrors.CONSUMER_INVALID_PRIORITY_GROUP.exception();
          }
          driver.machine().unpin();
          driver.run();
          request.answer(stream.lane(), ApiResponses.consumerUnpin());
        });
  }
}
