package io.myelin.server;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The options in the body of a request to the system account: a flat JSON object (OPS-208). Unknown
 * keys are ignored; a key of the wrong type is an error when it is asked for.
 */
record RequestBody(Map<String, Object> values) {
  /** No options. */
  static final RequestBody EMPTY = new RequestBody(Map.of());

  private static final JsonFactory JSON = new JsonFactory();

  /** An option has a value of the wrong type. */
  static final class WrongType extends ReportException {
    private static final long serialVersionUID = 1L;

    WrongType(String message) {
      super(message);
    }
  }

  /**
   * Decodes a body; an empty one has no options.
   *
   * @throws ReportException when it is not a JSON object
   */
  static RequestBody parse(byte[] json) throws ReportException {
    if (json.length == 0) {
      return EMPTY;
    }
    Map<String, Object> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ReportException("the request body is not a JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        Object value = value(parser, parser.nextToken());
        if (value != null) {
          values.put(name, value);
        }
      }
      if (parser.nextToken() != null) {
        throw new ReportException("the request body goes on after its JSON object");
      }
    } catch (JacksonException e) {
      throw new ReportException("the request body is not valid JSON: " + e.getOriginalMessage());
    }
    return new RequestBody(values);
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NULL -> null;
      case START_ARRAY -> texts(parser);
      default -> {
        parser.skipChildren();
        yield null;
      }
    };
  }

  private static List<String> texts(JsonParser parser) {
    List<String> texts = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        texts.add(parser.getString());
      } else {
        parser.skipChildren();
      }
    }
    return texts;
  }

  String text(String name) throws WrongType {
    if (values.getOrDefault(name, "") instanceof String text) {
      return text;
    }
    throw wrong(name, "a string");
  }

  boolean flag(String name) throws WrongType {
    if (values.getOrDefault(name, false) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "a boolean");
  }

  int number(String name) throws WrongType {
    BigInteger value = integer(name);
    if (value.bitLength() < Integer.SIZE) {
      return value.intValue();
    }
    throw wrong(name, "a small integer");
  }

  /** A 64-bit number without sign; one beyond {@link Long#MAX_VALUE} comes out negative. */
  long unsigned(String name) throws WrongType {
    BigInteger value = integer(name);
    if (value.signum() >= 0 && value.bitLength() <= Long.SIZE) {
      return value.longValue();
    }
    throw wrong(name, "an unsigned integer");
  }

  private BigInteger integer(String name) throws WrongType {
    if (values.getOrDefault(name, BigInteger.ZERO) instanceof BigInteger number) {
      return number;
    }
    throw wrong(name, "an integer");
  }

  @SuppressWarnings("unchecked")
  List<String> texts(String name) throws WrongType {
    if (values.getOrDefault(name, List.of()) instanceof List<?> list) {
      return (List<String>) list;
    }
    throw wrong(name, "a list of strings");
  }

  private static WrongType wrong(String name, String expected) {
    return new WrongType("the request's \"" + name + "\" is not " + expected);
  }
}
