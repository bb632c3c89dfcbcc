package io.myelin.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Account JWTs by account key (CORE-725). */
final class PreloadType extends OptionType<Map<String, String>> {
  @Override
  @Nullable Map<String, String> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.error(item, "preload should be a map of account_public_key:account_jwt");
      return null;
    }
    Map<String, String> preloads = new LinkedHashMap<>();
    for (ConfigValue.Entry entry : table.entries()) {
      if (!(entry.value() instanceof ConfigValue.Text text)) {
        reader.problems().error(entry.at(), "preload map value should be a string JWT");
      } else if (!JwtText.isFor('A', text.text())) {
        reader.problems().error(entry.at(), "invalid account JWT");
      } else {
        preloads.put(entry.key(), text.text());
      }
    }
    return Collections.unmodifiableMap(preloads);
  }

  @Override
  Map<String, String> usualDefault() {
    return Map.of();
  }

  @Override
  public String describe() {
    return "map of JWTs";
  }
}
