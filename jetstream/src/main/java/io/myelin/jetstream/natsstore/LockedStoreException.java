package io.myelin.jetstream.natsstore;

import java.io.IOException;

/** A store is encrypted and none of the keys opens it. */
public final class LockedStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which file, and what to do
   */
  public LockedStoreException(String message) {
    super(message);
  }
}
