package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** A map with keys of its own, or a string that stands for one of them. */
final class TextOrSectionType extends OptionType<Section> {
  private final BlockName name;
  private final Option<String> alone;

  TextOrSectionType(BlockName name, Option<String> alone) {
    this.name = name;
    this.alone = alone;
  }

  @Override
  @Nullable Section read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Text text) {
      return new Section.Draft(name.block()).set(alone, text.text(), item.at()).finish();
    }
    if (!(item.value() instanceof ConfigValue.Table)) {
      reader.wrongType(item, "a string or a map");
      return null;
    }
    Section.Draft draft = reader.map(name.block(), item);
    return draft == null ? null : draft.finish();
  }

  @Override
  public String describe() {
    return "string or map";
  }

  @Override
  Block nested() {
    return name.block();
  }
}
