package io.myelin.jetstream.model;

import io.myelin.config.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of a requested configuration that of a stream: defaults, corrections, refusals (section 6
 * of the streams chapter, STR-200 to STR-243). What needs other streams or the account's limits is
 * not looked at here.
 */
public final class StreamConfigRules {
  private static final String ALL = ">";
  private static final int MAX_DESCRIPTION_BYTES = 4096;
  private static final int MAX_METADATA_BYTES = 128 * 1024;
  private static final int MAX_REPLICAS = 5;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long SHORTEST_NANOS = 100 * NANOS_PER_MILLI;
  private static final long DEFAULT_WINDOW_NANOS = 120 * NANOS_PER_SECOND;

  private final StreamConfigBuilder config;
  private final StreamConfig in;
  private final boolean pedantic;
  private final ServerLimits limits;

  private StreamConfigRules(StreamConfig in, boolean pedantic, ServerLimits limits) {
    this.in = in;
    this.config = in.toBuilder();
    this.pedantic = pedantic;
    this.limits = limits;
  }

  /**
   * The checks of a create request that come before the account's limits (STR-121).
   *
   * @param subjectName the stream's name in the request's subject
   * @throws ApiException 10056, 10128 or 10052
   */
  public static void checkCreate(String subjectName, StreamConfig requested) {
    checkName(subjectName, requested);
    if (AssetName.hasPathSeparator(requested.name())) {
      throw ApiErrors.STREAM_NAME_CONTAINS_PATH_SEPARATORS.exception();
    }
    if (requested.sealed()) {
      throw invalid("stream configuration for create can not be sealed");
    }
    if (requested.mirrorDirect() && !requested.isMirror()) {
      throw invalid("stream has no mirror but does have mirror direct");
    }
  }

  /**
   * Whether subject and request name the same stream (STR-121, STR-123).
   *
   * @throws ApiException 10056
   */
  public static void checkName(String subjectName, StreamConfig requested) {
    if (!subjectName.equals(requested.name())) {
      throw ApiErrors.STREAM_MISMATCH.exception();
    }
  }

  /**
   * The configuration that the request stands for.
   *
   * @param requested as decoded
   * @param pedantic whether a correction is an error instead (STR-238)
   * @return with all defaults; metadata still without versions ({@link VersionMetadata#stored})
   * @throws ApiException with the text of the first rule that is broken
   */
  public static StreamConfig normalise(
      StreamConfig requested, boolean pedantic, ServerLimits limits) {
    StreamConfig done = new StreamConfigRules(requested, pedantic, limits).apply();
    if (done.replicas() > 1 && !limits.isClustered()) {
      throw ApiErrors.STREAM_REPLICAS_NOT_SUPPORTED.exception();
    }
    return done;
  }

  /**
   * The configuration of a stream that comes from a backup. One that was replicated elsewhere keeps
   * saying so.
   *
   * @throws ApiException with the text of the first rule that is broken
   */
  public static StreamConfig restored(StreamConfig saved, ServerLimits limits) {
    return new StreamConfigRules(saved, false, limits).apply();
  }

  /** Whether two normalised configurations are the same stream's (STR-122). */
  public static boolean isSame(StreamConfig one, StreamConfig other) {
    return withoutVersions(one).equals(withoutVersions(other));
  }

  private static StreamConfig withoutVersions(StreamConfig config) {
    return config.toBuilder().metadata(VersionMetadata.withoutVersions(config.metadata())).build();
  }

  private StreamConfig apply() {
    texts();
    limits();
    replicas();
    times();
    discard();
    deleteMarkers();
    schedules();
    rollups();
    counters();
    persistence();
    mirror();
    subjects();
    placement();
    republish();
    StreamConfig done = config.build();
    if (!done.isMirror()) {
      StreamSubjectRules.check(done);
    }
    StreamMappingRules.check(done);
    SourceRules.check(done);
    return done;
  }

  private void texts() {
    if (!AssetName.isValid(in.name())) {
      throw invalid("stream name is required and can not contain '.', '*', '>', '\\', '/'");
    }
    if (AssetName.isTooLong(in.name())) {
      throw invalid("stream name is too long, maximum allowed is " + AssetName.MAX_BYTES);
    }
    if (AssetName.utf8Length(in.description()) > MAX_DESCRIPTION_BYTES) {
      throw invalid("stream description is too long, maximum allowed is " + MAX_DESCRIPTION_BYTES);
    }
    if (size(VersionMetadata.stored(in).metadata()) > MAX_METADATA_BYTES) {
      throw invalid("stream metadata exceeds maximum size of " + MAX_METADATA_BYTES + " bytes");
    }
  }

