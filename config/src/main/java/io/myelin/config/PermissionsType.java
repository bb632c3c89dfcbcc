package io.myelin.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a permissions map. */
final class PermissionsType extends OptionType<PermissionsOptions> {
  @Override
  @Nullable PermissionsOptions read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.error(item, "Expected permissions to be a map/struct, got " + item.value().kind());
      return null;
    }
    Section section = reader.table(PermissionsKeys.BLOCK, table).finish();
    Optional<PermissionsOptions.SubjectRules> publish = section.find(PermissionsKeys.PUBLISH);
    Optional<PermissionsOptions.ResponseRules> responses =
        section.find(PermissionsKeys.ALLOW_RESPONSES);
    if (responses.isPresent()
        && publish.flatMap(PermissionsOptions.SubjectRules::allow).isEmpty()) {
      List<String> deny = publish.map(PermissionsOptions.SubjectRules::deny).orElse(List.of());
      publish = Optional.of(new PermissionsOptions.SubjectRules(Optional.of(List.of()), deny));
    }
    return new PermissionsOptions(publish, section.find(PermissionsKeys.SUBSCRIBE), responses);
  }

  @Override
  public String describe() {
    return "map";
  }

  @Override
  Block nested() {
    return PermissionsKeys.BLOCK;
  }
}
