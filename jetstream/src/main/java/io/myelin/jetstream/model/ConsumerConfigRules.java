package io.myelin.jetstream.model;

import io.myelin.config.GoDuration;
import io.myelin.protocol.Subjects;
import java.time.Duration;
import java.util.List;

/**
 * Makes of a requested configuration that of a consumer: defaults (CON-092 to CON-097), then
 * refusals in the order of section 2.4 of the consumers chapter (CON-120 to CON-137). Rules that
 * need the stream's other consumers are in {@link WorkQueueRules}.
 */
public final class ConsumerConfigRules {
  private static final int MAX_DESCRIPTION_BYTES = 4096;
  private static final int MAX_METADATA_BYTES = 128 * 1024;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long FLOW_CONTROL_HEARTBEAT_NANOS = NANOS_PER_SECOND;
  private static final long SHORTEST_HEARTBEAT_NANOS = 100 * NANOS_PER_MILLI;
  private static final String FORBIDDEN = " can not contain '.', '*', '>', '\\', '/'";

  private final ConsumerConfig config;
  private final StreamConfig stream;
  private final ServerLimits limits;

  private ConsumerConfigRules(ConsumerConfig config, StreamConfig stream, ServerLimits limits) {
    this.config = config;
    this.stream = stream;
    this.limits = limits;
  }

  /**
   * The configuration that the request stands for.
   *
   * @param requested as decoded, with the name from the subject ({@link ConsumerCreateSubject})
   * @param stream the normalised configuration of its stream
   * @param pedantic whether a correction is an error instead (CON-095)
   * @return with all defaults; metadata still without versions ({@link VersionMetadata#stored})
   * @throws ApiException with the first rule that is broken
   */
  public static ConsumerConfig normalise(
      ConsumerConfig requested, StreamConfig stream, boolean pedantic, ServerLimits limits) {
    if (requested.replicas() > 1 && !limits.isClustered()) {
      throw ApiErrors.STREAM_REPLICAS_NOT_SUPPORTED.exception();
    }
    ConsumerConfig config = ConsumerDefaults.fill(requested, stream, pedantic, limits);
    new ConsumerConfigRules(config, stream, limits).check();
    return config;
  }

  /**
   * The inactivity after which a consumer is deleted, as its configuration shows it (CON-163): 5 s
   * for an ephemeral without one. Belongs into the stored configuration of a new consumer.
   */
  public static ConsumerConfig withInactiveThreshold(ConsumerConfig config) {
    boolean isSet = config.isDurable() || config.inactiveThresholdNanos() != 0;
    return isSet ? config : withDefaultThreshold(config);
  }

  /**
   * The same for a change: what counts is whether the consumer was durable until now. One that had
   * no threshold and gets none stays without.
   *
   * @param current as stored
   */
  public static ConsumerConfig withInactiveThreshold(
      ConsumerConfig config, ConsumerConfig current) {
    boolean isSet =
        current.isDurable()
            || config.inactiveThresholdNanos() == current.inactiveThresholdNanos()
            || config.inactiveThresholdNanos() != 0;
    return isSet ? config : withDefaultThreshold(config);
  }

  private static ConsumerConfig withDefaultThreshold(ConsumerConfig config) {
    return config.toBuilder().inactiveThresholdNanos(5 * NANOS_PER_SECOND).build();
  }

  /** Replicas that a consumer has on a stream (CON-098). */
  public static int effectiveReplicas(ConsumerConfig config, StreamConfig stream) {
    if (config.replicas() > 0 && config.replicas() <= stream.replicas()) {
      return config.replicas();
    }
    boolean isLight = !config.isDurable() && stream.retention() == RetentionPolicy.LIMITS;
    return config.replicas() == 0 && isLight ? 1 : stream.replicas();
  }

  /** Whether two normalised configurations are the same consumer's (CON-038). */
  public static boolean isSame(ConsumerConfig one, ConsumerConfig other) {
    return withoutVersions(one).equals(withoutVersions(other));
  }

  private static ConsumerConfig withoutVersions(ConsumerConfig config) {
    return withInactiveThreshold(config).toBuilder()
        .metadata(VersionMetadata.withoutVersions(config.metadata()))
        .build();
  }

