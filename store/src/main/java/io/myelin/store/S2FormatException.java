package io.myelin.store;

import java.io.IOException;

/** Bytes are not S2, were cut off, or fail their checksum. The text tells where. */
public final class S2FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, and where
   */
  public S2FormatException(String message) {
    super(message);
  }
}
