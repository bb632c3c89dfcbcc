package io.myelin.jetstream.model;

/** A text is not the JSON that it should be. The message is the detail that error 10025 carries. */
public final class InvalidJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the detail. */
  public InvalidJsonException(String detail) {
    super(detail, null, false, false);
  }

  /** The detail, without {@code invalid JSON:} before it. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
