package io.myelin.jetstream.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a {@link StreamConfig}; each method sets the component of its name. Starts with what a
 * request means that leaves the member out. Not thread-safe.
 */
public final class StreamConfigBuilder {
  private String name = "";
  private String description = "";
  private List<String> subjects = List.of();
  private RetentionPolicy retention = RetentionPolicy.LIMITS;
  private long maxConsumers;
  private long maxMessages;
  private long maxBytes;
  private long maxAgeNanos;
  private long maxMessagesPerSubject;
  private int maxMessageBytes;
  private DiscardPolicy discard = DiscardPolicy.OLD;
  private StorageType storage = StorageType.FILE;
  private int replicas;
  private boolean noAck;
  private long duplicateWindowNanos;
  private Optional<Placement> placement = Optional.empty();
  private Optional<StreamSource> mirror = Optional.empty();
  private List<StreamSource> sources = List.of();
  private Compression compression = Compression.NONE;
  private long firstSeq;
  private Optional<SubjectTransformConfig> subjectTransform = Optional.empty();
  private Optional<Republish> republish = Optional.empty();
  private boolean allowDirect;
  private boolean mirrorDirect;
  private boolean discardNewPerSubject;
  private boolean sealed;
  private boolean denyDelete;
  private boolean denyPurge;
  private boolean allowRollup;
  private ConsumerLimits consumerLimits = ConsumerLimits.NONE;
  private boolean allowMessageTtl;
  private long subjectDeleteMarkerTtlNanos;
  private boolean allowMessageCounter;
  private boolean allowAtomicBatches;
  private boolean allowMessageSchedules;
  private PersistMode persistMode = PersistMode.DEFAULT;
  private boolean allowFastBatches;
  private Map<String, String> metadata = Map.of();

  StreamConfigBuilder() {}

  StreamConfigBuilder(StreamConfig from) {
    name = from.name();
    description = from.description();
    subjects = from.subjects();
    retention = from.retention();
    maxConsumers = from.maxConsumers();
    maxMessages = from.maxMessages();
    maxBytes = from.maxBytes();
    maxAgeNanos = from.maxAgeNanos();
    maxMessagesPerSubject = from.maxMessagesPerSubject();
    maxMessageBytes = from.maxMessageBytes();
    discard = from.discard();
    storage = from.storage();
    replicas = from.replicas();
    noAck = from.noAck();
    duplicateWindowNanos = from.duplicateWindowNanos();
    placement = from.placement();
    mirror = from.mirror();
    sources = from.sources();
    compression = from.compression();
    firstSeq = from.firstSeq();
    subjectTransform = from.subjectTransform();
    republish = from.republish();
    allowDirect = from.allowDirect();
    mirrorDirect = from.mirrorDirect();
    discardNewPerSubject = from.discardNewPerSubject();
    sealed = from.sealed();
    denyDelete = from.denyDelete();
    denyPurge = from.denyPurge();
    allowRollup = from.allowRollup();
    consumerLimits = from.consumerLimits();
    allowMessageTtl = from.allowMessageTtl();
    subjectDeleteMarkerTtlNanos = from.subjectDeleteMarkerTtlNanos();
    allowMessageCounter = from.allowMessageCounter();
    allowAtomicBatches = from.allowAtomicBatches();
    allowMessageSchedules = from.allowMessageSchedules();
    persistMode = from.persistMode();
    allowFastBatches = from.allowFastBatches();
    metadata = from.metadata();
  }

  public StreamConfigBuilder name(String name) {
    this.name = name;
    return this;
  }

  public StreamConfigBuilder description(String description) {
    this.description = description;
    return this;
  }

  public StreamConfigBuilder subjects(List<String> subjects) {
    this.subjects = subjects;
    return this;
  }

  public StreamConfigBuilder retention(RetentionPolicy retention) {
    this.retention = retention;
    return this;
  }

  public StreamConfigBuilder maxConsumers(long maxConsumers) {
    this.maxConsumers = maxConsumers;
    return this;
  }

  public StreamConfigBuilder maxMessages(long maxMessages) {
    this.maxMessages = maxMessages;
    return this;
  }

  public StreamConfigBuilder maxBytes(long maxBytes) {
    this.maxBytes = maxBytes;
    return this;
  }

  public StreamConfigBuilder maxAgeNanos(long maxAgeNanos) {
    this.maxAgeNanos = maxAgeNanos;
    return this;
  }

  public StreamConfigBuilder maxMessagesPerSubject(long maxMessagesPerSubject) {
    this.maxMessagesPerSubject = maxMessagesPerSubject;
    return this;
  }

  public StreamConfigBuilder maxMessageBytes(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
    return this;
  }

  public StreamConfigBuilder discard(DiscardPolicy discard) {
    this.discard = discard;
    return this;
  }

  public StreamConfigBuilder storage(StorageType storage) {
    this.storage = storage;
    return this;
  }

  public StreamConfigBuilder replicas(int replicas) {
    this.replicas = replicas;
    return this;
  }

