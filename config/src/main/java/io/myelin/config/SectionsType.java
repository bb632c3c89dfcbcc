package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of maps that are read with the keys of a block and stay {@link Section}s. */
final class SectionsType extends OptionType<List<Section>> {
  private final BlockName name;

  SectionsType(BlockName name) {
    this.name = name;
  }

  @Override
  @Nullable List<Section> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Array array)) {
      reader.error(
          item, "Expected " + item.key() + " field to be an array, got " + item.value().kind());
      return null;
    }
    List<Section> sections = new ArrayList<>();
    for (ConfigValue.Element element : array.elements()) {
      Section.Draft draft = reader.map(name.block(), item.element(element));
      if (draft != null) {
        sections.add(draft.finish());
      }
    }
    return List.copyOf(sections);
  }

  @Override
  List<Section> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return "list of maps";
  }

  @Override
  Block nested() {
    return name.block();
  }
}
