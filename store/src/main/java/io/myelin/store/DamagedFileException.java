package io.myelin.store;

import java.io.IOException;

/**
 * Bytes of a file that were synced once are not what was written. The text names file and position.
 * The file is left as it is.
 */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message file, position and what did not agree
   */
  public DamagedFileException(String message) {
    super(message);
  }
}
