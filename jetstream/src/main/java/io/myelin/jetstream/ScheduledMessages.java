package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.ScheduleExpression;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When the schedules of a stream are due: at most one for each subject (STR-360). Follows from the
 * stored messages, so that it is rebuilt when the stream is opened. Reads no clock. Lane only.
 *
 * <p>Whether the message of a schedule is still there is looked at when it is due (STR-370), and
 * for all of them whenever their number has doubled.
 */
final class ScheduledMessages {
  private static final int SMALL = 1024;

  /** How far back a target is searched for what a schedule produced last, after a restart. */
  private static final int SEARCHED_MESSAGES = 1000;

  /**
   * A schedule.
   *
   * @param sequence the message that holds it
   */
  record Schedule(String subject, long sequence, long dueNanos) {}

  private final MessageStore store;
  private final StoredMessage scratch = new StoredMessage();
  private final Map<String, Schedule> bySubject = new HashMap<>();
  private final TreeSet<Schedule> byTime =
      new TreeSet<>(
          Comparator.comparingLong(Schedule::dueNanos).thenComparingLong(Schedule::sequence));
  private int sweepAt = SMALL;

  ScheduledMessages(MessageStore store) {
    this.store = store;
  }

  /** How many there are. */
  int size() {
    return bySubject.size();
  }

  /** When the next one is due; {@code Long.MAX_VALUE} for never. */
  long nextDueNanos() {
    return byTime.isEmpty() ? Long.MAX_VALUE : byTime.first().dueNanos();
  }

  /** A message was applied to the stream (STR-360, STR-367). */
  void applied(StreamEntry entry) {
    byte[] ended = entry.endedSchedule();
    if (ended != null) {
      remove(new String(ended, UTF_8));
    }
    byte[] bytes = entry.buffer();
    int at = entry.subjectLength();
    int length = entry.headerLength();
    String subject = new String(bytes, 0, at, UTF_8);
    Optional<ScheduleExpression> expression =
        entry.stored()
            ? Schedules.expression(bytes, at, length, GoTime.ofEpochNanos(entry.timeNanos()))
            : Optional.empty();
    if (expression.isPresent()) {
      put(subject, entry.sequence(), firstDue(expression.get(), entry.timeNanos()));
      return;
    }
    String scheduler =
        length == 0 ? null : HeaderBlock.value(bytes, at, length, PublishHeaders.SCHEDULER);
    if (scheduler == null || scheduler.isEmpty()) {
      remove(subject);
    } else {
      rearm(scheduler, nextOf(bytes, at, length));
    }
  }

  private static long firstDue(ScheduleExpression expression, long timeNanos) {
    return GoTime.toEpochNanos(expression.firstAfter(GoTime.ofEpochNanos(timeNanos)));
  }

  private static @Nullable Instant nextOf(byte[] bytes, int at, int length) {
    String next = HeaderBlock.value(bytes, at, length, PublishHeaders.SCHEDULE_NEXT);
    return next == null ? null : GoTime.parse(next).orElse(null);
  }

  private void rearm(String subject, @Nullable Instant next) {
    Schedule schedule = bySubject.get(subject);
    if (schedule != null && next != null) {
      put(subject, schedule.sequence(), GoTime.toEpochNanos(next));
    }
  }

  private void put(String subject, long sequence, long dueNanos) {
    remove(subject);
    Schedule schedule = new Schedule(subject, sequence, dueNanos);
    bySubject.put(subject, schedule);
    byTime.add(schedule);
    if (bySubject.size() >= sweepAt) {
      sweep();
    }
  }

  private void sweep() {
    for (Schedule schedule : List.copyOf(byTime)) {
      if (!isHeld(schedule)) {
        remove(schedule.subject());
      }
    }
    sweepAt = Math.max(SMALL, 2 * bySubject.size());
  }

  /** Whether the message of the schedule is still there, and the last one of its subject. */
  private boolean isHeld(Schedule schedule) {
    byte[] subject = schedule.subject().getBytes(UTF_8);
    return store.lastOf(subject, 0, subject.length) == schedule.sequence();
  }

  /** There is no schedule on the subject any more. */
  void remove(String subject) {
    Schedule schedule = bySubject.remove(subject);
    if (schedule != null) {
      byTime.remove(schedule);
    }
  }

