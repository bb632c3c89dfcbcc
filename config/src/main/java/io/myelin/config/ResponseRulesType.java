package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** The permission to answer requests: a boolean or a map. */
final class ResponseRulesType extends OptionType<PermissionsOptions.ResponseRules> {
  @Override
  PermissionsOptions.@Nullable ResponseRules read(SectionReader reader, ConfigItem item) {
    return switch (item.value()) {
      case ConfigValue.Bool bool -> bool.truth() ? PermissionsOptions.ResponseRules.DEFAULT : null;
      case ConfigValue.Table table -> {
        Section rules = reader.table(PermissionsKeys.RESPONSES, table).finish();
        yield new PermissionsOptions.ResponseRules(
            rules.get(PermissionsKeys.MAX_RESPONSES), rules.get(PermissionsKeys.EXPIRES));
      }
      default -> {
        reader.error(item, "error parsing response permissions, expected a boolean or a map");
        yield null;
      }
    };
  }

  @Override
  public String describe() {
    return "boolean or map";
  }

  @Override
  Block nested() {
    return PermissionsKeys.RESPONSES;
  }
}
