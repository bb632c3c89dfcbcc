package io.myelin.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rules of subjects: which are valid, what a wildcard covers, how patterns relate (CORE-360 to
 * CORE-364).
 *
 * <p>A subject is a row of tokens separated by {@code '.'}. The token {@code *} stands for exactly
 * one token, a last token {@code >} for one or more. Both are wildcards only when they are a whole
 * token: {@code foo*} is a literal (CORE-361).
 *
 * <p>All functions are pure and may be called from any thread. Byte forms take a range of an array
 * and never copy it; string forms work on the UTF-8 bytes.
 */
public final class Subjects {
  private static final byte DOT = '.';
  private static final byte STAR = '*';
  private static final byte REST = '>';

  private Subjects() {}

  /**
   * Whether a message may be published to this subject when the publisher is checked strictly: at
   * least one token, none empty, none a wildcard, no white space (CORE-107, CORE-360).
   */
  public static boolean isValidLiteral(byte[] subject, int offset, int length) {
    return isValidPattern(subject, offset, length) && isLiteral(subject, offset, length);
  }

  /** String form of {@link #isValidLiteral(byte[], int, int)}. */
  public static boolean isValidLiteral(String subject) {
    byte[] bytes = bytes(subject);
    return isValidLiteral(bytes, 0, bytes.length);
  }

