package io.myelin.jetstream.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Which members an object of a request may have, and of which type. Reading keeps the rules of
 * STR-063: names match whatever their case, the last of several wins, null leaves the default,
 * numbers are whole and in range. Immutable once built.
 */
public final class JsonShape {
  private static final JsonFactory JSON = new JsonFactory();

  private sealed interface Type {
    record Text() implements Type {}

    record Flag() implements Type {}

    record Whole(BigInteger min, BigInteger max, String name) implements Type {}

    record Time() implements Type {}

    record TextMap() implements Type {}

    record Choice(JsonChoice<?> choice) implements Type {}

    record Nested(JsonShape shape) implements Type {}

    record Many(Type item) implements Type {}

    record Named(Type item) implements Type {}
  }

  private static final Type TEXT = new Type.Text();
  private static final Type INT32 = signed(Integer.SIZE);
  private static final Type INT64 = signed(Long.SIZE);
  private static final Type UINT64 =
      new Type.Whole(
          BigInteger.ZERO, BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE), "uint64");

  private final Map<String, Type> types = new HashMap<>();
  private final Map<String, String> namesByLowerCase = new HashMap<>();

  /**
   * Initialises the JSON library, so that the first request need not wait for it: on Java 25 that
   * takes 30 to 130 ms (decision 0033). Any thread.
   */
  public static void prepare() {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), new byte[] {'{', '}'})) {
      parser.nextToken();
    }
  }

  /** A shape without members, to which they are added. */
  static JsonShape members() {
    return new JsonShape();
  }

  private JsonShape() {}

  JsonShape text(String... names) {
    return add(TEXT, names);
  }

  JsonShape flag(String... names) {
    return add(new Type.Flag(), names);
  }

  JsonShape int32(String... names) {
    return add(INT32, names);
  }

  JsonShape int64(String... names) {
    return add(INT64, names);
  }

  JsonShape uint64(String... names) {
    return add(UINT64, names);
  }

  JsonShape time(String... names) {
    return add(new Type.Time(), names);
  }

  JsonShape texts(String... names) {
    return add(new Type.Many(TEXT), names);
  }

  JsonShape int64s(String... names) {
    return add(new Type.Many(INT64), names);
  }

  JsonShape uint64s(String... names) {
    return add(new Type.Many(UINT64), names);
  }

  JsonShape textMap(String... names) {
    return add(new Type.TextMap(), names);
  }

  JsonShape choice(String name, JsonChoice<?> choice) {
    return add(new Type.Choice(choice), name);
  }

  JsonShape object(String name, JsonShape shape) {
    return add(new Type.Nested(shape), name);
  }

  JsonShape objects(String name, JsonShape shape) {
    return add(new Type.Many(new Type.Nested(shape)), name);
  }

  /** An object whose members have any names and are objects of that shape. */
  JsonShape objectsByName(String name, JsonShape shape) {
    return add(new Type.Named(new Type.Nested(shape)), name);
  }

  /** An object whose members have any names and are numbers. */
  JsonShape numbersByName(String name) {
    return add(new Type.Named(UINT64), name);
  }

  /** All members of another shape too. */
  JsonShape and(JsonShape other) {
    other.types.forEach((name, type) -> add(type, name));
    return this;
  }

  private JsonShape add(Type type, String... names) {
    for (String name : names) {
      types.put(name, type);
      namesByLowerCase.put(name.toLowerCase(Locale.ROOT), name);
    }
    return this;
  }

  /**
   * Reads one object. No text at all and null are an object without members.
   *
   * @param strict whether an unknown member is an error (STR-066), else it is ignored
   */
  JsonFields read(byte[] json, boolean strict) throws InvalidJsonException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return JsonFields.NONE;
      }
      JsonFields fields =
          switch (first) {
            case START_OBJECT -> members(parser, strict);
            case VALUE_NULL -> JsonFields.NONE;
            default -> throw mismatch(parser, "an object");
          };
      if (parser.nextToken() != null) {
        throw new InvalidJsonException("text after the end of the object");
      }
      return fields;
    } catch (JacksonException e) {
      throw new InvalidJsonException(detail(e));
    }
  }

  /** Reads an object whose members are objects of texts. */
  static Map<String, Map<String, String>> readTextMaps(byte[] json) throws InvalidJsonException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidJsonException("json: an object is expected");
      }
      Map<String, Map<String, String>> maps = new TreeMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        maps.put(name, textMap(parser));
      }
      return maps;
    } catch (JacksonException e) {
      throw new InvalidJsonException(detail(e));
    }
  }

  /** What the parser says, without where it read. */
  private static String detail(JacksonException e) {
    String text = String.valueOf(e.getOriginalMessage());
    int place = text.indexOf(" (start marker");
    return place < 0 ? text : text.substring(0, place);
  }

  private JsonFields members(JsonParser parser, boolean strict) throws InvalidJsonException {
    Map<String, Object> values = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String written = parser.currentName();
      String name = nameFor(written);
      parser.nextToken();
      if (name != null) {
        Object value = value(parser, typeOf(name), strict);
        if (value != null) {
          values.put(name, value);
        }
      } else if (strict) {
        throw new InvalidJsonException("json: unknown field " + JsonChoice.quoted(written));
      } else {
        parser.skipChildren();
      }
    }
    return new JsonFields(values);
  }

  private Type typeOf(String name) {
    Type type = types.get(name);
    if (type == null) {
      throw new AssertionError("no member " + name);
    }
    return type;
  }

  private @Nullable String nameFor(String written) {
    return types.containsKey(written)
        ? written
        : namesByLowerCase.get(written.toLowerCase(Locale.ROOT));
  }

  private static @Nullable Object value(JsonParser parser, Type type, boolean strict)
      throws InvalidJsonException {
    JsonToken token = parser.currentToken();
    if (type instanceof Type.Choice oneOf) {
      String text = token == JsonToken.VALUE_STRING ? parser.getString() : null;
      String json = text == null ? parser.getString() : '"' + text + '"';
      return oneOf.choice().decode(text, json);
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (type) {
      case Type.Text ignored -> text(parser);
      case Type.Flag ignored -> {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
          throw mismatch(parser, "a boolean");
        }
        yield token == JsonToken.VALUE_TRUE;
      }
      case Type.Whole whole -> whole(parser, whole);
      case Type.Time ignored -> {
        String text = text(parser);
        yield GoTime.parse(text)
            .orElseThrow(
                () ->
                    new InvalidJsonException(
                        "parsing time " + JsonChoice.quoted(text) + " as RFC 3339"));
      }
      case Type.TextMap ignored -> textMap(parser);
      case Type.Choice ignored -> throw new AssertionError("read above");
      case Type.Nested nested -> {
        if (token != JsonToken.START_OBJECT) {
          throw mismatch(parser, "an object");
        }
        yield nested.shape().members(parser, strict);
      }
      case Type.Many many -> {
        if (token != JsonToken.START_ARRAY) {
          throw mismatch(parser, "an array");
        }
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          Object value = value(parser, many.item(), strict);
          items.add(value == null ? empty(many.item()) : value);
        }
        yield items;
      }
      case Type.Named named -> {
        if (token != JsonToken.START_OBJECT) {
          throw mismatch(parser, "an object");
        }
        Map<String, Object> byName = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          Object value = value(parser, named.item(), strict);
          byName.put(name, value == null ? empty(named.item()) : value);
        }
        yield byName;
      }
    };
  }

  private static Object empty(Type item) {
    return switch (item) {
      case Type.Whole ignored -> 0L;
      case Type.Nested ignored -> JsonFields.NONE;
      default -> "";
    };
  }

  private static String text(JsonParser parser) throws InvalidJsonException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw mismatch(parser, "a string");
    }
    return parser.getString();
  }

  private static Long whole(JsonParser parser, Type.Whole type) throws InvalidJsonException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw mismatch(parser, "an integer");
    }
    BigInteger value = parser.getBigIntegerValue();
    if (value.compareTo(type.min()) < 0 || value.compareTo(type.max()) > 0) {
      throw mismatch(parser, "an integer of type " + type.name());
    }
    return value.longValue();
  }

  private static Map<String, String> textMap(JsonParser parser) throws InvalidJsonException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw mismatch(parser, "an object");
    }
    Map<String, String> map = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      map.put(name, parser.nextToken() == JsonToken.VALUE_NULL ? "" : text(parser));
    }
    return map;
  }

  private static InvalidJsonException mismatch(JsonParser parser, String expected) {
    String name = parser.currentName();
    String found =
        switch (parser.currentToken()) {
          case VALUE_STRING -> "a string";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number " + parser.getString();
          case VALUE_TRUE, VALUE_FALSE -> "a boolean";
          case START_ARRAY -> "an array";
          case START_OBJECT -> "an object";
          default -> parser.getString();
        };
    return new InvalidJsonException(
        "json: cannot use "
            + found
            + (name == null ? "" : " for " + name)
            + " where "
            + expected
            + " is expected");
  }

  private static Type signed(int bits) {
    BigInteger bound = BigInteger.TWO.pow(bits - 1);
    return new Type.Whole(bound.negate(), bound.subtract(BigInteger.ONE), "int" + bits);
  }
}
