package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.DeadLetterOption;
import io.myelin.jetstream.model.PriorityPolicy;
import io.myelin.jetstream.model.ReplayPolicy;
import io.myelin.store.SubjectFilter;
import java.time.Instant;

/** A consumer's configuration in the form that its parts work with. Immutable. */
final class ConsumerSettings {
  /** Default threshold of ephemerals, which alone gets a random extra when pushing (CON-163). */
  private static final long EPHEMERAL_THRESHOLD_NANOS = 5_000_000_000L;

  private final ConsumerConfig config;
  private final SubjectFilter filter;
  private final byte[] deliverSubject;
  private final byte[] deliverGroup;
  private final boolean deadLetters;
  private final long[] backoffNanos;
  private final long pausedUntilNanos;
  private final int samplePercent;

  ConsumerSettings(ConsumerConfig config) {
    this.config = config;
    this.filter = SubjectFilter.of(config.filters());
    this.deliverSubject = config.deliverSubject().getBytes(UTF_8);
    this.deliverGroup = config.deliverGroup().getBytes(UTF_8);
    this.deadLetters = !DeadLetterOption.subject(config).isEmpty();
    this.backoffNanos = config.backoffNanos().stream().mapToLong(Long::longValue).toArray();
    this.pausedUntilNanos = config.pauseUntil().map(ConsumerSettings::nanos).orElse(0L);
    this.samplePercent = samplePercent(config.sampleFrequency());
  }

  static long nanos(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds < 0) {
      return 0;
    }
    return seconds >= Long.MAX_VALUE / 1_000_000_000L
        ? Long.MAX_VALUE
        : seconds * 1_000_000_000L + time.getNano();
  }

  private static int samplePercent(String frequency) {
    String digits =
        frequency.endsWith("%") ? frequency.substring(0, frequency.length() - 1) : frequency;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return digits.length() > 3 ? 100 : Math.min(100, Integer.parseInt(digits));
  }

  ConsumerConfig config() {
    return config;
  }

  SubjectFilter filter() {
    return filter;
  }

  boolean push() {
    return deliverSubject.length > 0;
  }

  byte[] deliverSubject() {
    return deliverSubject;
  }

  byte[] deliverGroup() {
    return deliverGroup;
  }

  /** Whether messages that are not delivered any more are passed on. */
  boolean deadLetters() {
    return deadLetters;
  }

  AckPolicy ackPolicy() {
    return config.ackPolicy();
  }

  /** Whether delivered messages wait for an acknowledgement. */
  boolean tracksPending() {
    return config.ackPolicy() != AckPolicy.NONE;
  }

  /** Whether an ack covers what was delivered before (CON-262, CON-264). */
  boolean acksCumulatively() {
    return config.ackPolicy() == AckPolicy.ALL || config.ackPolicy() == AckPolicy.FLOW_CONTROL;
  }

  /** How long the delivery with this number waits for its ack, 0 for ever (CON-280, CON-292). */
  long ackWaitNanos(int deliveries) {
    if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
      return 0;
    }
    return backoffNanos.length == 0
        ? config.ackWaitNanos()
        : backoffNanos[Math.min(Math.max(deliveries, 1), backoffNanos.length) - 1];
  }

  /** Whether a message delivered so often is not delivered again (CON-285). */
  boolean exhausts(int deliveries) {
    return config.maxDeliver() > 0 && deliveries >= config.maxDeliver();
  }

  /** Whether as many messages wait for acks as may (CON-284). */
  boolean stalls(int ackPending) {
    return tracksPending() && config.maxAckPending() > 0 && ackPending >= config.maxAckPending();
  }

  long maxDeliver() {
    return config.maxDeliver();
  }

  boolean headersOnly() {
    return config.headersOnly();
  }

  boolean flowControl() {
    return config.flowControl();
  }

  long idleHeartbeatNanos() {
    return config.idleHeartbeatNanos();
  }

  /** Bytes a second, 0 for no limit (CON-423). */
  long rateBytesPerSecond() {
    return config.rateLimitBitsPerSecond() == 0
        ? 0
        : Math.max(1, Long.divideUnsigned(config.rateLimitBitsPerSecond(), 8));
  }

  boolean replaysOriginalPace() {
    return config.replayPolicy() == ReplayPolicy.ORIGINAL;
  }

  int samplePercent() {
    return samplePercent;
  }

  /** Since the epoch, 0 for not paused (CON-450). */
  long pausedUntilNanos() {
    return pausedUntilNanos;
  }

  long inactiveThresholdNanos() {
    return config.inactiveThresholdNanos();
  }

  /** Whether a random extra is added to the inactive threshold (CON-163). */
  boolean jittersInactivity() {
    return !push()
        || (!config.isDurable() && config.inactiveThresholdNanos() == EPHEMERAL_THRESHOLD_NANOS);
  }

  PriorityPolicy priorityPolicy() {
    return config.priorityPolicy();
  }

  /** The group that has state (section 13). */
  String priorityGroup() {
    return config.priorityGroups().isEmpty() ? "" : config.priorityGroups().getFirst();
  }

  boolean keepsState() {
    return !config.memoryStorage() && !config.direct();
  }
}
