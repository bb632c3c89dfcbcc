package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a {@link ConsumerConfig}; each method sets the component of its name. Starts with what a
 * request means that leaves the member out. Not thread-safe.
 */
public final class ConsumerConfigBuilder {
  private String durableName = "";
  private String name = "";
  private String description = "";
  private DeliverPolicy deliverPolicy = DeliverPolicy.ALL;
  private long optStartSeq;
  private Optional<Instant> optStartTime = Optional.empty();
  private AckPolicy ackPolicy = AckPolicy.NONE;
  private long ackWaitNanos;
  private long maxDeliver;
  private List<Long> backoffNanos = List.of();
  private String filterSubject = "";
  private List<String> filterSubjects = List.of();
  private ReplayPolicy replayPolicy = ReplayPolicy.INSTANT;
  private long rateLimitBitsPerSecond;
  private String sampleFrequency = "";
  private long maxWaiting;
  private long maxAckPending;
  private boolean flowControl;
  private boolean headersOnly;
  private long maxRequestBatch;
  private long maxRequestExpiresNanos;
  private long maxRequestMaxBytes;
  private String deliverSubject = "";
  private String deliverGroup = "";
  private long idleHeartbeatNanos;
  private long inactiveThresholdNanos;
  private int replicas;
  private boolean memoryStorage;
  private boolean direct;
  private boolean sourcing;
  private Map<String, String> metadata = Map.of();
  private Optional<Instant> pauseUntil = Optional.empty();
  private List<String> priorityGroups = List.of();
  private PriorityPolicy priorityPolicy = PriorityPolicy.NONE;
  private long priorityTimeoutNanos;

  ConsumerConfigBuilder() {}

  ConsumerConfigBuilder(ConsumerConfig from) {
    durableName = from.durableName();
    name = from.name();
    description = from.description();
    deliverPolicy = from.deliverPolicy();
    optStartSeq = from.optStartSeq();
    optStartTime = from.optStartTime();
    ackPolicy = from.ackPolicy();
    ackWaitNanos = from.ackWaitNanos();
    maxDeliver = from.maxDeliver();
    backoffNanos = from.backoffNanos();
    filterSubject = from.filterSubject();
    filterSubjects = from.filterSubjects();
    replayPolicy = from.replayPolicy();
    rateLimitBitsPerSecond = from.rateLimitBitsPerSecond();
    sampleFrequency = from.sampleFrequency();
    maxWaiting = from.maxWaiting();
    maxAckPending = from.maxAckPending();
    flowControl = from.flowControl();
    headersOnly = from.headersOnly();
    maxRequestBatch = from.maxRequestBatch();
    maxRequestExpiresNanos = from.maxRequestExpiresNanos();
    maxRequestMaxBytes = from.maxRequestMaxBytes();
    deliverSubject = from.deliverSubject();
    deliverGroup = from.deliverGroup();
    idleHeartbeatNanos = from.idleHeartbeatNanos();
    inactiveThresholdNanos = from.inactiveThresholdNanos();
    replicas = from.replicas();
    memoryStorage = from.memoryStorage();
    direct = from.direct();
    sourcing = from.sourcing();
    metadata = from.metadata();
    pauseUntil = from.pauseUntil();
    priorityGroups = from.priorityGroups();
    priorityPolicy = from.priorityPolicy();
    priorityTimeoutNanos = from.priorityTimeoutNanos();
  }

  public ConsumerConfigBuilder durableName(String durableName) {
    this.durableName = durableName;
    return this;
  }

  public ConsumerConfigBuilder name(String name) {
    this.name = name;
    return this;
  }

  public ConsumerConfigBuilder description(String description) {
    this.description = description;
    return this;
  }

  public ConsumerConfigBuilder deliverPolicy(DeliverPolicy deliverPolicy) {
    this.deliverPolicy = deliverPolicy;
    return this;
  }

  public ConsumerConfigBuilder optStartSeq(long optStartSeq) {
    this.optStartSeq = optStartSeq;
    return this;
  }

  public ConsumerConfigBuilder optStartTime(Instant optStartTime) {
    this.optStartTime = Optional.of(optStartTime);
    return this;
  }

  public ConsumerConfigBuilder withoutOptStartTime() {
    optStartTime = Optional.empty();
    return this;
  }

  public ConsumerConfigBuilder ackPolicy(AckPolicy ackPolicy) {
    this.ackPolicy = ackPolicy;
    return this;
  }

  public ConsumerConfigBuilder ackWaitNanos(long ackWaitNanos) {
    this.ackWaitNanos = ackWaitNanos;
    return this;
  }

  public ConsumerConfigBuilder maxDeliver(long maxDeliver) {
    this.maxDeliver = maxDeliver;
    return this;
  }

  public ConsumerConfigBuilder backoffNanos(List<Long> backoffNanos) {
    this.backoffNanos = backoffNanos;
    return this;
  }

