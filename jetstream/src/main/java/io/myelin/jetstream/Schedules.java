package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.MessageTtl;
import io.myelin.jetstream.model.ScheduleExpression;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.protocol.Subjects;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of messages that schedule others (STR-360 to STR-371): what a publisher may ask for,
 * and what is published when the time has come. Pure functions.
 */
final class Schedules {
  /** What {@code Nats-Schedule-Next} says when the schedule is over (STR-366). */
  static final String OVER = "purge";

  private static final String SUBJECT_ROLLUP = "sub";
  private static final String PREFIX = "Nats-Schedule";

  private Schedules() {}

  /** When a message is due and how it goes on. */
  static Optional<ScheduleExpression> expression(byte[] bytes, int at, int length, Instant now) {
    if (length == 0) {
      return Optional.empty();
    }
    String pattern = HeaderBlock.value(bytes, at, length, PublishHeaders.SCHEDULE);
    if (pattern == null || pattern.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> zone =
        Optional.ofNullable(
            HeaderBlock.value(bytes, at, length, PublishHeaders.SCHEDULE_TIME_ZONE));
    return ScheduleExpression.parse(pattern, zone, now)
            instanceof ScheduleExpression.Parsed.Valid valid
        ? Optional.of(valid.expression())
        : Optional.empty();
  }

  /**
   * Checks what a published message schedules (STR-360 to STR-365).
   *
   * @return whether it schedules anything; then it replaces the subject's earlier messages
   */
  static boolean check(PublishHeaders headers, Incoming message, StreamConfig config, long nowNanos)
      throws Refusal {
    boolean isSchedule = headers.given(PublishHeaders.SCHEDULE);
    ApiErrors problem = timeProblem(headers, isSchedule, nowNanos);
    if (!config.allowMessageSchedules() && (isSchedule || problem != null)) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_DISABLED);
    }
    if (problem != null) {
      throw Refusal.of(problem);
    }
    if (!isSchedule) {
      return false;
    }
    checkTtl(headers);
    String rollup = headers.text(PublishHeaders.SCHEDULE_ROLLUP);
    if (!rollup.isEmpty() && !rollup.equals(SUBJECT_ROLLUP)) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_ROLLUP_INVALID);
    }
    if (headers.given(PublishHeaders.SCHEDULE_TTL) && !config.allowMessageTtl()) {
      throw Refusal.of(ApiErrors.MESSAGE_TTL_DISABLED);
    }
    checkSubjects(headers, message.subject(), config);
    String ownRollup = headers.text(PublishHeaders.ROLLUP).toLowerCase(Locale.ROOT);
    if (!ownRollup.isEmpty() && !ownRollup.equals(SUBJECT_ROLLUP)) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_ROLLUP_INVALID);
    }
    return true;
  }

  private static @Nullable ApiErrors timeProblem(
      PublishHeaders headers, boolean isSchedule, long nowNanos) {
    Optional<String> zone = Optional.ofNullable(headers.get(PublishHeaders.SCHEDULE_TIME_ZONE));
    if (zone.isPresent() && !ScheduleExpression.isZone(zone.get())) {
      return ApiErrors.MESSAGE_SCHEDULES_TIME_ZONE_INVALID;
    }
    boolean isInvalid =
        isSchedule
            && ScheduleExpression.parse(
                    headers.text(PublishHeaders.SCHEDULE), zone, GoTime.ofEpochNanos(nowNanos))
                instanceof ScheduleExpression.Parsed.Invalid;
    return isInvalid ? ApiErrors.MESSAGE_SCHEDULES_PATTERN_INVALID : null;
  }

  private static void checkTtl(PublishHeaders headers) throws Refusal {
    String ttl = headers.text(PublishHeaders.SCHEDULE_TTL);
    if (!ttl.isEmpty() && MessageTtl.parse(ttl).isEmpty()) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_TTL_INVALID);
    }
  }

  private static void checkSubjects(PublishHeaders headers, String own, StreamConfig config)
      throws Refusal {
    String target = headers.text(PublishHeaders.SCHEDULE_TARGET);
    boolean isTarget = Subjects.isValidLiteral(target) && !target.equals(own);
    if (!isTarget) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_TARGET_INVALID);
    }
    String source = headers.text(PublishHeaders.SCHEDULE_SOURCE);
    boolean isSource =
        source.isEmpty()
            || (Subjects.isValidLiteral(source) && !source.equals(target) && !source.equals(own));
    if (!isSource) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_SOURCE_INVALID);
    }
    if (!captures(config, target)) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_TARGET_INVALID);
    }
    if (!source.isEmpty() && !captures(config, source)) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_SOURCE_INVALID);
    }
  }

  private static boolean captures(StreamConfig config, String subject) {
    return config.subjects().stream().anyMatch(own -> Subjects.collide(own, subject));
  }

  /**
   * Checks a published message that ends a schedule (STR-369).
   *
   * @return the subject of the schedule that it ends, null for none
   */
  static byte @Nullable [] checkEnding(
      PublishHeaders headers, Incoming message, StreamConfig config) throws Refusal {
    String scheduler = headers.text(PublishHeaders.SCHEDULER);
    if (!headers.given(PublishHeaders.SCHEDULE_NEXT)) {
      if (!scheduler.isEmpty()) {
        throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_SCHEDULER_INVALID);
      }
      return null;
    }
    if (!headers.text(PublishHeaders.SCHEDULE_NEXT).equals(OVER)
        || !Subjects.isValidLiteral(scheduler)
        || scheduler.equals(message.subject())) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_SCHEDULER_INVALID);
    }
    if (!config.allowMessageSchedules()) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_DISABLED);
    }
    return scheduler.getBytes(UTF_8);
  }

  /** What a subject has for a last message must be a schedule, if there is any (STR-369). */
  static void checkIsSchedule(MessageStore store, byte[] subject, StoredMessage scratch)
      throws Refusal {
    long sequence = store.lastOf(subject, 0, subject.length);
    try {
      if (sequence == 0 || !store.read(sequence, scratch)) {
        return;
      }
    } catch (IOException damaged) {
      return;
    }
    if (!isSchedule(scratch)) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_SCHEDULER_INVALID);
    }
  }

  private static boolean isSchedule(StoredMessage message) {
    String pattern =
        message.headerLength() == 0
            ? null
            : HeaderBlock.value(
                message.buffer(),
                message.headerAt(),
                message.headerLength(),
                PublishHeaders.SCHEDULE);
    return pattern != null && !pattern.isEmpty();
  }

  /**
   * What a copied or produced message does to a schedule: only those that the server made say so.
   *
   * @return the subject of the schedule that ends, null for none
   */
  static byte @Nullable [] endedBy(PublishHeaders headers, StreamConfig config) {
    boolean ends =
        config.allowMessageSchedules()
            && headers.text(PublishHeaders.SCHEDULE_NEXT).equals(OVER)
            && headers.given(PublishHeaders.SCHEDULER);
    return ends ? headers.text(PublishHeaders.SCHEDULER).getBytes(UTF_8) : null;
  }

  /**
   * The message that a due schedule publishes (STR-366).
   *
   * @param schedule the message that holds the schedule
   * @param contentHeader headers of the message whose content is taken, which may be its own
   * @param contentPayload the payload of that message
   * @param next when it is due again, empty when it is over
   */
  static Incoming produced(
      StoredMessage schedule, byte[] contentHeader, byte[] contentPayload, Optional<Instant> next) {
    byte[] header =
        HeaderBlock.without(
            contentHeader,
            name ->
                name.startsWith(PREFIX)
                    || name.startsWith(PublishHeaders.EXPECTED_PREFIX)
                    || name.equals(PublishHeaders.MSG_ID)
                    || name.equals(PublishHeaders.TTL)
                    || name.equals(PublishHeaders.ROLLUP));
    PublishHeaders own =
        PublishHeaders.parse(schedule.buffer(), schedule.headerAt(), schedule.headerLength());
    header = HeaderBlock.plus(header, PublishHeaders.SCHEDULER, schedule.subject());
    header =
        HeaderBlock.plus(
            header, PublishHeaders.SCHEDULE_NEXT, next.map(GoTime::format).orElse(OVER));
    header = plusIfGiven(header, PublishHeaders.TTL, own.text(PublishHeaders.SCHEDULE_TTL));
    header = plusIfGiven(header, PublishHeaders.ROLLUP, own.text(PublishHeaders.SCHEDULE_ROLLUP));
    return Incoming.of(
        own.text(PublishHeaders.SCHEDULE_TARGET).getBytes(UTF_8), header, contentPayload);
  }

  private static byte[] plusIfGiven(byte[] header, String name, String value) {
    return value.isEmpty() ? header : HeaderBlock.plus(header, name, value);
  }
}
