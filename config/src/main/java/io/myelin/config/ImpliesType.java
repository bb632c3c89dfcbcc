package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** A boolean that, when true, makes another option true as well. */
final class ImpliesType extends SpreadType<Boolean> {
  private final Option<Boolean> implied;

  ImpliesType(Option<Boolean> implied) {
    this.implied = implied;
  }

  @Override
  @Nullable Boolean read(SectionReader reader, ConfigItem item) {
    return OptionTypes.BOOL.read(reader, item);
  }

  @Override
  void spread(Section.Draft draft, Boolean value, Position at) {
    if (value) {
      draft.set(implied, true, at);
    }
  }

  @Override
  Boolean usualDefault() {
    return false;
  }

  @Override
  public String describe() {
    return "boolean";
  }
}
