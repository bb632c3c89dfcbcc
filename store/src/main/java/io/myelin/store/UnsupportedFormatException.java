package io.myelin.store;

import java.io.IOException;

/**
 * A file was written by a newer version, or needs a feature that this one lacks. Nothing was
 * changed; the asset stays offline (STR-026).
 */
public final class UnsupportedFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which file, what it needs and what is known here
   */
  public UnsupportedFormatException(String message) {
    super(message);
  }
}
