package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** A number that the reference no longer uses and warns of (CORE-793). */
final class IgnoredIntType extends OptionType<Integer> {
  @Override
  @Nullable Integer read(SectionReader reader, ConfigItem item) {
    reader.warning(item, "consumer replicas setting ignored in this server version");
    return null;
  }

  @Override
  Integer usualDefault() {
    return 0;
  }

  @Override
  public String describe() {
    return "integer";
  }
}
