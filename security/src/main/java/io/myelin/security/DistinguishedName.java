package io.myelin.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A distinguished name in the order of its text form: most specific part first. Attribute types are
 * compared without regard to case, values exactly (SEC-681).
 *
 * @param parts the relative names; each is a set of attributes, in nearly all cases of one
 */
record DistinguishedName(List<Set<Attribute>> parts) {

  /**
   * One attribute.
   *
   * @param type upper case, {@code CN} or a dotted object identifier
   */
  record Attribute(String type, String value) {
    Attribute {
      type = type.toUpperCase(Locale.ROOT);
    }
  }

  DistinguishedName {
    parts = List.copyOf(parts);
  }

  /**
   * Reads the text form (RFC 4514, SEC-682).
   *
   * @return nothing when the text is not a distinguished name
   */
  static Optional<DistinguishedName> parse(String text) {
    try {
      return Optional.of(new Reader(text.getBytes(UTF_8)).name());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The parts with their number of occurrences: equal for names that differ in order only. */
  Map<Set<Attribute>, Integer> unordered() {
    Map<Set<Attribute>, Integer> counts = new HashMap<>();
    parts.forEach(part -> counts.merge(part, 1, Integer::sum));
    return counts;
  }

  /** Reads the text form once. */
  private static final class Reader {
    private static final String ESCAPABLE = " \"#+,;<=>\\";

    private final byte[] text;
    private int at;

    Reader(byte[] text) {
      this.text = text;
    }

    DistinguishedName name() {
      List<Set<Attribute>> parts = new ArrayList<>();
      Set<Attribute> part = new HashSet<>();
      while (true) {
        String type = type();
        part.add(new Attribute(type, value()));
        if (at < text.length && text[at] == '+') {
          at++;
          continue;
        }
        parts.add(Set.copyOf(part));
        part = new HashSet<>();
        if (at == text.length) {
          return new DistinguishedName(parts);
        }
        at++;
      }
    }

    private String type() {
      int start = at;
      while (at < text.length && text[at] != '=') {
        if (text[at] == ',' || text[at] == '+' || text[at] == '\\') {
          throw new IllegalArgumentException("attribute without value");
        }
        at++;
      }
      String type = new String(text, start, at - start, UTF_8).strip();
      if (at == text.length || type.isEmpty()) {
        throw new IllegalArgumentException("attribute without value");
      }
      at++;
      return type;
    }

    private String value() {
      while (at < text.length && text[at] == ' ') {
        at++;
      }
      if (at < text.length && text[at] == '#') {
        throw new IllegalArgumentException("BER encoded values are not supported");
      }
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      int length = 0;
      while (at < text.length && text[at] != ',' && text[at] != '+') {
        byte b = text[at++];
        value.write(b == '\\' ? escaped() : b);
        if (b != ' ') {
          length = value.size();
        }
      }
      return new String(value.toByteArray(), 0, length, UTF_8);
    }

    private int escaped() {
      if (at < text.length && ESCAPABLE.indexOf(text[at]) >= 0) {
        return text[at++];
      }
      if (at + 1 < text.length) {
        int high = Character.digit(text[at], 16);
        int low = Character.digit(text[at + 1], 16);
        if (high >= 0 && low >= 0) {
          at += 2;
          return (high << 4) | low;
        }
      }
      throw new IllegalArgumentException("malformed escape");
    }
  }
}
