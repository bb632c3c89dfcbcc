package io.myelin.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JetStream's own form: a boolean, {@code enabled}, {@code disabled}, or a map, which enables. */
final class SwitchableType extends OptionType<Section> {
  private final BlockName name;
  private final Option<Boolean> enabled;

  SwitchableType(BlockName name, Option<Boolean> enabled) {
    this.name = name;
    this.enabled = enabled;
  }

  @Override
  @Nullable Section read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Bool bool) {
      return switched(bool.truth());
    }
    if (item.value() instanceof ConfigValue.Table table) {
      Section.Draft draft = reader.table(name.block(), table);
      if (!draft.isSet(enabled)) {
        draft.set(enabled, true);
      }
      return draft.finish();
    }
    if (item.value() instanceof ConfigValue.Text text) {
      return named(reader, item, text.text());
    }
    reader.error(
        item, "Expected map, bool or string to define JetStream, got " + item.value().kind());
    return null;
  }

  private @Nullable Section named(SectionReader reader, ConfigItem item, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "enabled", "enable" -> switched(true);
      case "disabled", "disable" -> switched(false);
      default -> {
        reader.error(item, "Expected 'enabled' or 'disabled' for string value, got '" + text + "'");
        yield null;
      }
    };
  }

  private Section switched(boolean on) {
    return new Section.Draft(name.block()).set(enabled, on).finish();
  }

  @Override
  boolean switchesOff(Section value) {
    return !value.get(enabled);
  }

  @Override
  public String show(Section value) {
    return value.get(enabled) ? "enabled" : "disabled";
  }

  @Override
  public String describe() {
    return "boolean, `enabled`, `disabled` or map";
  }

  @Override
  Block nested() {
    return name.block();
  }
}
