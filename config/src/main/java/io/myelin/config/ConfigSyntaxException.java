package io.myelin.config;

/**
 * The text is not a configuration: a lexical error, a missing value, an unresolved variable or an
 * include that cannot be read (CORE-560). Nothing behind that place was read.
 */
public final class ConfigSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigSyntaxException(String message) {
    super(message, null, false, false);
  }

  /** Returns the text of the error, never absent. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }
}
