package io.myelin.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A trace destination, alone or with a sampling rate (CORE-718). */
final class MsgTraceType extends OptionType<MsgTraceOptions> {
  @Override
  @Nullable MsgTraceOptions read(SectionReader reader, ConfigItem item) {
    return switch (item.value()) {
      case ConfigValue.Text text -> {
        String destination = destination(reader, item, text);
        yield destination == null ? null : new MsgTraceOptions(destination, 100);
      }
      case ConfigValue.Table table -> map(reader, item, table);
      default -> {
        reader.error(
            item,
            "Expected account message trace \""
                + item.key()
                + "\" to be a string or a map/struct, got "
                + item.value().kind());
        yield null;
      }
    };
  }

  private static @Nullable MsgTraceOptions map(
      SectionReader reader, ConfigItem item, ConfigValue.Table table) {
    String destination = "";
    int sampling = 0;
    for (ConfigValue.Entry entry : table.entries()) {
      ConfigItem field = new ConfigItem(entry);
      switch (entry.key().toLowerCase(Locale.ROOT)) {
        case "dest" -> {
          String found = destination(reader, field, entry.value());
          if (found == null) {
            return null;
          }
          destination = found;
        }
        case "sampling" -> {
          sampling = sampling(reader, field);
          if (sampling < 0) {
            return null;
          }
        }
        default -> {
          if (!entry.usedAsVariable()) {
            reader.error(
                field,
                "Unknown field \""
                    + entry.key()
                    + "\" parsing account message trace map/struct \""
                    + item.key()
                    + "\"");
            return null;
          }
        }
      }
    }
    if (sampling > 0 && destination.isEmpty()) {
      reader
          .problems()
          .plainWarning(
              item.at(), "Trace destination sampling ignored since no destination was set");
    }
    return new MsgTraceOptions(destination, sampling == 0 ? 100 : sampling);
  }

  private static @Nullable String destination(
      SectionReader reader, ConfigItem item, ConfigValue value) {
    if (!(value instanceof ConfigValue.Text text)) {
      reader.error(item, "Field \"" + item.key() + "\" should be a string, got " + value.kind());
      return null;
    }
    if (!SubjectText.isValidLiteral(text.text())) {
      reader.error(item, "Trace destination \"" + text.text() + "\" is not valid");
      return null;
    }
    return text.text();
  }

  /** Returns the percentage, or -1 after an error. */
  private static int sampling(SectionReader reader, ConfigItem item) {
    long percent;
    switch (item.value()) {
      case ConfigValue.Int number -> percent = number.number();
      case ConfigValue.Text text -> {
        String digits = text.text();
        if (digits.endsWith("%")) {
          digits = digits.substring(0, digits.length() - 1);
        }
        try {
          percent = Integer.parseInt(digits);
        } catch (NumberFormatException e) {
          reader.error(item, "Invalid trace destination sampling value \"" + text.text() + "\"");
          return -1;
        }
      }
      default -> {
        reader.error(
            item,
            "Trace destination sampling field \""
                + item.key()
                + "\" should be an integer or a percentage, got "
                + item.value().kind());
        return -1;
      }
    }
    if (percent <= 0 || percent > 100) {
      reader.error(
          item,
          "Trace destination sampling value " + percent + " is invalid, needs to be [1..100]");
      return -1;
    }
    return (int) percent;
  }

  @Override
  public String describe() {
    return "subject, or map of `dest` and `sampling`";
  }
}
