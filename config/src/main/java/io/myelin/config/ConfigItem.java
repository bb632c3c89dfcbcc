package io.myelin.config;

/**
 * A value with the name and place that errors about it show.
 *
 * @param key the key as written; of an array element, the key of the array
 * @param value the value
 * @param at the place
 */
record ConfigItem(String key, ConfigValue value, Position at) {

  ConfigItem(ConfigValue.Entry entry) {
    this(entry.key(), entry.value(), entry.at());
  }

  ConfigItem element(ConfigValue.Element element) {
    return new ConfigItem(key, element.value(), element.at());
  }
}
