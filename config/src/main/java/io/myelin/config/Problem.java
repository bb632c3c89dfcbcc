package io.myelin.config;

/**
 * Something wrong in a configuration.
 *
 * @param at where, by key; line 0 for the file as a whole
 * @param reason what is wrong
 */
public record Problem(Position at, String reason) {
  static final String EMPTY_FILE = "config has no values or is empty";

  /** Returns {@code file:line:column: reason}, or {@code file: reason} for line 0 (CORE-561). */
  public String text() {
    return (at.line() == 0 ? at.file() : at.text()) + ": " + reason;
  }
}
