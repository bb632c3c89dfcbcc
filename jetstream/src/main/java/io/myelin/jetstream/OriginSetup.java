package io.myelin.jetstream;

import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.ConsumerConfigBuilder;
import io.myelin.jetstream.model.DeliverPolicy;
import io.myelin.jetstream.model.ExternalStream;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.NameHash;
import io.myelin.jetstream.model.OriginRequests;
import io.myelin.jetstream.model.ReplayPolicy;
import io.myelin.jetstream.model.StreamSource;
import io.myelin.jetstream.model.SubjectTransformConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one mirror or source asks its origin for (STR-477): names, subjects and the consumer's
 * configuration. Immutable.
 *
 * @param kind mirror or source
 * @param origin what is copied
 * @param stableName the consumer's name, the same every time
 * @param metadata tells people at the origin who copies
 */
record OriginSetup(
    Kind kind, StreamSource origin, String stableName, Map<String, String> metadata) {
  /** Tells which incarnation of a stream is meant (STR-479). */
  static final String STREAM_IDENTITY = "Nats-Stream-Identity";

  private static final long ACK_WAIT_NANOS = TimeUnit.HOURS.toNanos(22);
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long INACTIVE_THRESHOLD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The two ways to copy. */
  enum Kind {
    /** The same sequences and times. */
    MIRROR(
        "M",
        "JS_MIRROR_",
        "_nats.mirror.",
        ApiErrors.MIRROR_CONSUMER_SETUP_FAILED,
        ApiErrors.MIRROR_CONSUMER_REQUIRES_ACK_FC),
    /** Sequences and times of its own. */
    SOURCE(
        "S",
        "JS_SRC_",
        "_nats.src.",
        ApiErrors.SOURCE_CONSUMER_SETUP_FAILED,
        ApiErrors.SOURCE_CONSUMER_REQUIRES_ACK_FC);

    private final String letter;
    private final String namePrefix;
    private final String metadataPrefix;
    private final ApiErrors setupFailed;
    private final ApiErrors requiresFlowControl;

    Kind(
        String letter,
        String namePrefix,
        String metadataPrefix,
        ApiErrors setupFailed,
        ApiErrors requiresFlowControl) {
      this.letter = letter;
      this.namePrefix = namePrefix;
      this.metadataPrefix = metadataPrefix;
      this.setupFailed = setupFailed;
      this.requiresFlowControl = requiresFlowControl;
    }

    /** The error for a consumer that could not be had. */
    ApiErrors setupFailed() {
      return setupFailed;
    }

    /** The error for a consumer made beforehand that acknowledges in another way (STR-472). */
    ApiErrors requiresFlowControl() {
      return requiresFlowControl;
    }
  }

  /** Where the origin is to begin. */
  sealed interface Start {
    /** With everything it has. */
    record All() implements Start {}

    /** At a sequence, without sign. */
    record Sequence(long sequence) implements Start {}

    /** At a time, nanoseconds since the epoch. */
    record Time(long epochNanos) implements Start {}
  }

  /**
   * The setup of a mirror or source.
   *
   * @param sources every source of the stream; two of the same origin get names of their own
   */
  static OriginSetup of(
      Kind kind,
      StreamSource origin,
      List<StreamSource> sources,
      String stream,
      String account,
      String domain) {
    String identity = stream + ' ' + account + (domain.isEmpty() ? "" : ' ' + domain);
    String hash = NameHash.of(identity);
    if (kind == Kind.SOURCE) {
      long same = sources.stream().filter(it -> it.name().equals(origin.name())).count();
      hash = NameHash.of(same > 1 ? hash + ' ' + SourcePositions.key(origin) : hash);
    }
    Map<String, String> metadata = new HashMap<>();
    metadata.put(kind.metadataPrefix + "stream", stream);
    metadata.put(kind.metadataPrefix + "acc", account);
    if (!domain.isEmpty()) {
      metadata.put(kind.metadataPrefix + "domain", domain);
    }
    return new OriginSetup(kind, origin, kind.namePrefix + hash, Map.copyOf(metadata));
  }

  /** A subject to deliver to (STR-477). */
  String deliverSubject(String unique) {
    String prefix = origin.external().map(ExternalStream::deliverPrefix).orElse("");
    return prefix.isEmpty()
        ? "$JS." + kind.letter + '.' + unique
        : OriginRequests.joined(prefix + '.' + kind.letter + '.' + unique);
  }

  /**
   * The consumer to be created.
   *
   * @param name its name
   * @param sourcing whether the origin knows about sourcing consumers (STR-478)
   */
  ConsumerConfig consumer(String name, String deliverSubject, Start start, boolean sourcing) {
    ConsumerConfigBuilder config =
        ConsumerConfig.builder()
            .name(name)
            .deliverSubject(deliverSubject)
            .ackPolicy(AckPolicy.NONE)
            .ackWaitNanos(ACK_WAIT_NANOS)
            .maxDeliver(1)
            .replayPolicy(ReplayPolicy.INSTANT)
            .flowControl(true)
            .idleHeartbeatNanos(HEARTBEAT_NANOS)
            .inactiveThresholdNanos(INACTIVE_THRESHOLD_NANOS)
            .direct(true)
            .sourcing(sourcing)
            .metadata(metadata);
    switch (start) {
      case Start.All all -> config.deliverPolicy(DeliverPolicy.ALL);
      case Start.Sequence at ->
          config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(at.sequence());
      case Start.Time at ->
          config
              .deliverPolicy(DeliverPolicy.BY_START_TIME)
              .optStartTime(GoTime.ofEpochNanos(at.epochNanos()));
    }
    List<String> filters = filters();
    if (filters.size() == 1) {
      config.filterSubject(filters.getFirst());
    } else if (!filters.isEmpty()) {
      config.filterSubjects(filters);
    }
    return config.build();
  }

  private List<String> filters() {
    if (!origin.filterSubject().isEmpty()) {
      return List.of(origin.filterSubject());
    }
    return origin.subjectTransforms().stream()
        .map(SubjectTransformConfig::source)
        .map(source -> source.isEmpty() ? ">" : source)
        .toList();
  }
}
