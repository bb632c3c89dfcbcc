package io.myelin.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How many requests are sampled: 1 to 100, with or without percent sign, or {@code headers}. */
final class SamplingType extends OptionType<String> {
  @Override
  @Nullable String read(SectionReader reader, ConfigItem item) {
    String written =
        switch (item.value()) {
          case ConfigValue.Int number -> Long.toString(number.number());
          case ConfigValue.Text text -> text.text().trim();
          default -> "";
        };
    if (written.toLowerCase(Locale.ROOT).equals("headers")) {
      return "headers";
    }
    String digits = written.endsWith("%") ? written.substring(0, written.length() - 1) : written;
    try {
      int percent = Integer.parseInt(digits);
      if (percent >= 1 && percent <= 100) {
        return digits;
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers out of range.
    }
    reader.error(
        item,
        "Expected 'headers' or a percentage of 1 to 100 for sampling, got \"" + written + "\"");
    return null;
  }

  @Override
  public String describe() {
    return "percentage or `headers`";
  }
}