  /**
   * Whether this is a valid subscription subject: at least one token, none empty, {@code >} only as
   * the last one, no white space (CORE-122, CORE-360).
   */
  public static boolean isValidPattern(byte[] pattern, int offset, int length) {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      byte b = pattern[i];
      if (b == DOT) {
        if (i == start || (i - start == 1 && pattern[start] == REST)) {
          return false;
        }
        start = i + 1;
      } else if (isSpace(b)) {
        return false;
      }
    }
    return start < end;
  }

  /** String form of {@link #isValidPattern(byte[], int, int)}. */
  public static boolean isValidPattern(String pattern) {
    byte[] bytes = bytes(pattern);
    return isValidPattern(bytes, 0, bytes.length);
  }

  /**
   * Whether no token is a wildcard (CORE-361). Says nothing about validity: {@code a..b} is
   * literal.
   */
  public static boolean isLiteral(byte[] subject, int offset, int length) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      byte b = subject[i];
      if ((b == STAR || b == REST)
          && (i == offset || subject[i - 1] == DOT)
          && (i + 1 == end || subject[i + 1] == DOT)) {
        return false;
      }
    }
    return true;
  }

  /** String form of {@link #isLiteral(byte[], int, int)}. */
  public static boolean isLiteral(String subject) {
    byte[] bytes = bytes(subject);
    return isLiteral(bytes, 0, bytes.length);
  }

  /** Whether a token is empty; such a subject matches nothing, not even {@code >} (CORE-107). */
  public static boolean hasEmptyToken(byte[] subject, int offset, int length) {
    int end = offset + length;
    boolean tokenIsEmpty = true;
    for (int i = offset; i < end; i++) {
      if (subject[i] != DOT) {
        tokenIsEmpty = false;
      } else if (tokenIsEmpty) {
        return true;
      } else {
        tokenIsEmpty = true;
      }
    }
    return tokenIsEmpty;
  }

  /** Number of tokens, empty ones included; 0 for the empty subject. */
  public static int tokenCount(byte[] subject, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = 1;
    for (int i = offset, end = offset + length; i < end; i++) {
      if (subject[i] == DOT) {
        count++;
      }
    }
    return count;
  }

  /** String form of {@link #tokenCount(byte[], int, int)}. */
  public static int tokenCount(String subject) {
    byte[] bytes = bytes(subject);
    return tokenCount(bytes, 0, bytes.length);
  }

  /**
   * Position of the first {@code '.'} in {@code [from, end)}, or {@code end}: where the token
   * starting at {@code from} ends.
   */
  public static int tokenEnd(byte[] subject, int from, int end) {
    int i = from;
    while (i < end && subject[i] != DOT) {
      i++;
    }
    return i;
  }

  /**
   * Whether a message published to {@code literal} reaches a subscription on {@code pattern}.
   * Wildcard tokens in the published subject are plain text: a wildcard of the pattern covers them,
   * a literal token of it cannot be one (CORE-363). A published subject with an empty token matches
   * nothing (CORE-107).
   *
   * @param pattern a valid pattern ({@link #isValidPattern})
   */
  public static boolean matches(
      byte[] literal,
      int literalOffset,
      int literalLength,
      byte[] pattern,
      int offset,
      int length) {
    if (hasEmptyToken(literal, literalOffset, literalLength)) {
      return false;
    }
    int literalEnd = literalOffset + literalLength;
    int end = offset + length;
    int at = literalOffset;
    int p = offset;
    while (true) {
      int tokenEnd = tokenEnd(pattern, p, end);
      if (isToken(pattern, p, tokenEnd, REST)) {
        return true;
      }
      int literalTokenEnd = tokenEnd(literal, at, literalEnd);
      if (!isToken(pattern, p, tokenEnd, STAR)
          && !Arrays.equals(pattern, p, tokenEnd, literal, at, literalTokenEnd)) {
        return false;
      }
      if (tokenEnd == end || literalTokenEnd == literalEnd) {
        return tokenEnd == end && literalTokenEnd == literalEnd;
      }
      p = tokenEnd + 1;
      at = literalTokenEnd + 1;
    }
  }

  /** Form of {@link #matches(byte[], int, int, byte[], int, int)} on whole arrays. */
  public static boolean matches(byte[] literal, byte[] pattern) {
    return matches(literal, 0, literal.length, pattern, 0, pattern.length);
  }

  /** String form of {@link #matches(byte[], byte[])}. */
  public static boolean matches(String literal, String pattern) {
    return matches(bytes(literal), bytes(pattern));
  }

  /**
   * Whether every literal subject covered by {@code pattern} is also covered by {@code by}
   * (CORE-364). Both must be valid patterns.
   */
  public static boolean isSubsetOf(byte[] pattern, byte[] by) {
    int p = 0;
    int q = 0;
    while (true) {
      int byEnd = tokenEnd(by, q, by.length);
      if (isToken(by, q, byEnd, REST)) {
        return true;
      }
      int patternEnd = tokenEnd(pattern, p, pattern.length);
      if (isToken(pattern, p, patternEnd, REST)
          || (!isToken(by, q, byEnd, STAR)
              && !Arrays.equals(pattern, p, patternEnd, by, q, byEnd))) {
        return false;
      }
      if (patternEnd == pattern.length || byEnd == by.length) {
        return patternEnd == pattern.length && byEnd == by.length;
      }
      p = patternEnd + 1;
      q = byEnd + 1;
    }
  }

  /** String form of {@link #isSubsetOf(byte[], byte[])}. */
  public static boolean isSubsetOf(String pattern, String by) {
    return isSubsetOf(bytes(pattern), bytes(by));
  }

  /**
   * Whether at least one literal subject is covered by both patterns (CORE-364). Both must be valid
   * patterns.
   */
  public static boolean collide(byte[] a, byte[] b) {
    int p = 0;
    int q = 0;
    while (true) {
      int aEnd = tokenEnd(a, p, a.length);
      int bEnd = tokenEnd(b, q, b.length);
      if (isToken(a, p, aEnd, REST) || isToken(b, q, bEnd, REST)) {
        return true;
      }
      if (!isToken(a, p, aEnd, STAR)
          && !isToken(b, q, bEnd, STAR)
          && !Arrays.equals(a, p, aEnd, b, q, bEnd)) {
        return false;
      }
      if (aEnd == a.length || bEnd == b.length) {
        return aEnd == a.length && bEnd == b.length;
      }
      p = aEnd + 1;
      q = bEnd + 1;
    }
  }

  /** String form of {@link #collide(byte[], byte[])}. */
  public static boolean collide(String a, String b) {
    return collide(bytes(a), bytes(b));
  }

  private static boolean isToken(byte[] subject, int start, int end, byte wildcard) {
    return end - start == 1 && subject[start] == wildcard;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == '\f';
  }

  private static byte[] bytes(String subject) {
    return subject.getBytes(StandardCharsets.UTF_8);
  }
}
