package io.myelin.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map with free keys, case kept, and string values. */
final class TextMapType extends OptionType<Map<String, String>> {
  @Override
  @Nullable Map<String, String> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.wrongType(item, "a map");
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (ConfigValue.Entry entry : table.entries()) {
      String text = OptionTypes.TEXT.read(reader, new ConfigItem(entry));
      if (text != null) {
        texts.put(entry.key(), text);
      }
    }
    return Collections.unmodifiableMap(texts);
  }

  @Override
  Map<String, String> usualDefault() {
    return Map.of();
  }

  @Override
  public String describe() {
    return "map of strings";
  }
}
