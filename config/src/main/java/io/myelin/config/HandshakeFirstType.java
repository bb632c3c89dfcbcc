package io.myelin.config;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code handshake_first} value: a boolean, one of its words, or a fallback delay (CORE-667).
 */
final class HandshakeFirstType extends OptionType<HandshakeFirstType.Mode> {

  record Mode(boolean first, Duration fallback) {
    static final Mode OFF = new Mode(false, Duration.ZERO);
    static final Mode ON = new Mode(true, Duration.ZERO);
    static final Mode AUTO = new Mode(true, TlsOptions.DEFAULT_FALLBACK);
  }

  @Override
  @Nullable Mode read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Bool bool) {
      return bool.truth() ? Mode.ON : Mode.OFF;
    }
    if (item.value() instanceof ConfigValue.Text text) {
      return switch (text.text().toLowerCase(Locale.ROOT)) {
        case "true", "on" -> Mode.ON;
        case "false", "off" -> Mode.OFF;
        case "auto", "auto_fallback" -> Mode.AUTO;
        default -> delay(reader, item, text.text());
      };
    }
    reader.error(
        item,
        "field \"" + item.key() + "\" should be a boolean or a string, got " + item.value().kind());
    return null;
  }

  private static @Nullable Mode delay(SectionReader reader, ConfigItem item, String text) {
    Duration fallback = GoDuration.parse(text);
    if (fallback == null) {
      reader.error(item, "field \"" + item.key() + "\"'s value \"" + text + "\" is invalid");
      return null;
    }
    return new Mode(true, fallback);
  }

  @Override
  Mode usualDefault() {
    return Mode.OFF;
  }

  @Override
  public String show(Mode value) {
    if (!value.first()) {
      return "false";
    }
    return value.fallback().isZero() ? "true" : GoDuration.format(value.fallback());
  }

  @Override
  public String describe() {
    return "boolean, `auto` or duration";
  }
}