  private void check() {
    names();
    replicas();
    waits();
    if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
      flowControlAcks();
    }
    if (config.maxDeliver() != -1 && config.backoffNanos().size() > config.maxDeliver()) {
      throw ApiErrors.CONSUMER_MAX_DELIVER_BACKOFF.exception();
    }
    if (AssetName.utf8Length(config.description()) > MAX_DESCRIPTION_BYTES) {
      throw ApiErrors.CONSUMER_DESCRIPTION_TOO_LONG.of(MAX_DESCRIPTION_BYTES).exception();
    }
    if (config.isPush()) {
      push();
    } else {
      pull();
    }
    limits();
    if (config.direct()) {
      direct();
    }
    filters();
    StartRules.check(config);
    sampling();
    if (config.flowControl() && config.idleHeartbeatNanos() == 0) {
      throw ApiErrors.CONSUMER_WITH_FLOW_CONTROL_NEEDS_HEARTBEATS.exception();
    }
    if (config.isDurable()
        && !config.name().isEmpty()
        && !config.name().equals(config.durableName())) {
      throw ApiErrors.CONSUMER_CREATE_DURABLE_AND_NAME_MISMATCH.exception();
    }
    if (StreamConfigRules.size(VersionMetadata.stored(config).metadata()) > MAX_METADATA_BYTES) {
      throw ApiErrors.CONSUMER_METADATA_LENGTH.of("128KB").exception();
    }
    priorities();
    nameLength();
    DeadLetterOption.check(config, stream);
  }

  private void names() {
    if (AssetName.hasForbidden(config.name())) {
      throw StreamConfigRules.invalid("consumer name" + FORBIDDEN);
    }
    if (AssetName.hasForbidden(config.durableName())) {
      throw StreamConfigRules.invalid("consumer durable name" + FORBIDDEN);
    }
  }

  /** For all consumers, not only durables (CON-839). */
  private void nameLength() {
    if (AssetName.isTooLong(config.name()) || AssetName.isTooLong(config.durableName())) {
      throw ApiErrors.CONSUMER_NAME_TOO_LONG.of(AssetName.MAX_BYTES).exception();
    }
  }

  private void replicas() {
    if (config.replicas() > stream.replicas()) {
      throw ApiErrors.CONSUMER_REPLICAS_EXCEEDS_STREAM.exception();
    }
    if (config.replicas() < 0) {
      throw ApiErrors.REPLICAS_COUNT_CANNOT_BE_NEGATIVE.exception();
    }
    if (stream.retention() != RetentionPolicy.LIMITS
        && config.replicas() != 0
        && config.replicas() != stream.replicas()) {
      throw ApiErrors.CONSUMER_REPLICAS_SHOULD_MATCH_STREAM.exception();
    }
  }

  private void waits() {
    if (config.backoffNanos().stream().anyMatch(nanos -> nanos < 0)) {
      throw ApiErrors.CONSUMER_BACKOFF_NEGATIVE.exception();
    }
    if (config.ackWaitNanos() < 0) {
      throw ApiErrors.CONSUMER_ACK_WAIT_NEGATIVE.exception();
    }
  }

  private void flowControlAcks() {
    if (!config.isPush()) {
      throw ApiErrors.CONSUMER_ACK_FC_REQUIRES_PUSH.exception();
    }
    if (!config.flowControl()) {
      throw ApiErrors.CONSUMER_ACK_FC_REQUIRES_FC.exception();
    }
    if (config.idleHeartbeatNanos() != FLOW_CONTROL_HEARTBEAT_NANOS) {
      throw StreamConfigRules.invalid("flow control ack policy heartbeat needs to be 1s");
    }
    if (config.maxAckPending() <= 0) {
      throw ApiErrors.CONSUMER_ACK_FC_REQUIRES_MAX_ACK_PENDING.exception();
    }
    if (config.ackWaitNanos() != 0 || !config.backoffNanos().isEmpty()) {
      throw ApiErrors.CONSUMER_ACK_FC_REQUIRES_NO_ACK_WAIT.exception();
    }
    if (config.maxDeliver() > 0) {
      throw ApiErrors.CONSUMER_ACK_FC_REQUIRES_NO_MAX_DELIVER.exception();
    }
  }

  private void push() {
    String subject = config.deliverSubject();
    if (!Subjects.isLiteral(subject)) {
      throw ApiErrors.CONSUMER_DELIVER_TO_WILDCARDS.exception();
    }
    if (!Subjects.isValidLiteral(subject)) {
      throw ApiErrors.CONSUMER_INVALID_DELIVER_SUBJECT.exception();
    }
    if (stream.subjects().stream().anyMatch(pattern -> Subjects.matches(subject, pattern))) {
      throw ApiErrors.CONSUMER_DELIVER_CYCLE.exception();
    }
    if (config.maxWaiting() != 0) {
      throw ApiErrors.CONSUMER_PUSH_MAX_WAITING.exception();
    }
    if (config.maxAckPending() > 0 && config.ackPolicy() == AckPolicy.NONE) {
      throw ApiErrors.CONSUMER_MAX_PENDING_ACK_POLICY_REQUIRED.exception();
    }
    long heartbeat = config.idleHeartbeatNanos();
    if (heartbeat > 0 && heartbeat < SHORTEST_HEARTBEAT_NANOS) {
      throw ApiErrors.CONSUMER_SMALL_HEARTBEAT.exception();
    }
  }

  private void pull() {
    if (config.ackPolicy() == AckPolicy.NONE && stream.retention() == RetentionPolicy.WORK_QUEUE) {
      throw ApiErrors.CONSUMER_PULL_REQUIRES_ACK.exception();
    }
    if (config.rateLimitBitsPerSecond() != 0) {
      throw ApiErrors.CONSUMER_PULL_WITH_RATE_LIMIT.exception();
    }
    if (config.idleHeartbeatNanos() > 0) {
      throw ApiErrors.CONSUMER_HB_REQUIRES_PUSH.exception();
    }
    if (config.flowControl()) {
      throw ApiErrors.CONSUMER_FC_REQUIRES_PUSH.exception();
    }
    long expires = config.maxRequestExpiresNanos();
    if (expires != 0 && expires < NANOS_PER_MILLI) {
      throw ApiErrors.CONSUMER_MAX_REQUEST_EXPIRES_TOO_SMALL.exception();
    }
    if (limits.maxRequestBatch() > 0 && config.maxRequestBatch() > limits.maxRequestBatch()) {
      throw ApiErrors.CONSUMER_MAX_REQUEST_BATCH_EXCEEDED.of(limits.maxRequestBatch()).exception();
    }
  }

  private void limits() {
    long pending = config.maxAckPending();
    for (long cap :
        List.of(
            limits.serverMaxAckPending(),
            limits.accountMaxAckPending(),
            stream.consumerLimits().maxAckPending())) {
      if (cap > 0 && pending > cap) {
        throw ApiErrors.CONSUMER_MAX_PENDING_ACK_EXCESS.of(cap).exception();
      }
    }
    long cap = stream.consumerLimits().inactiveThresholdNanos();
    if (cap > 0 && config.inactiveThresholdNanos() > cap) {
      throw ApiErrors.CONSUMER_INACTIVE_THRESHOLD_EXCESS
          .of(GoDuration.format(Duration.ofNanos(cap)))
          .exception();
    }
  }

  private void direct() {
    if (!config.isPush()) {
      throw ApiErrors.CONSUMER_DIRECT_REQUIRES_PUSH.exception();
    }
    if (config.isDurable()) {
      throw ApiErrors.CONSUMER_DIRECT_REQUIRES_EPHEMERAL.exception();
    }
  }

  private void filters() {
    List<String> filters = config.filterSubjects();
    if (!config.filterSubject().isEmpty() && !filters.isEmpty()) {
      throw ApiErrors.CONSUMER_DUPLICATE_FILTER_SUBJECTS.exception();
    }
    if (filters.contains("")) {
      throw ApiErrors.CONSUMER_EMPTY_FILTER.exception();
    }
    List<String> all = config.filters();
    for (int i = 0; i < all.size(); i++) {
      String filter = all.get(i);
      if (!Subjects.isValidPattern(filter)) {
        throw StreamConfigRules.invalid("invalid subject");
      }
      for (String before : all.subList(0, i)) {
        if (Subjects.isSubsetOf(filter, before) || Subjects.isSubsetOf(before, filter)) {
          throw ApiErrors.CONSUMER_OVERLAPPING_SUBJECT_FILTERS.exception();
        }
      }
    }
  }

  private void sampling() {
    String text = config.sampleFrequency();
    if (text.isEmpty()) {
      return;
    }
    String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
    String reason = "<nil>";
    try {
      if (Integer.parseInt(number) >= 0) {
        return;
      }
    } catch (NumberFormatException e) {
      reason = "strconv.Atoi: parsing " + JsonChoice.quoted(number) + ": invalid syntax";
    }
    throw ApiErrors.CONSUMER_INVALID_SAMPLING.of(reason).exception();
  }

  private void priorities() {
    List<String> groups = config.priorityGroups();
    if (config.priorityPolicy() == PriorityPolicy.NONE) {
      if (!groups.isEmpty()) {
        throw ApiErrors.CONSUMER_PRIORITY_GROUP_WITH_POLICY_NONE.exception();
      }
      if (config.priorityTimeoutNanos() != 0) {
        throw ApiErrors.CONSUMER_PINNED_TTL_WITHOUT_PRIORITY_POLICY_NONE.exception();
      }
      return;
    }
    if (config.isPush()) {
      throw ApiErrors.CONSUMER_PUSH_WITH_PRIORITY_GROUP.exception();
    }
    if (groups.isEmpty()) {
      throw ApiErrors.CONSUMER_PRIORITY_POLICY_WITHOUT_GROUP.exception();
    }
    for (String group : groups) {
      if (group.isEmpty()) {
        throw ApiErrors.CONSUMER_EMPTY_GROUP_NAME.exception();
      }
      if (!ConsumerRequests.isGroupName(group)) {
        throw ApiErrors.CONSUMER_INVALID_GROUP_NAME.exception();
      }
    }
  }
}
