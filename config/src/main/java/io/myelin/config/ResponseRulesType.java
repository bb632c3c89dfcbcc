package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** The permission to answer requests: a boolean or a map. */
final class ResponseRulesType extends OptionType<PermissionsOptions.ResponseRules> {
  @Override
  PermissionsOptions.@Nullable ResponseRules read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Bool bool) {
      return bool.truth() ? PermissionsOptions.ResponseRules.DEFAULT : null;
    }
    if (item.value() instanceof ConfigValue.Table table) {
      Section rules = reader.table(PermissionsKeys.RESPONSES, table).finish();
      return new PermissionsOptions.ResponseRules(
          rules.get(PermissionsKeys.MAX_RESPONSES), rules.get(PermissionsKeys.EXPIRES));
    }
    reader.error(item, "error parsing response permissions, expected a boolean or a map");
    return null;
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
