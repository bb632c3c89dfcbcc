package io.myelin.jetstream.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a stream is configured (STR-200 to STR-237). Straight from a request it may hold anything,
 * with 0 for what was left out; {@link StreamConfigRules} makes of it the configuration of a
 * stream.
 *
 * @param name name; a single token (STR-200)
 * @param description free text (STR-201)
 * @param subjects what it captures (STR-202)
 * @param retention when messages go besides by limits (STR-203)
 * @param maxConsumers -1 for no limit (STR-204)
 * @param maxMessages -1 for no limit (STR-205)
 * @param maxBytes -1 for no limit (STR-206)
 * @param maxAgeNanos 0 for no limit (STR-207)
 * @param maxMessagesPerSubject -1 for no limit (STR-208)
 * @param maxMessageBytes header and payload together; -1 for no limit (STR-209)
 * @param discard what gives way at a limit (STR-210)
 * @param storage where messages are (STR-212)
 * @param replicas 1 to 5; 0 in a request for 1 (STR-213)
 * @param noAck whether no PubAck is ever sent (STR-214)
 * @param duplicateWindowNanos how long message ids are remembered; 0 for not at all (STR-215)
 * @param placement where in a cluster it is to be (STR-216)
 * @param mirror the stream it is a copy of (STR-217)
 * @param sources streams whose messages it takes in (STR-218)
 * @param compression how full blocks are stored (STR-219)
 * @param firstSeq sequence of the first message, without sign; 0 for 1 (STR-220)
 * @param subjectTransform applied to what comes in (STR-221)
 * @param republish where stored messages are published again (STR-222)
 * @param allowDirect whether direct get is served (STR-223)
 * @param mirrorDirect whether a mirror serves direct get for its origin (STR-224)
 * @param discardNewPerSubject whether the limit per subject refuses too (STR-211)
 * @param sealed whether nothing changes any more (STR-225)
 * @param denyDelete whether messages cannot be deleted (STR-226)
 * @param denyPurge whether it cannot be purged (STR-226)
 * @param allowRollup whether {@code Nats-Rollup} is allowed (STR-227)
 * @param consumerLimits defaults and caps for consumers (STR-228)
 * @param allowMessageTtl whether {@code Nats-TTL} is allowed (STR-231)
 * @param subjectDeleteMarkerTtlNanos life of delete markers; 0 for none (STR-232)
 * @param allowMessageCounter whether messages count (STR-233)
 * @param allowAtomicBatches whether atomic batches are allowed (STR-234)
 * @param allowMessageSchedules whether schedules are allowed (STR-235)
 * @param persistMode whether an ack may precede the write (STR-236)
 * @param allowFastBatches whether fast batches are allowed (STR-237)
 * @param metadata keys and values of the user and of the server (STR-229, STR-068)
 */
public record StreamConfig(
    String name,
    String description,
    List<String> subjects,
    RetentionPolicy retention,
    long maxConsumers,
    long maxMessages,
    long maxBytes,
    long maxAgeNanos,
    long maxMessagesPerSubject,
    int maxMessageBytes,
    DiscardPolicy discard,
    StorageType storage,
    int replicas,
    boolean noAck,
    long duplicateWindowNanos,
    Optional<Placement> placement,
    Optional<StreamSource> mirror,
    List<StreamSource> sources,
    Compression compression,
    long firstSeq,
    Optional<SubjectTransformConfig> subjectTransform,
    Optional<Republish> republish,
    boolean allowDirect,
    boolean mirrorDirect,
    boolean discardNewPerSubject,
    boolean sealed,
    boolean denyDelete,
    boolean denyPurge,
    boolean allowRollup,
    ConsumerLimits consumerLimits,
    boolean allowMessageTtl,
    long subjectDeleteMarkerTtlNanos,
    boolean allowMessageCounter,
    boolean allowAtomicBatches,
    boolean allowMessageSchedules,
    PersistMode persistMode,
    boolean allowFastBatches,
    Map<String, String> metadata) {
  /** Copies lists and maps. */
  public StreamConfig {
    subjects = List.copyOf(subjects);
    sources = List.copyOf(sources);
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** A builder for a stream of that name, all else as if left out of a request. */
  public static StreamConfigBuilder named(String name) {
    return new StreamConfigBuilder().name(name);
  }

  /** Whether this stream copies another one. */
  public boolean isMirror() {
    return mirror.isPresent();
  }

  /** The configuration as JSON; what a request or stored metadata may hold. */
  public byte[] toJson() {
    return JsonOutput.bytes(json -> StreamConfigJson.write(json, this));
  }

  /** A builder that starts from this configuration. */
  public StreamConfigBuilder toBuilder() {
    return new StreamConfigBuilder(this);
  }
}
