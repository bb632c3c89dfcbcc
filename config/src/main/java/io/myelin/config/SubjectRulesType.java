package io.myelin.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules for one direction: a subject, a list, or a map of {@code allow} and {@code deny}. */
final class SubjectRulesType extends OptionType<PermissionsOptions.SubjectRules> {
  private final Block block;
  private final Option<List<String>> allow;
  private final Option<List<String>> deny;

  SubjectRulesType(Block block, Option<List<String>> allow, Option<List<String>> deny) {
    this.block = block;
    this.allow = allow;
    this.deny = deny;
  }

  @Override
  PermissionsOptions.@Nullable SubjectRules read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      List<String> subjects = allow.type().read(reader, item);
      return subjects == null
          ? null
          : new PermissionsOptions.SubjectRules(Optional.of(subjects), List.of());
    }
    if (table.size() == 0) {
      return null;
    }
    Section rules = reader.table(block, table).finish();
    return new PermissionsOptions.SubjectRules(
        rules.find(allow), rules.find(deny).orElse(List.of()));
  }

  @Override
  public String describe() {
    return "subject, list, or map of `allow` and `deny`";
  }

  @Override
  Block nested() {
    return block;
  }
}
