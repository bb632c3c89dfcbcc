package io.myelin.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map with free keys and boolean values. */
final class FlagMapType extends OptionType<Map<String, Boolean>> {
  @Override
  @Nullable Map<String, Boolean> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.wrongType(item, "a map");
      return null;
    }
    Map<String, Boolean> flags = new LinkedHashMap<>();
    for (ConfigValue.Entry entry : table.entries()) {
      Boolean flag = OptionTypes.BOOL.read(reader, new ConfigItem(entry));
      if (flag != null) {
        flags.put(entry.key(), flag);
      }
    }
    return Collections.unmodifiableMap(flags);
  }

  @Override
  Map<String, Boolean> usualDefault() {
    return Map.of();
  }

  @Override
  public String describe() {
    return "map of booleans";
  }
}
