package io.myelin.store;

import java.io.IOException;

/** The stored bytes of a message are not what was written. The text names file and position. */
public final class DamagedMessageException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message file, position, sequence and what did not agree
   */
  public DamagedMessageException(String message) {
    super(message);
  }
}
