package io.myelin.jetstream.archive;

import java.io.IOException;

/** An archive is damaged, cut short, or not what it should be. */
public final class ArchiveFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, without "restore failed"
   */
  public ArchiveFormatException(String message) {
    super(message);
  }
}
