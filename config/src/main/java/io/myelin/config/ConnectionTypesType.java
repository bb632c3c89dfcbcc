package io.myelin.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connection types by name, in any case (CORE-709). */
final class ConnectionTypesType extends OptionType<Set<ConnectionType>> {
  @Override
  @Nullable Set<ConnectionType> read(SectionReader reader, ConfigItem item) {
    List<String> names = OptionTypes.TEXT_OR_TEXTS.read(reader, item);
    if (names == null) {
      return null;
    }
    EnumSet<ConnectionType> types = EnumSet.noneOf(ConnectionType.class);
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      ConnectionType type = named(name.toUpperCase(Locale.ROOT));
      if (type == null) {
        unknown.add(name.toUpperCase(Locale.ROOT));
      } else {
        types.add(type);
      }
    }
    if (!unknown.isEmpty()) {
      reader.error(item, "invalid connection types [\"" + String.join("\" \"", unknown) + "\"]");
      return null;
    }
    return Collections.unmodifiableSet(types);
  }

  private static @Nullable ConnectionType named(String name) {
    for (ConnectionType type : ConnectionType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  @Override
  Set<ConnectionType> usualDefault() {
    return Set.of();
  }

  @Override
  public String describe() {
    return "list of connection types";
  }
}
