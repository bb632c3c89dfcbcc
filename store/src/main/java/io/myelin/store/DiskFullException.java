package io.myelin.store;

import java.io.IOException;

/**
 * The file system has no room left, or a quota is used up. What was being written may be there in
 * part. Everything that takes no room still works, and writing works again once there is room.
 */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the file, and what the operating system said
   */
  public DiskFullException(String message) {
    super(message);
  }

  /**
   * @param message the file, and what the operating system said
   * @param cause as the operating system reported it
   */
  public DiskFullException(String message, IOException cause) {
    super(message, cause);
  }
}
