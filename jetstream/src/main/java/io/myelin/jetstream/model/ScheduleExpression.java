package io.myelin.jetstream.model;

import io.myelin.config.GoDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** When a scheduled message is due: the value of {@code Nats-Schedule} (STR-361). */
public sealed interface ScheduleExpression {
  /** Once (STR-361). */
  record At(Instant time) implements ScheduleExpression {
    @Override
    public Optional<Instant> nextAfter(Instant base) {
      return Optional.empty();
    }

    @Override
    public Instant firstAfter(Instant published) {
      return time;
    }
  }

  /** Again and again at a distance. */
  record Every(Duration distance) implements ScheduleExpression {
    private static final Duration HALF_SECOND = Duration.ofMillis(500);

    @Override
    public Optional<Instant> nextAfter(Instant base) {
      Instant rounded = Instant.ofEpochSecond(base.plus(HALF_SECOND).getEpochSecond());
      return Optional.of(rounded.plus(distance));
    }
  }

  /** Whenever the clock of a zone matches. */
  record Cron(CronPattern pattern, ZoneId zone) implements ScheduleExpression {
    @Override
    public Optional<Instant> nextAfter(Instant base) {
      return pattern.nextAfter(base.atZone(zone)).map(time -> time.toInstant());
    }
  }

  /** What is wrong with an expression. */
  enum Problem {
    /** The expression: error 10189. */
    PATTERN,
    /** The time zone: error 10223. */
    TIME_ZONE
  }

  /** What reading an expression gives. */
  sealed interface Parsed {
    /** It is one. */
    record Valid(ScheduleExpression expression) implements Parsed {}

    /** It is none. */
    record Invalid(Problem problem) implements Parsed {}
  }

  /** The forms that are short for a cron pattern. */
  Map<String, String> SHORT_FORMS =
      Map.of(
          "@yearly", "0 0 0 1 1 *",
          "@annually", "0 0 0 1 1 *",
          "@monthly", "0 0 0 1 * *",
          "@weekly", "0 0 0 * * 0",
          "@daily", "0 0 0 * * *",
          "@midnight", "0 0 0 * * *",
          "@hourly", "0 0 * * * *");

  /** When it is due for the first time after it was published; a past time is due at once. */
  default Instant firstAfter(Instant published) {
    return nextAfter(published).orElse(published);
  }

  /**
   * When it is due again after {@code base}: the time for which it fired, or now when times were
   * missed (STR-368). Nothing if it is over.
   */
  Optional<Instant> nextAfter(Instant base);

  /**
   * Reads an expression.
   *
   * @param text the value of {@code Nats-Schedule}
   * @param timeZone the value of {@code Nats-Schedule-Time-Zone}, if there is one (STR-364)
   * @param now for finding out whether a pattern ever matches
   */
  static Parsed parse(String text, Optional<String> timeZone, Instant now) {
    if (text.startsWith("@at ") || text.startsWith("@every ")) {
      Optional<ScheduleExpression> expression =
          timeZone.isPresent() ? Optional.empty() : withoutZone(text);
      return expression.<Parsed>map(Parsed.Valid::new).orElse(new Parsed.Invalid(Problem.PATTERN));
    }
    Optional<ZoneId> zone = timeZone.isEmpty() ? Optional.of(ZoneOffset.UTC) : zone(timeZone.get());
    if (zone.isEmpty()) {
      return new Parsed.Invalid(Problem.TIME_ZONE);
    }
    String pattern = SHORT_FORMS.getOrDefault(text.toLowerCase(Locale.ROOT), text);
    return CronPattern.parse(pattern)
        .filter(cron -> cron.nextAfter(now.atZone(zone.get())).isPresent())
        .<Parsed>map(cron -> new Parsed.Valid(new Cron(cron, zone.get())))
        .orElse(new Parsed.Invalid(Problem.PATTERN));
  }

  private static Optional<ScheduleExpression> withoutZone(String text) {
    if (text.startsWith("@at ")) {
      return GoTime.parse(text.substring("@at ".length())).map(At::new);
    }
    Duration distance = GoDuration.parse(text.substring("@every ".length()));
    if (distance == null || distance.compareTo(Duration.ofSeconds(1)) < 0) {
      return Optional.empty();
    }
    return Optional.of(new Every(distance));
  }

  /** Whether this names a time zone (STR-364). */
  static boolean isZone(String name) {
    return zone(name).isPresent();
  }

  private static Optional<ZoneId> zone(String name) {
    if (name.equals("UTC")) {
      return Optional.of(ZoneOffset.UTC);
    }
    if (name.equals("Local")) {
      return Optional.of(ZoneId.systemDefault());
    }
    try {
      return ZoneId.getAvailableZoneIds().contains(name)
          ? Optional.of(ZoneId.of(name))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
