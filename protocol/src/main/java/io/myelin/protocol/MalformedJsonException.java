package io.myelin.protocol;

/** A JSON text of the protocol that cannot be decoded; the message says what is wrong with it. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason, for the log. */
  public MalformedJsonException(String message) {
    super(message);
  }
}
