package io.myelin.jetstream.model;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Six fields, second to day of week, of a recurring time (STR-361). Each is a set of values as
 * bits.
 *
 * @param anyDay whether either of the two day fields may decide: both are restricted
 */
record CronPattern(
    long seconds,
    long minutes,
    long hours,
    long daysOfMonth,
    long months,
    long daysOfWeek,
    boolean anyDay) {
  private static final int MAX_YEARS = 5;
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final int DAYS_IN_WEEK = 7;

  /** Which values a field may have, and names that stand for them. */
  private record Field(int min, int max, List<String> names) {
    Optional<Integer> value(String text) {
      int named = names.indexOf(text.toLowerCase(Locale.ROOT));
      if (named >= 0) {
        return Optional.of(named + min);
      }
      try {
        int value = Integer.parseInt(text);
        boolean isPlain = !text.startsWith("+") && value >= min && value <= max;
        return isPlain ? Optional.of(value) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  private static final List<Field> FIELDS =
      List.of(
          new Field(0, 59, List.of()),
          new Field(0, 59, List.of()),
          new Field(0, 23, List.of()),
          new Field(1, 31, List.of()),
          new Field(1, 12, MONTHS),
          new Field(0, 6, DAYS));

  /** Reads a pattern; nothing if it is malformed. */
  static Optional<CronPattern> parse(String text) {
    String[] fields = text.strip().split("\\s+");
    if (fields.length != FIELDS.size()) {
      return Optional.empty();
    }
    long[] bits = new long[fields.length];
    for (int i = 0; i < fields.length; i++) {
      bits[i] = list(fields[i], FIELDS.get(i));
      if (bits[i] == 0) {
        return Optional.empty();
      }
    }
    boolean anyDay = !isStar(fields[3]) && !isStar(fields[5]);
    return Optional.of(
        new CronPattern(bits[0], bits[1], bits[2], bits[3], bits[4], bits[5], anyDay));
  }

  /** Whether a day field leaves the other one to decide; a star with a step does not. */
  private static boolean isStar(String field) {
    for (String part : field.split(",", -1)) {
      if (part.equals("*") || part.equals("?") || part.equals("*/1") || part.equals("?/1")) {
        return true;
      }
    }
    return false;
  }

  private static long list(String text, Field field) {
    long bits = 0;
    for (String part : text.split(",", -1)) {
      long range = range(part, field);
      if (range == 0) {
        return 0;
      }
      bits |= range;
    }
    return bits;
  }

  private static long range(String text, Field field) {
    String[] steps = text.split("/", -1);
    if (steps.length > 2) {
      return 0;
    }
    int step = steps.length == 1 ? 1 : number(steps[1]);
    String[] ends = steps[0].split("-", -1);
    if (step <= 0 || ends.length > 2) {
      return 0;
    }
    int from = field.min();
    int to = field.max();
    boolean isStar = ends.length == 1 && (ends[0].equals("*") || ends[0].equals("?"));
    if (!isStar) {
      Optional<Integer> first = field.value(ends[0]);
      Optional<Integer> last = ends.length == 2 ? field.value(ends[1]) : first;
      if (first.isEmpty() || last.isEmpty() || first.get() > last.get()) {
        return 0;
      }
      from = first.get();
      boolean isOpen = ends.length == 1 && steps.length == 2;
      to = isOpen ? field.max() : last.get();
    }
    long bits = 0;
    for (int value = from; value <= to; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The first matching time after another, in its zone; nothing if there is none for 5 years. */
  Optional<ZonedDateTime> nextAfter(ZonedDateTime after) {
    ZonedDateTime time = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    int lastYear = time.getYear() + MAX_YEARS;
    while (time.getYear() <= lastYear) {
      if (!has(months, time.getMonthValue())) {
        time = later(time, time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1));
      } else if (!isDay(time)) {
        time = later(time, time.truncatedTo(ChronoUnit.DAYS).plusDays(1));
      } else if (!has(hours, time.getHour())) {
        time = later(time, time.truncatedTo(ChronoUnit.HOURS).plusHours(1));
      } else if (!has(minutes, time.getMinute())) {
        time = later(time, time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1));
      } else if (!has(seconds, time.getSecond())) {
        time = time.plusSeconds(1);
      } else {
        return Optional.of(time);
      }
    }
    return Optional.empty();
  }

  /** Guards against standing still where a zone's clock is set back. */
  private static ZonedDateTime later(ZonedDateTime time, ZonedDateTime next) {
    return next.isAfter(time) ? next : time.plusSeconds(1);
  }

  private boolean isDay(ZonedDateTime time) {
    boolean ofMonth = has(daysOfMonth, time.getDayOfMonth());
    boolean ofWeek = has(daysOfWeek, time.getDayOfWeek().getValue() % DAYS_IN_WEEK);
    return anyDay ? ofMonth || ofWeek : ofMonth && ofWeek;
  }

  private static boolean has(long bits, int value) {
    return (bits >> value & 1) != 0;
  }
}
