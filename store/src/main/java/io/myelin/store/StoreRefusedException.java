package io.myelin.store;

import java.io.IOException;

/** The store directory cannot be used. The text tells which, why, and what to do. */
public final class StoreRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which directory, why, and what to do
   */
  public StoreRefusedException(String message) {
    super(message);
  }

  /**
   * @param message which directory, why, and what to do
   * @param cause as the operating system reported it
   */
  public StoreRefusedException(String message, IOException cause) {
    super(message, cause);
  }
}
