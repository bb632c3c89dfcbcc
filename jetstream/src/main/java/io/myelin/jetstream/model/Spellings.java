package io.myelin.jetstream.model;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Which texts stand for which values of an enumeration in requests (STR-063). */
final class Spellings {
  private Spellings() {}

  /** Each value as it is written. */
  static <E> Map<String, E> of(E[] values, Function<E, String> text) {
    Map<String, E> spellings = new HashMap<>();
    for (E value : values) {
      spellings.put(text.apply(value), value);
    }
    return spellings;
  }

  /** In whatever case. */
  static <E> JsonChoice<E> ignoringCase(E[] values, Function<E, String> text) {
    Map<String, E> spellings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    spellings.putAll(of(values, text));
    return JsonChoice.of(spellings);
  }

  /** The empty text for one of them too. */
  static <E> Map<String, E> withEmpty(E[] values, Function<E, String> text, E empty) {
    return with("", values, text, empty);
  }

  /** One more spelling. */
  static <E> Map<String, E> with(String spelling, E[] values, Function<E, String> text, E value) {
    Map<String, E> spellings = of(values, text);
    spellings.put(spelling, value);
    return spellings;
  }
}
