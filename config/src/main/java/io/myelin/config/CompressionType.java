package io.myelin.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compression of a link (CORE-749): a boolean, a mode, or a map of mode and thresholds. */
final class CompressionType extends OptionType<CompressionOptions> {
  private final String modeWhenOn;

  CompressionType(String modeWhenOn) {
    this.modeWhenOn = modeWhenOn;
  }

  @Override
  @Nullable CompressionOptions read(SectionReader reader, ConfigItem item) {
    return switch (item.value()) {
      case ConfigValue.Bool bool ->
          CompressionOptions.of(bool.truth() ? modeWhenOn : CompressionOptions.OFF);
      case ConfigValue.Text text -> {
        String mode = mode(reader, item, text.text());
        yield mode == null ? null : CompressionOptions.of(mode);
      }
      case ConfigValue.Table table -> map(reader, table);
      default -> {
        reader.error(
            item,
            "field \""
                + item.key()
                + "\" should be a boolean or a structure, got "
                + item.value().kind());
        yield null;
      }
    };
  }

  private @Nullable CompressionOptions map(SectionReader reader, ConfigValue.Table table) {
    String mode = CompressionOptions.DEFAULT;
    List<Duration> thresholds = CompressionOptions.DEFAULT_THRESHOLDS;
    for (ConfigValue.Entry entry : table.entries()) {
      ConfigItem field = new ConfigItem(entry);
      switch (entry.key().toLowerCase(Locale.ROOT)) {
        case "mode" -> {
          String text = OptionTypes.TEXT.read(reader, field);
          String known = text == null ? null : mode(reader, field, text);
          if (known == null) {
            return null;
          }
          mode = known;
        }
        case "rtt_thresholds", "thresholds", "rtts", "rtt" -> {
          List<Duration> read = thresholds(reader, field);
          if (read == null) {
            return null;
          }
          thresholds = read;
        }
        default -> {
          if (!entry.usedAsVariable()) {
            reader.error(field, "unknown field \"" + entry.key() + "\"");
            return null;
          }
        }
      }
    }
    return new CompressionOptions(mode, thresholds);
  }

  private @Nullable String mode(SectionReader reader, ConfigItem item, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "off", "disabled", "false" -> CompressionOptions.OFF;
      case "accept" -> "accept";
      case "s2_auto", "auto" -> "s2_auto";
      case "s2_fast", "fast" -> "s2_fast";
      case "s2_better", "better" -> "s2_better";
      case "s2_best", "best" -> "s2_best";
      case "on", "enabled", "true" -> modeWhenOn;
      default -> {
        reader.problems().laterError("unsupported compression mode \"" + text + "\"");
        yield item.key();
      }
    };
  }

  private static @Nullable List<Duration> thresholds(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Array array)) {
      reader.wrongType(item, "an array of durations");
      return null;
    }
    List<Duration> thresholds = new ArrayList<>();
    for (ConfigValue.Element element : array.elements()) {
      Duration threshold = OptionTypes.STRICT_DURATION.read(reader, item.element(element));
      if (threshold == null) {
        return null;
      }
      thresholds.add(threshold);
    }
    return List.copyOf(thresholds);
  }

  @Override
  public String describe() {
    return "boolean, mode, or map of `mode` and `rtt_thresholds`";
  }
}
