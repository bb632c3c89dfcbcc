package io.myelin.store;

import java.io.IOException;

/**
 * A file is whole but was written by a newer version, needs a feature that is unknown here, or was
 * encrypted with a key that is not configured. Its asset stays offline and the file as it is
 * (STR-026). The text tells what is missing.
 */
public final class UnsupportedFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the file and what is missing
   */
  public UnsupportedFormatException(String message) {
    super(message);
  }
}
