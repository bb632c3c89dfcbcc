package io.myelin.config;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A URL path, kept as written; {@link Options#monitoringBasePath()} has it cleaned (CORE-654). */
final class BasePathType extends OptionType<String> {
  @Override
  @Nullable String read(SectionReader reader, ConfigItem item) {
    return OptionTypes.TEXT.read(reader, item);
  }

  /** The path with a leading slash, and double slashes and dots resolved. */
  static String clean(String path) {
    ArrayDeque<String> parts = new ArrayDeque<>();
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String part = path.substring(start, end);
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
      start = end + 1;
    }
    return "/" + String.join("/", parts);
  }

  @Override
  String usualDefault() {
    return "/";
  }

  @Override
  public String describe() {
    return "URL path";
  }
}