  /**
   * Schedules that are due, in the order of their sequence; they stay due until what they produce
   * is applied.
   *
   * @param limit how many at most
   */
  List<Schedule> due(long nowNanos, int limit) {
    List<Schedule> due = new ArrayList<>();
    for (Schedule schedule : byTime) {
      if (schedule.dueNanos() > nowNanos || due.size() == limit) {
        break;
      }
      due.add(schedule);
    }
    due.sort(Comparator.comparingLong(Schedule::sequence));
    return due;
  }

  /**
   * What a due schedule publishes (STR-366).
   *
   * @return null where it has ended: its message is gone, or is none any more
   */
  @Nullable Incoming produce(Schedule schedule, long nowNanos) {
    StoredMessage message = new StoredMessage();
    if (!store.contains(schedule.sequence()) || !read(schedule.sequence(), message)) {
      return null;
    }
    Instant due = GoTime.ofEpochNanos(schedule.dueNanos());
    Optional<ScheduleExpression> expression =
        Schedules.expression(message.buffer(), message.headerAt(), message.headerLength(), due);
    if (expression.isEmpty()) {
      return null;
    }
    StoredMessage content = message;
    String source =
        HeaderBlock.value(
            message.buffer(),
            message.headerAt(),
            message.headerLength(),
            PublishHeaders.SCHEDULE_SOURCE);
    if (source != null && !source.isEmpty()) {
      byte[] subject = source.getBytes(UTF_8);
      long last = store.lastOf(subject, 0, subject.length);
      if (last != 0 && read(last, scratch)) {
        content = scratch;
      }
    }
    return Schedules.produced(
        message, content.header(), content.payload(), next(expression.get(), due, nowNanos));
  }

  /** When it is due again; times that were missed are not made up for (STR-368). */
  private static Optional<Instant> next(ScheduleExpression expression, Instant due, long nowNanos) {
    Instant now = GoTime.ofEpochNanos(nowNanos);
    return expression
        .nextAfter(due)
        .flatMap(
            next -> next.isBefore(now) ? expression.nextAfter(rounded(now)) : Optional.of(next));
  }

  private static Instant rounded(Instant time) {
    return Instant.ofEpochSecond(time.plus(Duration.ofMillis(500)).getEpochSecond());
  }

  private boolean read(long sequence, StoredMessage into) {
    try {
      return store.read(sequence, into);
    } catch (IOException damaged) {
      return false;
    }
  }

  /** Finds all schedules among the stored messages; takes a while in a large stream. */
  void rebuild() {
    bySubject.clear();
    byTime.clear();
    sweepAt = Integer.MAX_VALUE;
    List<Long> lasts = new ArrayList<>();
    store.subjects(
        SubjectFilter.ALL,
        (subject, at, length, count, first, last) -> {
          lasts.add(last);
          return true;
        });
    for (long sequence : lasts) {
      if (read(sequence, scratch) && scratch.headerLength() > 0) {
        rebuild(scratch);
      }
    }
    sweepAt = Math.max(SMALL, 2 * bySubject.size());
  }

  private void rebuild(StoredMessage message) {
    Optional<ScheduleExpression> expression =
        Schedules.expression(
            message.buffer(),
            message.headerAt(),
            message.headerLength(),
            GoTime.ofEpochNanos(message.timeNanos()));
    if (expression.isEmpty()) {
      return;
    }
    String subject = message.subject();
    long sequence = message.sequence();
    String target =
        HeaderBlock.value(
            message.buffer(),
            message.headerAt(),
            message.headerLength(),
            PublishHeaders.SCHEDULE_TARGET);
    put(subject, sequence, firstDue(expression.get(), message.timeNanos()));
    if (target != null) {
      rearm(subject, lastNext(subject, sequence, SubjectFilter.of(target)));
    }
  }

  /** When the schedule is due by what it produced last. */
  private @Nullable Instant lastNext(String subject, long sequence, SubjectFilter target) {
    long produced = store.last(target, store.lastSequence());
    for (int i = 0; i < SEARCHED_MESSAGES && produced > sequence; i++) {
      if (read(produced, scratch) && scratch.headerLength() > 0) {
        byte[] bytes = scratch.buffer();
        int at = scratch.headerAt();
        int length = scratch.headerLength();
        if (subject.equals(HeaderBlock.value(bytes, at, length, PublishHeaders.SCHEDULER))) {
          return nextOf(bytes, at, length);
        }
      }
      produced = store.last(target, produced - 1);
    }
    return null;
  }
}
