package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** A name without spaces. */
final class NameType extends OptionType<String> {
  private final String refusal;

  NameType(String refusal) {
    this.refusal = refusal;
  }

  @Override
  @Nullable String read(SectionReader reader, ConfigItem item) {
    String name = OptionTypes.TEXT.read(reader, item);
    if (name != null && name.indexOf(' ') >= 0) {
      reader.error(item, refusal);
      return null;
    }
    return name;
  }

  @Override
  String usualDefault() {
    return "";
  }

  @Override
  public String describe() {
    return "name without spaces";
  }
}
