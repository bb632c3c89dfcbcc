package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** The policy for a missed write deadline (CORE-615), case-sensitive. */
final class WriteTimeoutType extends OptionType<String> {
  @Override
  @Nullable String read(SectionReader reader, ConfigItem item) {
    String text = OptionTypes.TEXT.read(reader, item);
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "default", "close", "retry" -> text;
      default -> {
        reader.error(
            item,
            item.key() + " must be \"default\", \"close\" or \"retry\", got \"" + text + "\"");
        yield null;
      }
    };
  }

  @Override
  String usualDefault() {
    return "default";
  }

  @Override
  public String describe() {
    return "`default`, `close` or `retry`";
  }
}
