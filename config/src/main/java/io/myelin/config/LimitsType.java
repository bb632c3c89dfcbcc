package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** Reads the limits of an account. */
final class LimitsType extends OptionType<LimitsOptions> {
  @Override
  @Nullable LimitsOptions read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.error(item, "Expected account limits to be a map/struct, got " + item.value().kind());
      return null;
    }
    Section limits = reader.table(AccountKeys.LIMITS_BLOCK, table).finish();
    return new LimitsOptions(
        limits.get(AccountKeys.MAX_CONNECTIONS),
        limits.get(AccountKeys.MAX_SUBSCRIPTIONS),
        limits.get(AccountKeys.MAX_PAYLOAD),
        limits.get(AccountKeys.MAX_LEAFNODES));
  }

  @Override
  public String describe() {
    return "map";
  }

  @Override
  Block nested() {
    return AccountKeys.LIMITS_BLOCK;
  }
}
