package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members that an object had, each of the type that its {@link JsonShape} gives it. A member
 * that was absent or null has its type's empty value.
 */
@SuppressWarnings("unchecked") // the shape put values of these types in
record JsonFields(Map<String, Object> values) {
  static final JsonFields NONE = new JsonFields(Map.of());

  boolean has(String name) {
    return values.containsKey(name);
  }

  String text(String name) {
    return (String) values.getOrDefault(name, "");
  }

  boolean flag(String name) {
    return (Boolean) values.getOrDefault(name, false);
  }

  /** A number; one without sign beyond {@link Long#MAX_VALUE} comes out negative. */
  long number(String name) {
    return (Long) values.getOrDefault(name, 0L);
  }

  /** A number as near as an int can be. */
  int smallNumber(String name) {
    return Math.clamp(number(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  Optional<Instant> time(String name) {
    return Optional.ofNullable((Instant) values.get(name));
  }

  List<String> texts(String name) {
    return (List<String>) values.getOrDefault(name, List.of());
  }

  List<Long> numbers(String name) {
    return (List<Long>) values.getOrDefault(name, List.of());
  }

  Map<String, String> textMap(String name) {
    return (Map<String, String>) values.getOrDefault(name, Map.of());
  }

  <E> E choice(String name, E fallback) {
    return (E) values.getOrDefault(name, fallback);
  }

  Optional<JsonFields> object(String name) {
    return Optional.ofNullable((JsonFields) values.get(name));
  }

  List<JsonFields> objects(String name) {
    return (List<JsonFields>) values.getOrDefault(name, List.of());
  }

  Map<String, JsonFields> objectsByName(String name) {
    return (Map<String, JsonFields>) values.getOrDefault(name, Map.of());
  }

  Map<String, Long> numbersByName(String name) {
    return (Map<String, Long>) values.getOrDefault(name, Map.of());
  }
}
