package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** Walks a parsed map key by key, checks it against the declarations of its block and reads it. */
final class SectionReader {
  private final Problems problems;

  SectionReader(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  void error(ConfigItem item, String reason) {
    problems.error(item.at(), reason);
  }

  /** Says that a value has the wrong type (CORE-565). */
  void wrongType(ConfigItem item, String wanted) {
    error(item, "expected " + wanted + " for \"" + item.key() + "\", got " + item.value().kind());
  }

  void warning(ConfigItem item, String reason) {
    problems.warning(item.at(), item.key(), reason);
  }

  /** Reads a map whose keys are those of a block; null after an error if it is no map. */
  Section.@Nullable Draft map(Block block, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      wrongType(item, "a map");
      return null;
    }
    return table(block, table);
  }

  Section.Draft table(Block block, ConfigValue.Table table) {
    Section.Draft draft = new Section.Draft(block);
    for (ConfigValue.Entry entry : table.entries()) {
      Option<?> option = block.option(entry.key());
      if (option != null) {
        option(option, draft, new ConfigItem(entry));
      } else if (!entry.usedAsVariable() || !block.variablesAllowed()) {
        problems.error(entry.at(), block.unknown(entry.key()));
      }
    }
    return draft;
  }

  private <T> void option(Option<T> option, Section.Draft draft, ConfigItem item) {
    T value = option.type().read(this, item);
    if (value == null) {
      return;
    }
    if (option.zeroMeansDefault() && option.type().isZero(value)) {
      draft.clear(option);
      return;
    }
    Option.Limit limit = option.limit();
    if (limit != null && !withinLimit(option, limit, value, item)) {
      return;
    }
    if (option.type() instanceof SpreadType<T> spread) {
      spread.spread(draft, value, item.at());
    }
    draft.set(option, value, item.at());
    boolean inert = option.support() != Support.SUPPORTED && !option.type().switchesOff(value);
    if (inert && !isPartOfMissingFeature(option)) {
      problems.unsupported(
          new Unsupported(
              item.at().text(), option.toString(), option.support(), option.missingFeature()));
    }
  }

  /** Whether the block as a whole was reported by the option that holds it. */
  private static boolean isPartOfMissingFeature(Option<?> option) {
    return option.block().support() != Support.SUPPORTED;
  }

  private <T> boolean withinLimit(Option<T> option, Option.Limit limit, T value, ConfigItem item) {
    Long number = option.type().limited(value);
    if (number == null || (number >= limit.min() && number <= limit.max())) {
      return true;
    }
    String text = number < limit.min() ? limit.tooSmall() : limit.tooBig();
    error(item, text.replace("%v", option.type().show(value)));
    return false;
  }
}
