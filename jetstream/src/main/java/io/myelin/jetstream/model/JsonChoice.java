package io.myelin.jetstream.model;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A string that must be one of a few (STR-063), exactly as spelled.
 *
 * @param values what each spelling means
 * @param complaint the error's detail for the JSON text of any other value
 */
record JsonChoice<E>(Map<String, E> values, UnaryOperator<String> complaint) {
  /** With the complaint that most enumerations have. */
  static <E> JsonChoice<E> of(Map<String, E> values) {
    return new JsonChoice<>(values, json -> "can not unmarshal " + quoted(json));
  }

  /**
   * @param text null if the value is no string
   */
  E decode(@Nullable String text, String json) throws InvalidJsonException {
    E value = text == null ? null : values.get(text);
    if (value == null) {
      throw new InvalidJsonException(complaint.apply(json));
    }
    return value;
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