  public StreamConfigBuilder noAck(boolean noAck) {
    this.noAck = noAck;
    return this;
  }

  public StreamConfigBuilder duplicateWindowNanos(long duplicateWindowNanos) {
    this.duplicateWindowNanos = duplicateWindowNanos;
    return this;
  }

  public StreamConfigBuilder placement(Placement placement) {
    this.placement = Optional.of(placement);
    return this;
  }

  public StreamConfigBuilder withoutPlacement() {
    placement = Optional.empty();
    return this;
  }

  public StreamConfigBuilder mirror(StreamSource mirror) {
    this.mirror = Optional.of(mirror);
    return this;
  }

  public StreamConfigBuilder withoutMirror() {
    mirror = Optional.empty();
    return this;
  }

  public StreamConfigBuilder sources(List<StreamSource> sources) {
    this.sources = sources;
    return this;
  }

  public StreamConfigBuilder compression(Compression compression) {
    this.compression = compression;
    return this;
  }

  public StreamConfigBuilder firstSeq(long firstSeq) {
    this.firstSeq = firstSeq;
    return this;
  }

  public StreamConfigBuilder subjectTransform(SubjectTransformConfig subjectTransform) {
    this.subjectTransform = Optional.of(subjectTransform);
    return this;
  }

  public StreamConfigBuilder withoutSubjectTransform() {
    subjectTransform = Optional.empty();
    return this;
  }

  public StreamConfigBuilder republish(Republish republish) {
    this.republish = Optional.of(republish);
    return this;
  }

  public StreamConfigBuilder withoutRepublish() {
    republish = Optional.empty();
    return this;
  }

  public StreamConfigBuilder allowDirect(boolean allowDirect) {
    this.allowDirect = allowDirect;
    return this;
  }

  public StreamConfigBuilder mirrorDirect(boolean mirrorDirect) {
    this.mirrorDirect = mirrorDirect;
    return this;
  }

  public StreamConfigBuilder discardNewPerSubject(boolean discardNewPerSubject) {
    this.discardNewPerSubject = discardNewPerSubject;
    return this;
  }

  public StreamConfigBuilder sealed(boolean sealed) {
    this.sealed = sealed;
    return this;
  }

  public StreamConfigBuilder denyDelete(boolean denyDelete) {
    this.denyDelete = denyDelete;
    return this;
  }

  public StreamConfigBuilder denyPurge(boolean denyPurge) {
    this.denyPurge = denyPurge;
    return this;
  }

  public StreamConfigBuilder allowRollup(boolean allowRollup) {
    this.allowRollup = allowRollup;
    return this;
  }

  public StreamConfigBuilder consumerLimits(ConsumerLimits consumerLimits) {
    this.consumerLimits = consumerLimits;
    return this;
  }

  public StreamConfigBuilder allowMessageTtl(boolean allowMessageTtl) {
    this.allowMessageTtl = allowMessageTtl;
    return this;
  }

  public StreamConfigBuilder subjectDeleteMarkerTtlNanos(long subjectDeleteMarkerTtlNanos) {
    this.subjectDeleteMarkerTtlNanos = subjectDeleteMarkerTtlNanos;
    return this;
  }

  public StreamConfigBuilder allowMessageCounter(boolean allowMessageCounter) {
    this.allowMessageCounter = allowMessageCounter;
    return this;
  }

  public StreamConfigBuilder allowAtomicBatches(boolean allowAtomicBatches) {
    this.allowAtomicBatches = allowAtomicBatches;
    return this;
  }

  public StreamConfigBuilder allowMessageSchedules(boolean allowMessageSchedules) {
    this.allowMessageSchedules = allowMessageSchedules;
    return this;
  }

  public StreamConfigBuilder persistMode(PersistMode persistMode) {
    this.persistMode = persistMode;
    return this;
  }

  public StreamConfigBuilder allowFastBatches(boolean allowFastBatches) {
    this.allowFastBatches = allowFastBatches;
    return this;
  }

  public StreamConfigBuilder metadata(Map<String, String> metadata) {
    this.metadata = metadata;
    return this;
  }

  public StreamConfig build() {
    return new StreamConfig(
        name,
        description,
        subjects,
        retention,
        maxConsumers,
        maxMessages,
        maxBytes,
        maxAgeNanos,
        maxMessagesPerSubject,
        maxMessageBytes,
        discard,
        storage,
        replicas,
        noAck,
        duplicateWindowNanos,
        placement,
        mirror,
        sources,
        compression,
        firstSeq,
        subjectTransform,
        republish,
        allowDirect,
        mirrorDirect,
        discardNewPerSubject,
        sealed,
        denyDelete,
        denyPurge,
        allowRollup,
        consumerLimits,
        allowMessageTtl,
        subjectDeleteMarkerTtlNanos,
        allowMessageCounter,
        allowAtomicBatches,
        allowMessageSchedules,
        persistMode,
        allowFastBatches,
        metadata);
  }
}
