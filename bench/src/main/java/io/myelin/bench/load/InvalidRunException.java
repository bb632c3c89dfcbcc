package io.myelin.bench.load;

/**
 * A run that does not count: a message was lost, doubled, out of order or damaged, the server's own
 * counters disagree, or the server died. The message says what happened and to what.
 */
public final class InvalidRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRunException(String message) {
    super(message);
  }

  InvalidRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
