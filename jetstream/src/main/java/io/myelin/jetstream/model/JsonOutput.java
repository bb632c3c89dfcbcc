package io.myelin.jetstream.model;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes one JSON object on one line in the conventions of STR-062: members in the order of the
 * calls, times in RFC 3339, {@code <}, {@code >} and {@code &} escaped. A method whose name ends in
 * {@code IfAny} or {@code IfSet} writes nothing for an empty value. Not thread-safe.
 */
public final class JsonOutput {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().characterEscapes(new HtmlEscapes()).build();

  private final JsonGenerator out;

  private JsonOutput(JsonGenerator out) {
    this.out = out;
  }

  /** The bytes of an object with these members. */
  public static byte[] bytes(Consumer<JsonOutput> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      new JsonOutput(generator).braces(members);
    }
    return bytes.toByteArray();
  }

  private void braces(Consumer<JsonOutput> members) {
    out.writeStartObject();
    members.accept(this);
    out.writeEndObject();
  }

  /** A member that is an object. */
  public JsonOutput object(String name, Consumer<JsonOutput> members) {
    out.writeName(name);
    braces(members);
    return this;
  }

  /** A member that is an object, if there is one. */
  public <T> JsonOutput objectIfAny(
      String name, Optional<T> value, BiConsumer<JsonOutput, T> writer) {
    value.ifPresent(found -> object(name, json -> writer.accept(json, found)));
    return this;
  }

  /** A list of objects. */
  public <T> JsonOutput objects(
      String name, Collection<T> items, BiConsumer<JsonOutput, T> writer) {
    out.writeName(name);
    out.writeStartArray();
    for (T item : items) {
      braces(json -> writer.accept(json, item));
    }
    out.writeEndArray();
    return this;
  }

  /** A list of objects, if it has any. */
  public <T> JsonOutput objectsIfAny(
      String name, Collection<T> items, BiConsumer<JsonOutput, T> writer) {
    return items.isEmpty() ? this : objects(name, items, writer);
  }

  /** A string. */
  public JsonOutput text(String name, String value) {
    out.writeName(name);
    out.writeString(value);
    return this;
  }

  /** A string, if not empty. */
  public JsonOutput textIfAny(String name, String value) {
    return value.isEmpty() ? this : text(name, value);
  }

  /** A list of strings. */
  public JsonOutput texts(String name, Collection<String> values) {
    out.writeName(name);
    out.writeStartArray();
    values.forEach(out::writeString);
    out.writeEndArray();
    return this;
  }

  /** A list of strings, if it has any. */
  public JsonOutput textsIfAny(String name, Collection<String> values) {
    return values.isEmpty() ? this : texts(name, values);
  }

  /** A map of strings, sorted by key, if it has any. */
  public JsonOutput textMapIfAny(String name, Map<String, String> values) {
    return values.isEmpty()
        ? this
        : object(name, json -> new TreeMap<>(values).forEach(json::text));
  }

  /** A signed number. */
  public JsonOutput int64(String name, long value) {
    out.writeName(name);
    out.writeNumber(value);
    return this;
  }

  /** A signed number, if not 0. */
  public JsonOutput int64IfAny(String name, long value) {
    return value == 0 ? this : int64(name, value);
  }

  /** A number without sign; one beyond {@link Long#MAX_VALUE} is given as a negative one. */
  public JsonOutput uint64(String name, long value) {
    out.writeName(name);
    writeUnsigned(value);
    return this;
  }

  /** A number without sign, if not 0. */
  public JsonOutput uint64IfAny(String name, long value) {
    return value == 0 ? this : uint64(name, value);
  }

  /** A list of numbers without sign, if it has any. */
  public JsonOutput uint64sIfAny(String name, Collection<Long> values) {
    if (!values.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      values.forEach(this::writeUnsigned);
      out.writeEndArray();
    }
    return this;
  }

  private void writeUnsigned(long value) {
    if (value >= 0) {
      out.writeNumber(value);
    } else {
      out.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    }
  }

  /** A truth value. */
  public JsonOutput flag(String name, boolean value) {
    out.writeName(name);
    out.writeBoolean(value);
    return this;
  }

  /** A truth value, if true. */
  public JsonOutput flagIfSet(String name, boolean value) {
    return value ? flag(name, true) : this;
  }

  /** A time. */
  public JsonOutput time(String name, Instant value) {
    return text(name, GoTime.format(value));
  }

  /** A time, if there is one. */
  public JsonOutput timeIfAny(String name, Optional<Instant> value) {
    value.ifPresent(time -> time(name, time));
    return this;
  }

  /** A null. */
  public JsonOutput nothing(String name) {
    out.writeName(name);
    out.writeNull();
    return this;
  }

  private static final class HtmlEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private final int[] ascii;

    @SuppressWarnings("this-escape")
    HtmlEscapes() {
      ascii = standardAsciiEscapesForJSON();
      ascii['<'] = ESCAPE_CUSTOM;
      ascii['>'] = ESCAPE_CUSTOM;
      ascii['&'] = ESCAPE_CUSTOM;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii;
    }

    @Override
    @SuppressWarnings("NullAway") // the library asks for null where nothing is to be escaped
    public SerializableString getEscapeSequence(int ch) {
      return switch (ch) {
        case '<', '>', '&', LINE_SEPARATOR, PARAGRAPH_SEPARATOR ->
            new SerializedString(String.format("\\u%04x", ch));
        default -> null;
      };
    }
  }
}
