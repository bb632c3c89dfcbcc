package io.myelin.jetstream.model;

import java.nio.charset.StandardCharsets;

/**
 * Answers to a publish (STR-300, STR-301). The plain one is made without a JSON library, since
 * there is one for every message.
 */
public final class PubAck {
  private PubAck() {}

  /**
   * A message was stored.
   *
   * @param seq its sequence, without sign
   * @param domain empty for none
   */
  public static byte[] stored(String stream, long seq, String domain) {
    return ascii(begin(stream, seq, domain).append('}'));
  }

  /** A message with that id was stored before (STR-310). */
  public static byte[] duplicate(String stream, long seq, String domain) {
    return ascii(begin(stream, seq, domain).append(",\"duplicate\": true}"));
  }

  /** A message was stored that counts (STR-351). */
  public static byte[] counted(String stream, long seq, String domain, String value) {
    return ascii(begin(stream, seq, domain).append(",\"val\":\"").append(value).append("\"}"));
  }

  /** A batch was stored (STR-381, STR-392). */
  public static byte[] batch(
      String stream, long seq, String domain, String batchId, long count, boolean duplicate) {
    StringBuilder out = begin(stream, seq, domain);
    if (duplicate) {
      out.append(",\"duplicate\": true");
    }
    out.append(",\"batch\":\"");
    escape(out, batchId);
    return ascii(out.append("\",\"count\":").append(count).append('}'));
  }

  /** A message was refused (STR-301). */
  public static byte[] refused(String stream, String domain, ApiError error) {
    return JsonOutput.bytes(
        json -> {
          error.write(json);
          json.text("stream", stream).textIfAny("domain", domain).int64("seq", 0);
        });
  }

  /** All of {@link #stored} in front of the sequence, which is followed by a brace. */
  public static byte[] storedPrefix(String stream, String domain) {
    StringBuilder whole = begin(stream, 0, domain);
    return ascii(whole.deleteCharAt(whole.length() - 1));
  }

  private static StringBuilder begin(String stream, long seq, String domain) {
    StringBuilder out = new StringBuilder(64).append("{\"stream\":\"");
    escape(out, stream);
    if (!domain.isEmpty()) {
      out.append("\",\"domain\":\"");
      escape(out, domain);
    }
    return out.append("\",\"seq\":").append(Long.toUnsignedString(seq));
  }

  private static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == '<' || c == '>' || c == '&') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
  }

  private static byte[] ascii(StringBuilder out) {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
