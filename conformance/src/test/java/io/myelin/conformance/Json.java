package io.myelin.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object as received. Members keep their order; values are {@link String}, {@link Long},
 * {@link Double}, {@link Boolean}, {@link List}, {@link Json} or null.
 */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();
  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  private Json() {}

  /** Parses one JSON object. Throws when the text is not exactly one object. */
  static Json parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new AssertionError("not a JSON object: " + text);
      }
      Json object = object(parser);
      if (parser.nextToken() != null) {
        throw new AssertionError("text after the JSON object: " + text);
      }
      return object;
    }
  }

  private static Json object(JsonParser parser) {
    Json object = new Json();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.members.put(name, value(parser));
    }
    return object;
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue().longValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  List<String> names() {
    return List.copyOf(members.keySet());
  }

  @Nullable Object get(String name) {
    return members.get(name);
  }

  String text(String name) {
    return (String) required(name);
  }

  long number(String name) {
    return ((Number) required(name)).longValue();
  }

  /** The boolean member; false when absent, as omitted members mean. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  Json object(String name) {
    return (Json) required(name);
  }

  List<?> list(String name) {
    return (List<?>) required(name);
  }

  List<Json> objects(String name) {
    return list(name).stream().map(Json.class::cast).toList();
  }

  List<String> texts(String name) {
    return list(name).stream().map(String.class::cast).toList();
  }

  private Object required(String name) {
    Object value = members.get(name);
    if (value == null) {
      throw new AssertionError("no member \"" + name + "\" in " + members);
    }
    return value;
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
