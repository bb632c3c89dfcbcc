package io.myelin.store;

/**
 * The store refuses changes because an earlier write or sync failed. Reading goes on; {@link
 * Committable#recover} makes it writable again.
 */
public final class StoreFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what failed, of which store, and what ends the state
   * @param cause the failure
   */
  public StoreFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
