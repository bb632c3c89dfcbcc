package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** A map with keys of its own, or a boolean that switches it as a whole. */
final class BoolOrSectionType extends OptionType<Section> {
  private final BlockName name;
  private final Option<Boolean> enabled;

  BoolOrSectionType(BlockName name, Option<Boolean> enabled) {
    this.name = name;
    this.enabled = enabled;
  }

  @Override
  @Nullable Section read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Bool bool) {
      return new Section.Draft(name.block()).set(enabled, bool.truth()).finish();
    }
    if (!(item.value() instanceof ConfigValue.Table)) {
      reader.wrongType(item, "a boolean or a map");
      return null;
    }
    Section.Draft draft = reader.map(name.block(), item);
    return draft == null ? null : draft.finish();
  }

  @Override
  public String describe() {
    return "boolean or map";
  }

  @Override
  Block nested() {
    return name.block();
  }
}
