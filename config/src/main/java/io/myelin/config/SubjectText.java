package io.myelin.config;

/** Checks subjects that are written in a configuration (CORE-360, CORE-361). */
final class SubjectText {
  private SubjectText() {}

  /** Returns whether the text is a subject, wildcards allowed. */
  static boolean isValid(String subject) {
    if (subject.isEmpty()) {
      return false;
    }
    int start = 0;
    while (true) {
      int dot = subject.indexOf('.', start);
      int end = dot < 0 ? subject.length() : dot;
      if (end == start) {
        return false;
      }
      for (int i = start; i < end; i++) {
        if (isSpace(subject.charAt(i))) {
          return false;
        }
      }
      if (dot < 0) {
        return true;
      }
      if (end - start == 1 && subject.charAt(start) == '>') {
        return false;
      }
      start = dot + 1;
    }
  }

  /** Returns whether the text is a subject without wildcards. */
  static boolean isValidLiteral(String subject) {
    if (!isValid(subject)) {
      return false;
    }
    for (int i = 0; i < subject.length(); i++) {
      char c = subject.charAt(i);
      boolean wholeToken =
          (i == 0 || subject.charAt(i - 1) == '.')
              && (i + 1 == subject.length() || subject.charAt(i + 1) == '.');
      if ((c == '*' || c == '>') && wholeToken) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
}
