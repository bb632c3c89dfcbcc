package io.myelin.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Which subjects are wanted: those that match any of some patterns. Immutable; any thread.
 *
 * <p>Two filters are equal when their patterns are equal as sets.
 */
public final class SubjectFilter {
  /** Matches every subject. */
  public static final SubjectFilter ALL = new SubjectFilter(List.of(">"));

  private final String[] patterns;
  private final byte[][] patternBytes;
  private final boolean all;
  private final boolean literal;

  private SubjectFilter(List<String> patterns) {
    this.patterns = patterns.stream().distinct().sorted().toArray(String[]::new);
    this.patternBytes = new byte[this.patterns.length][];
    boolean any = false;
    for (int i = 0; i < this.patterns.length; i++) {
      patternBytes[i] = this.patterns[i].getBytes(StandardCharsets.UTF_8);
      any |= this.patterns[i].equals(">");
    }
    this.all = any;
    this.literal =
        this.patterns.length == 1
            && io.myelin.protocol.Subjects.isValidLiteral(
                patternBytes[0], 0, patternBytes[0].length);
  }

  /** A filter of valid patterns; an empty list, an empty pattern or {@code >} match everything. */
  public static SubjectFilter of(List<String> patterns) {
    if (patterns.isEmpty() || patterns.contains("") || patterns.contains(">")) {
      return ALL;
    }
    return new SubjectFilter(patterns);
  }

  /** A filter of valid patterns. */
  public static SubjectFilter of(String... patterns) {
    return of(List.of(patterns));
  }

  /** Whether every subject matches. */
  public boolean isAll() {
    return all;
  }

  /** Whether exactly one subject, and no other, matches: {@link #literal()}. */
  public boolean isLiteral() {
    return literal;
  }

  /** The one subject that matches. */
  public byte[] literal() {
    if (!literal) {
      throw new IllegalStateException("not a literal: " + this);
    }
    return patternBytes[0];
  }

  /** The patterns, sorted. */
  public List<String> patterns() {
    return List.of(patterns);
  }

  /** The patterns' bytes, sorted like {@link #patterns()}; not to be changed. */
  public byte[][] patternBytes() {
    return patternBytes;
  }

  /** Whether the literal subject matches. */
  public boolean matches(byte[] subject, int at, int length) {
    if (all) {
      return true;
    }
    for (byte[] pattern : patternBytes) {
      if (matches(pattern, subject, at, length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] pattern, byte[] subject, int at, int length) {
    int end = at + length;
    int s = at;
    int p = 0;
    while (p < pattern.length) {
      if (pattern[p] == '>' && p == pattern.length - 1 && (p == 0 || pattern[p - 1] == '.')) {
        return s < end;
      }
      boolean star =
          pattern[p] == '*'
              && (p == 0 || pattern[p - 1] == '.')
              && (p + 1 == pattern.length || pattern[p + 1] == '.');
      if (star) {
        if (s == end) {
          return false;
        }
        while (s < end && subject[s] != '.') {
          s++;
        }
        p++;
      } else {
        if (s == end || subject[s] != pattern[p]) {
          return false;
        }
        s++;
        p++;
      }
    }
    return s == end;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubjectFilter filter && Arrays.equals(patterns, filter.patterns);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(patterns);
  }

  @Override
  public String toString() {
    return String.join(" ", patterns);
  }
}
