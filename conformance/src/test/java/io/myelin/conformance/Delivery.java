package io.myelin.conformance;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message as received, with or without headers.
 *
 * @param subject as displayed
 * @param sid of the subscription
 * @param reply where answers go, empty for none
 * @param header the whole header block, empty for none
 */
record Delivery(String subject, String sid, String reply, String header, String payload) {
  private static final Pattern PLAIN = Pattern.compile("MSG (\\S+) (\\S+) (?:(\\S+) )?(\\d+)");
  private static final Pattern WITH_HEADERS =
      Pattern.compile("HMSG (\\S+) (\\S+) (?:(\\S+) )?(\\d+) (\\d+)");

  /** Reads the next message; it must be one. */
  static Delivery next(RawClient client) {
    String line = client.readLine();
    Matcher headers = WITH_HEADERS.matcher(line);
    if (headers.matches()) {
      int headerLength = Integer.parseInt(headers.group(4));
      String all = client.readBytes(Integer.parseInt(headers.group(5)));
      client.expectBytes("\r\n");
      return of(headers, all.substring(0, headerLength), all.substring(headerLength));
    }
    Matcher plain = PLAIN.matcher(line);
    if (!plain.matches()) {
      throw new AssertionError("not a message: \"" + line + "\"");
    }
    String payload = client.readBytes(Integer.parseInt(plain.group(4)));
    client.expectBytes("\r\n");
    return of(plain, "", payload);
  }

  private static Delivery of(Matcher line, String header, String payload) {
    String reply = Objects.requireNonNullElse(line.group(3), "");
    return new Delivery(line.group(1), line.group(2), reply, header, payload);
  }

  /** What follows the version on the first line of the header, empty for an ordinary message. */
  String status() {
    int end = header.indexOf("\r\n");
    return end < 0 ? "" : header.substring("NATS/1.0".length(), end).strip();
  }

  /** The lines of the header after the first, separated by a bar. */
  String headers() {
    if (header.isEmpty()) {
      return "";
    }
    String lines = header.substring(header.indexOf("\r\n") + 2, header.length() - 2);
    return lines.isEmpty() ? "" : lines.substring(0, lines.length() - 2).replace("\r\n", "|");
  }

  /** The value of the first header of that name, empty for none. */
  String header(String name) {
    for (String line : List.of(headers().split("\\|", -1))) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return "";
  }

  /** A number of the acknowledgement subject {@code $JS.ACK.stream.consumer.2.3.4.5.6...}. */
  private long number(int token) {
    return Long.parseLong(List.of(reply.split("\\.", -1)).get(token));
  }

  /** How often it was delivered, this time included. */
  long deliveries() {
    return number(4);
  }

  /** Its sequence in the stream. */
  long streamSequence() {
    return number(5);
  }

  /** Its sequence in the consumer. */
  long consumerSequence() {
    return number(6);
  }

  /** How many matching messages follow. */
  long pending() {
    return number(8);
  }
}
