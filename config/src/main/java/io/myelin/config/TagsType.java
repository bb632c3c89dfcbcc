package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Server tags: one string or a list, trimmed, in lower case, empty ones dropped (CORE-622). */
final class TagsType extends OptionType<List<String>> {
  @Override
  @Nullable List<String> read(SectionReader reader, ConfigItem item) {
    List<String> texts = OptionTypes.TEXT_OR_TEXTS.read(reader, item);
    if (texts == null) {
      return null;
    }
    List<String> tags = new ArrayList<>();
    for (String text : texts) {
      String tag = text.trim().toLowerCase(Locale.ROOT);
      if (!tag.isEmpty() && !tags.contains(tag)) {
        tags.add(tag);
      }
    }
    return List.copyOf(tags);
  }

  @Override
  List<String> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return "string or list of strings";
  }
}
