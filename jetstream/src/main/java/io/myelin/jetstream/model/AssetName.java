package io.myelin.jetstream.model;

import java.nio.charset.StandardCharsets;

/** Rules of the names of streams and consumers (STR-200, CON-161). */
public final class AssetName {
  /** Bytes that a name may have. */
  static final int MAX_BYTES = 255;

  private AssetName() {}

  /** Whether this is a name: something, without white space, dots, wildcards, path separators. */
  public static boolean isValid(String name) {
    return !name.isEmpty() && !hasForbidden(name);
  }

  /** Whether it holds a character that no name may have. */
  static boolean hasForbidden(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (" \t\r\n\f.*>\\/".indexOf(name.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether it holds a separator of paths, which has an error of its own in subjects. */
  public static boolean hasPathSeparator(String name) {
    return name.indexOf('\\') >= 0 || name.indexOf('/') >= 0;
  }

  static boolean isTooLong(String name) {
    return utf8Length(name) > MAX_BYTES;
  }

  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
