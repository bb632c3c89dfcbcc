package io.myelin.jetstream.model;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Totals of counters as messages carry them (STR-351, STR-352). */
public final class CounterValue {
  private static final JsonShape BODY = JsonShape.members().text("val");

  private CounterValue() {}

  /** The payload of a message that counts. */
  public static byte[] body(BigInteger total) {
    return ("{\"val\":\"" + total + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The total that a payload holds; 0 where it holds none that is a number. Nothing where the
   * payload is not such an object: error 10172.
   */
  public static Optional<BigInteger> parseBody(byte[] body) {
    if (body.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(BODY.read(body, false).text("val")).orElse(BigInteger.ZERO));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  /** A number of any size with an optional sign; nothing where the text is none. */
  public static Optional<BigInteger> parse(String text) {
    try {
      return Optional.of(new BigInteger(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * What was counted elsewhere, by stream and subject: the value of {@code Nats-Counter-Sources}.
   * Nothing where the text is not such an object: error 10172.
   */
  public static Optional<Map<String, Map<String, String>>> parseSources(String json) {
    try {
      return Optional.of(JsonShape.readTextMaps(json.getBytes(StandardCharsets.UTF_8)));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  /** The value of {@code Nats-Counter-Sources}. */
  public static String sources(Map<String, Map<String, String>> sources) {
    return new String(
        JsonOutput.bytes(
            json ->
                new TreeMap<>(sources)
                    .forEach(
                        (stream, bySubject) ->
                            json.object(
                                stream, inner -> new TreeMap<>(bySubject).forEach(inner::text)))),
        StandardCharsets.UTF_8);
  }
}
