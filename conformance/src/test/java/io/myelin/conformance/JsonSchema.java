package io.myelin.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One of the schemas that the NATS projects publish for what servers send, under {@code
 * src/test/resources/schemas} (its README names the origin). Knows the keywords that those use, and
 * refuses a schema with others, so that nothing is passed over unseen.
 */
final class JsonSchema {
  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "title",
          "description",
          "format",
          "type",
          "required",
          "properties",
          "additionalProperties",
          "items",
          "const",
          "enum",
          "minLength",
          "minimum",
          "maximum");
  private final Json schema;

  private JsonSchema(Json schema) {
    this.schema = schema;
  }

  /** Reads a schema by its file name without the ending. */
  static JsonSchema named(String name) {
    String file = "/schemas/" + name + ".json";
    try (InputStream in = JsonSchema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new AssertionError("no schema " + file);
      }
      return new JsonSchema(Json.parse(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with a value, each with its place; empty if nothing is. */
  List<String> problems(Json value) {
    List<String> problems = new ArrayList<>();
    check(schema, value, "", problems);
    return problems;
  }

  private static void check(Json schema, Object value, String at, List<String> problems) {
    for (String keyword : schema.names()) {
      if (!KNOWN.contains(keyword)) {
        throw new AssertionError("schema keyword not understood: " + keyword);
      }
    }
    if (schema.has("type") && !hasType(schema.get("type"), value)) {
      problems.add(at + ": is no " + schema.get("type") + ": " + value);
      return;
    }
    if (schema.has("const") && !value.equals(schema.get("const"))) {
      problems.add(at + ": is not " + schema.get("const") + ": " + value);
    }
    if (schema.has("enum") && !schema.list("enum").contains(value)) {
      problems.add(at + ": is none of " + schema.list("enum") + ": " + value);
    }
    if (value instanceof String text
        && schema.has("minLength")
        && text.length() < schema.number("minLength")) {
      problems.add(at + ": is too short: \"" + text + "\"");
    }
    if (value instanceof Number number) {
      checkRange(schema, number, at, problems);
    }
    if (value instanceof Json object) {
      checkMembers(schema, object, at, problems);
    }
    if (value instanceof List<?> list && schema.has("items")) {
      for (int i = 0; i < list.size(); i++) {
        check(schema.object("items"), list.get(i), at + "[" + i + "]", problems);
      }
    }
  }

  private static void checkRange(Json schema, Number number, String at, List<String> problems) {
    if (schema.get("minimum") instanceof Number least
        && number.doubleValue() < least.doubleValue()) {
      problems.add(at + ": is below " + least + ": " + number);
    }
    if (schema.get("maximum") instanceof Number most && number.doubleValue() > most.doubleValue()) {
      problems.add(at + ": is above " + most + ": " + number);
    }
  }

  private static void checkMembers(Json schema, Json object, String at, List<String> problems) {
    if (schema.has("required")) {
      for (String name : schema.texts("required")) {
        if (!object.has(name)) {
          problems.add(at + "." + name + ": is missing");
        }
      }
    }
    for (String name : object.names()) {
      String inside = at + "." + name;
      if (schema.has("properties") && schema.object("properties").has(name)) {
        check(schema.object("properties").object(name), object.get(name), inside, problems);
      } else if (schema.get("additionalProperties") instanceof Json others) {
        check(others, object.get(name), inside, problems);
      } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
        problems.add(inside + ": is not known");
      }
    }
  }

  private static boolean hasType(Object type, Object value) {
    if (type instanceof List<?> types) {
      return types.stream().anyMatch(one -> hasType(one, value));
    }
    return switch ((String) type) {
      case "object" -> value instanceof Json;
      case "array" -> value instanceof List<?>;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "number" -> value instanceof Number;
      case "null" -> value == null;
      default -> throw new AssertionError("schema type not understood: " + type);
    };
  }
}
