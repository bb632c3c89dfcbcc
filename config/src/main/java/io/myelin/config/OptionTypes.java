package io.myelin.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The plain types of options (spec, section 15). */
final class OptionTypes {
  static final OptionType<Boolean> BOOL = new BoolType();
  static final OptionType<Integer> INT = new IntType();
  static final OptionType<Long> SIZE = new SizeType(false);
  static final OptionType<Long> JSIZE = new SizeType(true);
  static final OptionType<String> TEXT = new TextType();
  static final OptionType<String> SECRET = new SecretType();
  static final OptionType<Duration> DURATION = new DurationType(DurationType.Form.SECONDS_WARN);
  static final OptionType<Duration> STRICT_DURATION = new DurationType(DurationType.Form.TEXT_ONLY);
  static final OptionType<Duration> SECONDS = new DurationType(DurationType.Form.SECONDS);
  static final OptionType<List<String>> TEXTS = new TextsType(false);
  static final OptionType<List<String>> TEXT_OR_TEXTS = new TextsType(true);

  private OptionTypes() {}

  private static final class BoolType extends OptionType<Boolean> {
    @Override
    @Nullable Boolean read(SectionReader reader, ConfigItem item) {
      if (item.value() instanceof ConfigValue.Bool bool) {
        return bool.truth();
      }
      reader.wrongType(item, "true or false");
      return null;
    }

    @Override
    Boolean usualDefault() {
      return false;
    }

    @Override
    public String describe() {
      return "boolean";
    }
  }

  private static final class IntType extends OptionType<Integer> {
    @Override
    @Nullable Integer read(SectionReader reader, ConfigItem item) {
      if (!(item.value() instanceof ConfigValue.Int number)) {
        reader.wrongType(item, "an integer");
        return null;
      }
      if (number.number() != (int) number.number()) {
        reader.error(item, item.key() + " value is too " + (number.number() < 0 ? "small" : "big"));
        return null;
      }
      return (int) number.number();
    }

    @Override
    Integer usualDefault() {
      return 0;
    }

    @Override
    Long limited(Integer value) {
      return value.longValue();
    }

    @Override
    public String describe() {
      return "integer";
    }
  }

  private static final class SizeType extends OptionType<Long> {
    private final boolean textAllowed;

    SizeType(boolean textAllowed) {
      this.textAllowed = textAllowed;
    }

    @Override
    @Nullable Long read(SectionReader reader, ConfigItem item) {
      if (item.value() instanceof ConfigValue.Int number) {
        return number.number();
      }
      if (textAllowed && item.value() instanceof ConfigValue.Text text) {
        return text(reader, item, text.text());
      }
      reader.wrongType(item, "a size");
      return null;
    }

    /** A number with exactly one of K, M, G, T behind it, in steps of 1024 (CORE-549). */
    private static @Nullable Long text(SectionReader reader, ConfigItem item, String text) {
      int unit = text.isEmpty() ? -1 : "KMGT".indexOf(text.charAt(text.length() - 1));
      if (text.isEmpty()) {
        return 0L;
      }
      if (unit < 0) {
        reader.error(item, "sizes defined as strings must end in K, M, G, T");
        return null;
      }
      try {
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return Math.multiplyExact(number, 1L << (10 * (unit + 1)));
      } catch (NumberFormatException | ArithmeticException e) {
        reader.error(item, "\"" + text + "\" is not a size");
        return null;
      }
    }

    @Override
    Long usualDefault() {
      return 0L;
    }

    @Override
    Long limited(Long value) {
      return value;
    }

    @Override
    public String describe() {
      return textAllowed ? "size, or a string ending in K, M, G, T" : "size";
    }
  }

  private static class TextType extends OptionType<String> {
    @Override
    @Nullable String read(SectionReader reader, ConfigItem item) {
      if (item.value() instanceof ConfigValue.Text text) {
        return text.text();
      }
      reader.wrongType(item, "a string");
      return null;
    }

    @Override
    String usualDefault() {
      return "";
    }

    @Override
    boolean isZero(String value) {
      return value.isEmpty();
    }

    @Override
    public String describe() {
      return "string";
    }
  }

  /** A string that is never shown. */
  private static final class SecretType extends TextType {
    @Override
    public String show(String value) {
      return value.isEmpty() ? "" : "[REDACTED]";
    }
  }

