package io.myelin.config;

import java.util.List;
import java.util.Map;

/**
 * What the command line sets, kept for reloads (CORE-899).
 *
 * @param section top-level options set by flags
 * @param special values of flags that change nested blocks, by the flag's usual name
 * @param given the flags as given, for messages, by option name
 */
record FlagSettings(Section section, Map<String, String> special, List<Unsupported> given) {

  /** No flags. */
  static final FlagSettings NONE =
      new FlagSettings(Section.empty(ServerKeys.block()), Map.of(), List.of());

  /** Returns the value of a special flag, or the empty string. */
  String special(String name) {
    return special.getOrDefault(name, "");
  }

  boolean isGiven(String name) {
    return special.containsKey(name);
  }
}