  private void limits() {
    config
        .maxMessages(unlimited("max_msgs", in.maxMessages()))
        .maxMessagesPerSubject(unlimited("max_msgs_per_subject", in.maxMessagesPerSubject()))
        .maxBytes(unlimited("max_bytes", in.maxBytes()))
        .maxMessageBytes((int) unlimited("max_msg_size", in.maxMessageBytes()))
        .maxConsumers(unlimited("max_consumers", in.maxConsumers()));
  }

  private long unlimited(String member, long value) {
    if (value < -1 && pedantic) {
      throw pedantic(member + " must be set to -1");
    }
    return value <= 0 ? -1 : value;
  }

  private void replicas() {
    if (in.replicas() > MAX_REPLICAS) {
      throw invalid("maximum replicas is " + MAX_REPLICAS);
    }
    if (in.replicas() < 0) {
      throw ApiErrors.REPLICAS_COUNT_CANNOT_BE_NEGATIVE.exception();
    }
    config.replicas(Math.max(1, in.replicas()));
  }

  private void times() {
    long maxAge = in.maxAgeNanos();
    if (maxAge < 0) {
      throw invalid("max age can not be negative");
    }
    if (maxAge != 0 && maxAge < SHORTEST_NANOS) {
      throw invalid("max age needs to be >= 100ms");
    }
    long cap = limits.maxDuplicateWindowNanos();
    long window = in.duplicateWindowNanos();
    if (window == 0 && !in.isMirror() && in.sources().isEmpty()) {
      window = defaultWindow(maxAge, cap);
    }
    if (window < 0) {
      throw invalid("duplicates window can not be negative");
    }
    if (maxAge != 0 && window > maxAge) {
      throw invalid("duplicates window can not be larger then max age");
    }
    if (cap > 0 && window > cap) {
      throw invalid(
          "duplicates window can not be larger then server limit of "
              + GoDuration.format(Duration.ofNanos(cap)));
    }
    if (window != 0 && window < SHORTEST_NANOS) {
      throw invalid("duplicates window needs to be >= 100ms");
    }
    config.duplicateWindowNanos(window);
  }

  private long defaultWindow(long maxAge, long cap) {
    long window = DEFAULT_WINDOW_NANOS;
    if (cap > 0 && window > cap) {
      if (pedantic) {
        throw pedantic("duplicate window limits are higher than current limits");
      }
      window = cap;
    }
    if (maxAge != 0 && window > maxAge) {
      if (pedantic) {
        throw pedantic("duplicate window cannot be bigger than max age");
      }
      window = maxAge;
    }
    return window;
  }

  private void discard() {
    if (!in.discardNewPerSubject()) {
      return;
    }
    if (in.discard() != DiscardPolicy.NEW) {
      throw invalid("discard new per subject requires discard new policy to be set");
    }
    if (in.maxMessagesPerSubject() <= 0) {
      throw invalid("discard new per subject requires max msgs per subject > 0");
    }
  }

  private void deleteMarkers() {
    long life = in.subjectDeleteMarkerTtlNanos();
    if (life < 0) {
      throw invalid("subject delete marker TTL must not be negative");
    }
    if (life == 0) {
      return;
    }
    if (life < NANOS_PER_SECOND) {
      throw invalid("subject delete marker TTL must be at least 1 second");
    }
    if (pedantic && !in.allowMessageTtl()) {
      throw invalid("subject delete marker cannot be set if message TTLs are disabled");
    }
    if (pedantic && !in.allowRollup()) {
      throw invalid("subject delete marker cannot be set if roll-ups are disabled");
    }
    if (in.isMirror()) {
      throw invalid("subject delete markers forbidden on mirrors");
    }
    config.allowMessageTtl(true);
    allowRollups();
  }

  private void schedules() {
    if (!in.allowMessageSchedules()) {
      return;
    }
    if (in.allowMessageCounter()) {
      throw invalid("counter stream cannot use message schedules");
    }
    if (in.discard() == DiscardPolicy.NEW) {
      throw invalid("message scheduling cannot use discard new");
    }
    if (pedantic && !in.allowRollup()) {
      throw invalid("message scheduling cannot be set if roll-ups are disabled");
    }
    if (in.isMirror()) {
      return;
    }
    if (!in.sources().isEmpty()) {
      throw ApiErrors.SOURCE_WITH_MSG_SCHEDULES.exception();
    }
    allowRollups();
  }

