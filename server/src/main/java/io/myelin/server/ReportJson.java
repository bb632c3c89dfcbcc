package io.myelin.server;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/**
 * Writes reports and events in the JSON that tools of the NATS world expect: field order as
 * written, instants in RFC 3339, {@code <}, {@code >} and {@code &} escaped, whole numbers without
 * fraction. A method whose name ends in {@code IfAny} or {@code IfSet} writes nothing for an empty
 * value. Not thread-safe.
 */
final class ReportJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().characterEscapes(new HtmlEscapes()).build();
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final double LARGEST_EXACT_DOUBLE = 0x1p53;

  private final JsonGenerator out;

  private ReportJson(JsonGenerator out) {
    this.out = out;
  }

  /** The fields of one JSON object. */
  @FunctionalInterface
  interface Fields {
    /** Writes the fields, without the braces. */
    void write(ReportJson json);
  }

  /** One object on one line. */
  static byte[] compact(Fields fields) {
    return write(ObjectWriteContext.empty(), fields);
  }

  /** One object with each field on a line of its own. */
  static byte[] pretty(String indent, Fields fields) {
    return write(new Indented(indent), fields);
  }

  private static byte[] write(ObjectWriteContext context, Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    try (JsonGenerator generator = FACTORY.createGenerator(context, bytes)) {
      ReportJson json = new ReportJson(generator);
      json.object(fields);
    }
    return bytes.toByteArray();
  }

  private void object(Fields fields) {
    out.writeStartObject();
    fields.write(this);
    out.writeEndObject();
  }

  void object(String name, Fields fields) {
    out.writeName(name);
    object(fields);
  }

  /** A list of objects. */
  <T> void objects(String name, Collection<T> items, BiConsumer<ReportJson, T> writer) {
    out.writeName(name);
    out.writeStartArray();
    for (T item : items) {
      object(json -> writer.accept(json, item));
    }
    out.writeEndArray();
  }

  /** A list of values that are JSON already, written in the form of this report. */
  void encodedIfAny(String name, Collection<byte[]> items) {
    if (items.isEmpty()) {
      return;
    }
    out.writeName(name);
    out.writeStartArray();
    for (byte[] item : items) {
      try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), item)) {
        parser.nextToken();
        out.copyCurrentStructure(parser);
      }
    }
    out.writeEndArray();
  }

  void text(String name, String value) {
    out.writeName(name);
    out.writeString(value);
  }

  void textIfAny(String name, String value) {
    if (!value.isEmpty()) {
      text(name, value);
    }
  }

  void texts(String name, Collection<String> values) {
    out.writeName(name);
    out.writeStartArray();
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }

  void textsIfAny(String name, Collection<String> values) {
    if (!values.isEmpty()) {
      texts(name, values);
    }
  }

  void number(String name, long value) {
    out.writeName(name);
    out.writeNumber(value);
  }

  /** A number without sign; one beyond {@link Long#MAX_VALUE} is given as a negative one. */
  void unsigned(String name, long value) {
    out.writeName(name);
    out.writeNumber(new BigInteger(Long.toUnsignedString(value)));
  }

  void numberIfAny(String name, long value) {
    if (value != 0) {
      number(name, value);
    }
  }

  void decimal(String name, double value) {
    out.writeName(name);
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT_DOUBLE) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(value);
    }
  }

  void flag(String name, boolean value) {
    out.writeName(name);
    out.writeBoolean(value);
  }

  void flagIfSet(String name, boolean value) {
    if (value) {
      flag(name, true);
    }
  }

  void nothing(String name) {
    out.writeName(name);
    out.writeNull();
  }

  /** An instant, given in nanoseconds since the epoch. */
  void time(String name, long epochNanos) {
    text(name, timeText(epochNanos));
  }

  /** A map, keys in order, each value written by {@code writer} under its key. */
  <V> void map(String name, Map<String, V> entries, Consumer<Map.Entry<String, V>> writer) {
    object(name, json -> new TreeMap<>(entries).entrySet().forEach(writer));
  }

  /** RFC 3339 in UTC with as many digits of the second's fraction as needed. */
  static String timeText(long epochNanos) {
    long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND);
    long nanos = Math.floorMod(epochNanos, NANOS_PER_SECOND);
    String whole = Instant.ofEpochSecond(seconds).toString();
    if (nanos == 0) {
      return whole;
    }
    String digits = Long.toString(NANOS_PER_SECOND + nanos).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole.substring(0, whole.length() - 1) + "." + digits.substring(0, end) + "Z";
  }

  private static final class Indented extends ObjectWriteContext.Base {
    private final PrettyPrinter printer;

    Indented(String indent) {
      Separators separators =
          Separators.createDefaultInstance()
              .withObjectNameValueSpacing(Separators.Spacing.AFTER)
              .withObjectEmptySeparator("")
              .withArrayEmptySeparator("");
      DefaultIndenter lines = new DefaultIndenter(indent, "\n");
      printer =
          new DefaultPrettyPrinter(separators).withObjectIndenter(lines).withArrayIndenter(lines);
    }

    @Override
    public PrettyPrinter getPrettyPrinter() {
      return printer;
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
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
