package io.myelin.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one map of the configuration may hold: the top level, {@code tls}, {@code
 * authorization}, {@code cluster} and so on. Filled by the static declarations of its keys class
 * and never changed afterwards.
 */
public final class Block {
  private final String path;
  private final String unknownPrefix;
  private final String unknownSuffix;
  private final boolean variablesAllowed;
  private final Support support;
  private final String missingFeature;
  private final String referenceField;
  private final List<Option<?>> options = new ArrayList<>();
  private final Map<String, Option<?>> byKey = new HashMap<>();

  private Block(
      String path,
      String unknownPrefix,
      String unknownSuffix,
      boolean variablesAllowed,
      Support support,
      String missingFeature,
      String referenceField) {
    this.path = path;
    this.unknownPrefix = unknownPrefix;
    this.unknownSuffix = unknownSuffix;
    this.variablesAllowed = variablesAllowed;
    this.support = support;
    this.missingFeature = missingFeature;
    this.referenceField = referenceField;
  }

  static Block named(String path) {
    return new Block(path, "unknown field \"", "\"", true, Support.SUPPORTED, "", "");
  }

  /** The same block with the reference's own words for an unknown key (CORE-562). */
  Block sayingUnknown(String prefix, String suffix) {
    return new Block(
        path, prefix, suffix, variablesAllowed, support, missingFeature, referenceField);
  }

  /** The same block, where a key that is used as a variable is still unknown (CORE-523). */
  Block refusingVariables() {
    return new Block(
        path, unknownPrefix, unknownSuffix, false, support, missingFeature, referenceField);
  }

  /** The same block; a reload that changes one of its keys is refused with this field's name. */
  Block refusedAs(String field) {
    return new Block(
        path, unknownPrefix, unknownSuffix, variablesAllowed, support, missingFeature, field);
  }

  /** The same block, whose keys all belong to a feature that does not exist yet. */
  Block notYet(String feature, String field) {
    return new Block(
        path, unknownPrefix, unknownSuffix, variablesAllowed, Support.NOT_YET, feature, field);
  }

  <T> Option.Builder<T> key(String name, OptionType<T> type) {
    return new Option.Builder<>(this, name, type);
  }

  void add(Option<?> option) {
    options.add(option);
    register(option.name(), option);
    for (String alias : option.aliases()) {
      register(alias, option);
    }
  }

  private void register(String key, Option<?> option) {
    if (!key.startsWith("(") && byKey.put(key, option) != null) {
      throw new IllegalStateException("key declared twice in block '" + path + "': " + key);
    }
  }

  /** Returns where the block stands: empty for the top level, else keys joined with dots. */
  public String path() {
    return path;
  }

  /** Returns the declared options in the order of declaration. */
  public List<Option<?>> options() {
    return Collections.unmodifiableList(options);
  }

  int size() {
    return options.size();
  }

  Support support() {
    return support;
  }

  String missingFeature() {
    return missingFeature;
  }

  String referenceField() {
    return referenceField;
  }

  boolean variablesAllowed() {
    return variablesAllowed;
  }

  @Nullable Option<?> option(String key) {
    Option<?> exact = byKey.get(key);
    return exact != null ? exact : byKey.get(key.toLowerCase(Locale.ROOT));
  }

  /** Says that a key is unknown, and which one may have been meant. */
  String unknown(String key) {
    String text = unknownPrefix + key + unknownSuffix;
    String near = NearestName.of(key.toLowerCase(Locale.ROOT), byKey.keySet());
    return near.isEmpty() ? text : text + ", did you mean \"" + near + "\"?";
  }
}