  private void allowRollups() {
    config.allowRollup(true);
    if (!pedantic) {
      config.denyPurge(false);
    }
  }

  private void rollups() {
    StreamConfig now = config.build();
    if (now.denyPurge() && now.allowRollup()) {
      throw invalid("roll-ups require the purge permission");
    }
  }

  private void counters() {
    if (!in.allowMessageCounter() || in.isMirror()) {
      return;
    }
    if (in.discard() == DiscardPolicy.NEW) {
      throw invalid("counter stream cannot use discard new");
    }
    if (config.build().allowMessageTtl()) {
      throw invalid("counter stream cannot use message TTLs");
    }
    if (in.retention() != RetentionPolicy.LIMITS) {
      throw invalid("counter stream can only use limits retention");
    }
  }

  private void persistence() {
    if (in.persistMode() != PersistMode.ASYNC) {
      return;
    }
    if (in.storage() != StorageType.FILE) {
      throw invalid("async persist mode is only supported on file storage");
    }
    if (in.replicas() > 1) {
      throw invalid("async persist mode is not supported on replicated streams");
    }
    if (in.allowAtomicBatches()) {
      throw invalid("async persist mode is not supported with atomic batch publish");
    }
  }

  private void mirror() {
    if (!in.isMirror()) {
      return;
    }
    if (!in.subjects().isEmpty()) {
      throw ApiErrors.MIRROR_WITH_SUBJECTS.exception();
    }
    if (!in.sources().isEmpty()) {
      throw ApiErrors.MIRROR_WITH_SOURCES.exception();
    }
    if (in.firstSeq() != 0) {
      throw ApiErrors.MIRROR_WITH_FIRST_SEQ.exception();
    }
    if (in.allowMessageCounter()) {
      throw ApiErrors.MIRROR_WITH_COUNTERS.exception();
    }
    if (in.allowAtomicBatches()) {
      throw ApiErrors.MIRROR_WITH_ATOMIC_PUBLISH.exception();
    }
    if (in.allowFastBatches()) {
      throw ApiErrors.MIRROR_WITH_BATCH_PUBLISH.exception();
    }
    if (in.allowMessageSchedules()) {
      throw ApiErrors.MIRROR_WITH_MSG_SCHEDULES.exception();
    }
  }

  private void subjects() {
    if (in.subjects().isEmpty() && in.sources().isEmpty() && !in.isMirror()) {
      config.subjects(List.of(in.name()));
    }
  }

  private void placement() {
    if (in.placement().isEmpty()) {
      return;
    }
    Placement placement = in.placement().get();
    if (placement.isEmpty()) {
      config.withoutPlacement();
    } else if (!placement.preferred().isEmpty()) {
      throw invalid("preferred server not permitted in placement");
    }
  }

  private void republish() {
    if (in.republish().isEmpty()) {
      return;
    }
    Republish republish = in.republish().get();
    if (republish.source().isEmpty()) {
      if (pedantic) {
        throw pedantic("republish source can not be empty");
      }
      republish = new Republish(ALL, republish.destination(), republish.headersOnly());
    }
    config.republish(ofTransformed(republish));
  }

  /** All to all, where all is what the stream's own mapping makes, means that (STR-222). */
  private Republish ofTransformed(Republish republish) {
    if (!republish.source().equals(ALL) || !republish.destination().equals(ALL)) {
      return republish;
    }
    List<String> subjects = config.build().subjects();
    Optional<String> transformed =
        in.subjectTransform()
            .filter(transform -> subjects.equals(List.of(transform.source())))
            .map(SubjectTransformConfig::destination);
    if (transformed.isEmpty()) {
      return republish;
    }
    if (pedantic) {
      throw pedantic("implicit republish based on subject transform");
    }
    return new Republish(transformed.get(), transformed.get(), republish.headersOnly());
  }

  static long size(Map<String, String> metadata) {
    return metadata.entrySet().stream()
        .mapToLong(
            entry -> AssetName.utf8Length(entry.getKey()) + AssetName.utf8Length(entry.getValue()))
        .sum();
  }

  /** A configuration that cannot be: 10052 with that text. */
  static ApiException invalid(String text) {
    return ApiErrors.STREAM_INVALID_CONFIG.of(text).exception();
  }

  private static ApiException pedantic(String text) {
    return ApiErrors.PEDANTIC.of(text).exception();
  }
}
