package io.myelin.server;

/** A server could not start; the message says why in the words of CORE-882 and its neighbours. */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the text for the operator. */
  public StartupException(String message) {
    super(message);
  }

  /** With the text for the operator and what lies behind it. */
  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
