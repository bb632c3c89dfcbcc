package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a consumer is configured (CON-060 to CON-091). Straight from a request it may hold anything,
 * with 0 for what was left out; {@link ConsumerConfigRules} makes of it the configuration of a
 * consumer.
 *
 * @param durableName set for a durable (CON-060)
 * @param name empty only in a request (CON-061)
 * @param description free text (CON-062)
 * @param deliverPolicy where it starts (CON-063)
 * @param optStartSeq without sign; 0 for none (CON-064)
 * @param optStartTime start by time (CON-065)
 * @param ackPolicy how messages are acknowledged (CON-066)
 * @param ackWaitNanos how long until a redelivery (CON-067)
 * @param maxDeliver -1 for no limit (CON-068)
 * @param backoffNanos waits of the first deliveries (CON-069)
 * @param filterSubject empty for none (CON-070)
 * @param filterSubjects instead of the one filter (CON-071)
 * @param replayPolicy at which pace (CON-072)
 * @param rateLimitBitsPerSecond 0 for none; without sign (CON-073)
 * @param sampleFrequency percentage of acks that are reported (CON-074)
 * @param maxWaiting pull requests that may wait (CON-075)
 * @param maxAckPending unacknowledged messages; -1 for no limit (CON-076)
 * @param flowControl whether the receiver is asked to keep up (CON-077)
 * @param headersOnly whether payloads are left out (CON-078)
 * @param maxRequestBatch messages a pull may ask for; 0 for no limit (CON-079)
 * @param maxRequestExpiresNanos how long a pull may wait; 0 for no limit (CON-080)
 * @param maxRequestMaxBytes bytes a pull may ask for; 0 for no limit (CON-081)
 * @param deliverSubject set for a push consumer (CON-082)
 * @param deliverGroup queue group of a push consumer (CON-083)
 * @param idleHeartbeatNanos 0 for none (CON-084)
 * @param inactiveThresholdNanos unused for so long it is deleted; 0 for never (CON-085)
 * @param replicas 0 for as the stream has (CON-086)
 * @param memoryStorage whether its state is in memory only (CON-087)
 * @param direct whether it feeds a mirror or source (CON-088)
 * @param sourcing whether it feeds a source durably (CON-088)
 * @param metadata keys and values of the user and of the server (CON-089)
 * @param pauseUntil nothing is delivered before (CON-090)
 * @param priorityGroups groups of pulls (CON-091)
 * @param priorityPolicy which pull is served first (CON-091)
 * @param priorityTimeoutNanos how long a pin lives (CON-091)
 */
public record ConsumerConfig(
    String durableName,
    String name,
    String description,
    DeliverPolicy deliverPolicy,
    long optStartSeq,
    Optional<Instant> optStartTime,
    AckPolicy ackPolicy,
    long ackWaitNanos,
    long maxDeliver,
    List<Long> backoffNanos,
    String filterSubject,
    List<String> filterSubjects,
    ReplayPolicy replayPolicy,
    long rateLimitBitsPerSecond,
    String sampleFrequency,
    long maxWaiting,
    long maxAckPending,
    boolean flowControl,
    boolean headersOnly,
    long maxRequestBatch,
    long maxRequestExpiresNanos,
    long maxRequestMaxBytes,
    String deliverSubject,
    String deliverGroup,
    long idleHeartbeatNanos,
    long inactiveThresholdNanos,
    int replicas,
    boolean memoryStorage,
    boolean direct,
    boolean sourcing,
    Map<String, String> metadata,
    Optional<Instant> pauseUntil,
    List<String> priorityGroups,
    PriorityPolicy priorityPolicy,
    long priorityTimeoutNanos) {
  /** Copies lists and maps. */
  public ConsumerConfig {
    backoffNanos = List.copyOf(backoffNanos);
    filterSubjects = List.copyOf(filterSubjects);
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    priorityGroups = List.copyOf(priorityGroups);
  }

  /** A builder of a configuration in which all is as if left out of a request. */
  public static ConsumerConfigBuilder builder() {
    return new ConsumerConfigBuilder();
  }

  /** Whether messages are sent without being asked for (CON-082). */
  public boolean isPush() {
    return !deliverSubject.isEmpty();
  }

  /** Whether it stays without being used (CON-162). */
  public boolean isDurable() {
    return !durableName.isEmpty();
  }

  /** The filters, however many; none for all messages (CON-200). */
  public List<String> filters() {
    return filterSubject.isEmpty() ? filterSubjects : List.of(filterSubject);
  }

  /** The configuration as JSON; what a request or stored metadata may hold. */
  public byte[] toJson() {
    return JsonOutput.bytes(json -> ConsumerConfigJson.write(json, this));
  }

  /** A builder that starts from this configuration. */
  public ConsumerConfigBuilder toBuilder() {
    return new ConsumerConfigBuilder(this);
  }
}