  /** Durations (CORE-548). */
  private static final class DurationType extends OptionType<Duration> {
    enum Form {
      SECONDS_WARN,
      SECONDS,
      TEXT_ONLY
    }

    private static final double MAX_SECONDS = Long.MAX_VALUE / 1e9;

    private final Form form;

    DurationType(Form form) {
      this.form = form;
    }

    @Override
    @Nullable Duration read(SectionReader reader, ConfigItem item) {
      if (item.value() instanceof ConfigValue.Text text) {
        return text(reader, item, text.text());
      }
      if (item.value() instanceof ConfigValue.Int number && form != Form.TEXT_ONLY) {
        if (form == Form.SECONDS_WARN) {
          reader.warning(item, item.key() + " should be converted to a duration");
        }
        return seconds(reader, item, (double) number.number());
      }
      if (item.value() instanceof ConfigValue.Decimal number && form == Form.SECONDS) {
        return seconds(reader, item, number.number());
      }
      reader.wrongType(item, form == Form.TEXT_ONLY ? "a duration string" : "a duration");
      return null;
    }

    private static @Nullable Duration text(SectionReader reader, ConfigItem item, String text) {
      Duration duration = GoDuration.parse(text);
      if (duration == null) {
        reader.error(
            item,
            "error parsing "
                + item.key()
                + ": time: invalid duration \""
                + text
                + "\", expected for example 10s, 1m30s or 250ms");
      }
      return duration;
    }

    private static @Nullable Duration seconds(
        SectionReader reader, ConfigItem item, double seconds) {
      if (Math.abs(seconds) >= MAX_SECONDS) {
        reader.error(item, item.key() + " value is too big");
        return null;
      }
      return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    @Override
    Duration usualDefault() {
      return Duration.ZERO;
    }

    @Override
    Long limited(Duration value) {
      return value.toNanos();
    }

    @Override
    public String show(Duration value) {
      return GoDuration.format(value);
    }

    @Override
    public String describe() {
      return switch (form) {
        case SECONDS_WARN -> "duration";
        case SECONDS -> "seconds or duration";
        case TEXT_ONLY -> "duration string";
      };
    }
  }

  private static final class TextsType extends OptionType<List<String>> {
    private final boolean singleAllowed;

    TextsType(boolean singleAllowed) {
      this.singleAllowed = singleAllowed;
    }

    @Override
    @Nullable List<String> read(SectionReader reader, ConfigItem item) {
      if (singleAllowed && item.value() instanceof ConfigValue.Text text) {
        return List.of(text.text());
      }
      if (!(item.value() instanceof ConfigValue.Array array)) {
        reader.wrongType(item, singleAllowed ? "a string or an array of strings" : "an array");
        return null;
      }
      List<String> texts = new ArrayList<>();
      for (ConfigValue.Element element : array.elements()) {
        if (element.value() instanceof ConfigValue.Text text) {
          texts.add(text.text());
        } else {
          reader.wrongType(item.element(element), "a string");
        }
      }
      return List.copyOf(texts);
    }

    @Override
    List<String> usualDefault() {
      return List.of();
    }

    @Override
    public String describe() {
      return singleAllowed ? "string or list of strings" : "list of strings";
    }
  }

  /** A string out of a fixed set, compared without regard to case. */
  static final class ChoiceType extends OptionType<String> {
    private final List<String> choices;
    private final String refusal;

    /** The refusal text has {@code %v} where the value goes. */
    ChoiceType(String refusal, String... choices) {
      this.choices = List.of(choices);
      this.refusal = refusal;
    }

    @Override
    @Nullable String read(SectionReader reader, ConfigItem item) {
      String text = TEXT.read(reader, item);
      if (text == null) {
        return null;
      }
      String lower = text.toLowerCase(Locale.ROOT);
      if (!choices.contains(lower)) {
        reader.error(item, refusal.replace("%v", text));
        return null;
      }
      return lower;
    }

    @Override
    String usualDefault() {
      return "";
    }

    @Override
    boolean isZero(String value) {
      return value.isEmpty();
    }

    @Override
    public String describe() {
      return "one of " + String.join(", ", choices);
    }
  }
}
