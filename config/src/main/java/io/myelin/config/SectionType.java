package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** A map that is read with the keys of a block and stays a {@link Section}. */
final class SectionType extends OptionType<Section> {
  private final BlockName name;

  SectionType(BlockName name) {
    this.name = name;
  }

  @Override
  @Nullable Section read(SectionReader reader, ConfigItem item) {
    Section.Draft draft = reader.map(name.block(), item);
    return draft == null ? null : draft.finish();
  }

  @Override
  public String describe() {
    return "map";
  }

  @Override
  Block nested() {
    return name.block();
  }
}
