package io.myelin.config;

/**
 * Where something stands in a configuration file (CORE-564).
 *
 * @param file path of the file as it was given, or the empty string for text that came from no file
 * @param line line number, from 1
 * @param column distance in bytes from the preceding line feed: from 1, except on line 1, where the
 *     first byte has column 0
 */
public record Position(String file, int line, int column) {

  /** Returns {@code file:line:column}, the prefix of every error message. */
  public String text() {
    return file + ":" + line + ":" + column;
  }
}
