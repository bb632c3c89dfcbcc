package io.myelin.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file that holds the process's number (CORE-848). */
final class PidFile {
  private PidFile() {}

  /**
   * Writes it, over an old one.
   *
   * @throws StartupException when that is not possible
   */
  static void write(String path) throws StartupException {
    Path file = Path.of(path);
    try {
      Files.write(file, Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII));
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      throw new StartupException("Could not write pidfile: " + e.getMessage(), e);
    }
  }
}
