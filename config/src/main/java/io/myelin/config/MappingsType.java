package io.myelin.config;

import io.myelin.protocol.InvalidMappingException;
import io.myelin.protocol.MappingDestination;
import io.myelin.protocol.WeightedMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads subject mappings (CORE-384, CORE-390 to CORE-394). */
final class MappingsType extends OptionType<List<MappingOptions>> {
  @Override
  @Nullable List<MappingOptions> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.wrongType(item, "a map");
      return null;
    }
    List<MappingOptions> mappings = new ArrayList<>();
    for (ConfigValue.Entry entry : table.entries()) {
      if (!SubjectText.isValid(entry.key())) {
        reader
            .problems()
            .error(item.at(), "Subject \"" + entry.key() + "\" is not a valid subject");
        continue;
      }
      MappingOptions mapping = mapping(reader, new ConfigItem(entry));
      if (mapping != null) {
        mappings.add(mapping);
      }
    }
    return List.copyOf(mappings);
  }

  private static @Nullable MappingOptions mapping(SectionReader reader, ConfigItem item) {
    List<MappingDestination> destinations = new ArrayList<>();
    String shownDestination = "";
    if (item.value() instanceof ConfigValue.Text text) {
      destinations.add(MappingDestination.all(text.text()));
      shownDestination = " to \"" + text.text() + "\"";
    } else if (item.value() instanceof ConfigValue.Array array) {
      for (ConfigValue.Element element : array.elements()) {
        MappingDestination destination = destination(reader, item.element(element));
        if (destination != null) {
          destinations.add(destination);
        }
      }
    } else {
      MappingDestination destination = destination(reader, item);
      if (destination != null) {
        destinations.add(destination);
      }
    }
    if (destinations.isEmpty()) {
      return null;
    }
    try {
      WeightedMapping.of(item.key(), destinations, "");
    } catch (InvalidMappingException e) {
      reader.error(
          item,
          "Error adding mapping for \""
              + item.key()
              + "\""
              + shownDestination
              + " : "
              + e.getMessage());
      return null;
    }
    return new MappingOptions(item.key(), List.copyOf(destinations));
  }

  private static @Nullable MappingDestination destination(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.error(item, "Expected an entry for the mapping destination");
      return null;
    }
    String subject = "";
    String cluster = "";
    int weight = -1;
    for (ConfigValue.Entry entry : table.entries()) {
      ConfigItem field = new ConfigItem(entry);
      switch (entry.key().toLowerCase(Locale.ROOT)) {
        case "dest", "destination" -> {
          String text = OptionTypes.TEXT.read(reader, field);
          subject = text == null ? "" : text;
        }
        case "cluster" -> {
          String text = OptionTypes.TEXT.read(reader, field);
          cluster = text == null ? "" : text;
        }
        case "weight" -> {
          weight = weight(reader, field);
          if (weight < 0) {
            return null;
          }
        }
        default -> {
          reader.error(field, "Unknown field \"" + entry.key() + "\" for mapping destination");
          return null;
        }
      }
    }
    if (weight < 0) {
      reader.error(item, "Missing weight for mapping destination \"" + subject + "\"");
      return null;
    }
    return new MappingDestination(subject, weight, cluster);
  }

  /** Returns the weight, or -1 after an error. */
  private static int weight(SectionReader reader, ConfigItem item) {
    switch (item.value()) {
      case ConfigValue.Int number -> {
        if (number.number() < 0 || number.number() > 100) {
          return badWeight(reader, item, Long.toString(number.number()));
        }
        return (int) number.number();
      }
      case ConfigValue.Text text -> {
        String digits = text.text();
        if (digits.endsWith("%")) {
          digits = digits.substring(0, digits.length() - 1);
        }
        try {
          int weight = Integer.parseInt(digits);
          return weight < 0 || weight > 100 ? badWeight(reader, item, digits) : weight;
        } catch (NumberFormatException e) {
          return badWeight(reader, item, "\"" + digits + "\"");
        }
      }
      default -> {
        reader.error(item, "Unknown entry type for weight of " + item.value().kind());
        return -1;
      }
    }
  }

  private static int badWeight(SectionReader reader, ConfigItem item, String shown) {
    reader.error(item, "Invalid weight " + shown + " for mapping destination");
    return -1;
  }

  @Override
  List<MappingOptions> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return "map of subjects";
  }
}