  public ConsumerConfigBuilder filterSubject(String filterSubject) {
    this.filterSubject = filterSubject;
    return this;
  }

  public ConsumerConfigBuilder filterSubjects(List<String> filterSubjects) {
    this.filterSubjects = filterSubjects;
    return this;
  }

  public ConsumerConfigBuilder replayPolicy(ReplayPolicy replayPolicy) {
    this.replayPolicy = replayPolicy;
    return this;
  }

  public ConsumerConfigBuilder rateLimitBitsPerSecond(long rateLimitBitsPerSecond) {
    this.rateLimitBitsPerSecond = rateLimitBitsPerSecond;
    return this;
  }

  public ConsumerConfigBuilder sampleFrequency(String sampleFrequency) {
    this.sampleFrequency = sampleFrequency;
    return this;
  }

  public ConsumerConfigBuilder maxWaiting(long maxWaiting) {
    this.maxWaiting = maxWaiting;
    return this;
  }

  public ConsumerConfigBuilder maxAckPending(long maxAckPending) {
    this.maxAckPending = maxAckPending;
    return this;
  }

  public ConsumerConfigBuilder flowControl(boolean flowControl) {
    this.flowControl = flowControl;
    return this;
  }

  public ConsumerConfigBuilder headersOnly(boolean headersOnly) {
    this.headersOnly = headersOnly;
    return this;
  }

  public ConsumerConfigBuilder maxRequestBatch(long maxRequestBatch) {
    this.maxRequestBatch = maxRequestBatch;
    return this;
  }

  public ConsumerConfigBuilder maxRequestExpiresNanos(long maxRequestExpiresNanos) {
    this.maxRequestExpiresNanos = maxRequestExpiresNanos;
    return this;
  }

  public ConsumerConfigBuilder maxRequestMaxBytes(long maxRequestMaxBytes) {
    this.maxRequestMaxBytes = maxRequestMaxBytes;
    return this;
  }

  public ConsumerConfigBuilder deliverSubject(String deliverSubject) {
    this.deliverSubject = deliverSubject;
    return this;
  }

  public ConsumerConfigBuilder deliverGroup(String deliverGroup) {
    this.deliverGroup = deliverGroup;
    return this;
  }

  public ConsumerConfigBuilder idleHeartbeatNanos(long idleHeartbeatNanos) {
    this.idleHeartbeatNanos = idleHeartbeatNanos;
    return this;
  }

  public ConsumerConfigBuilder inactiveThresholdNanos(long inactiveThresholdNanos) {
    this.inactiveThresholdNanos = inactiveThresholdNanos;
    return this;
  }

  public ConsumerConfigBuilder replicas(int replicas) {
    this.replicas = replicas;
    return this;
  }

  public ConsumerConfigBuilder memoryStorage(boolean memoryStorage) {
    this.memoryStorage = memoryStorage;
    return this;
  }

  public ConsumerConfigBuilder direct(boolean direct) {
    this.direct = direct;
    return this;
  }

  public ConsumerConfigBuilder sourcing(boolean sourcing) {
    this.sourcing = sourcing;
    return this;
  }

  public ConsumerConfigBuilder metadata(Map<String, String> metadata) {
    this.metadata = metadata;
    return this;
  }

  public ConsumerConfigBuilder pauseUntil(Instant pauseUntil) {
    this.pauseUntil = Optional.of(pauseUntil);
    return this;
  }

  public ConsumerConfigBuilder withoutPauseUntil() {
    pauseUntil = Optional.empty();
    return this;
  }

  public ConsumerConfigBuilder priorityGroups(List<String> priorityGroups) {
    this.priorityGroups = priorityGroups;
    return this;
  }

  public ConsumerConfigBuilder priorityPolicy(PriorityPolicy priorityPolicy) {
    this.priorityPolicy = priorityPolicy;
    return this;
  }

  public ConsumerConfigBuilder priorityTimeoutNanos(long priorityTimeoutNanos) {
    this.priorityTimeoutNanos = priorityTimeoutNanos;
    return this;
  }

  public ConsumerConfig build() {
    return new ConsumerConfig(
        durableName,
        name,
        description,
        deliverPolicy,
        optStartSeq,
        optStartTime,
        ackPolicy,
        ackWaitNanos,
        maxDeliver,
        backoffNanos,
        filterSubject,
        filterSubjects,
        replayPolicy,
        rateLimitBitsPerSecond,
        sampleFrequency,
        maxWaiting,
        maxAckPending,
        flowControl,
        headersOnly,
        maxRequestBatch,
        maxRequestExpiresNanos,
        maxRequestMaxBytes,
        deliverSubject,
        deliverGroup,
        idleHeartbeatNanos,
        inactiveThresholdNanos,
        replicas,
        memoryStorage,
        direct,
        sourcing,
        metadata,
        pauseUntil,
        priorityGroups,
        priorityPolicy,
        priorityTimeoutNanos);
  }
}
