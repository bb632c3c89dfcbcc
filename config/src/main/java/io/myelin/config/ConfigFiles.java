package io.myelin.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads configuration files and says in the reference's words why one cannot be read. */
final class ConfigFiles {
  /** The largest configuration file that is read. */
  static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

  /**
   * A file that was read.
   *
   * @param path its path, for positions
   * @param bytes its content
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Source(String path, byte[] bytes) {}

  /** Reads the file at a path. */
  Source read(String path) throws ConfigSyntaxException {
    try {
      Path file = Path.of(path);
      if (Files.isDirectory(file)) {
        throw new ConfigSyntaxException("read " + path + ": is a directory");
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ConfigSyntaxException(
            "read " + path + ": larger than " + MAX_FILE_BYTES + " bytes");
      }
      return new Source(path, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ConfigSyntaxException("open " + path + ": no such file or directory");
    } catch (AccessDeniedException e) {
      throw new ConfigSyntaxException("open " + path + ": permission denied");
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigSyntaxException("open " + path + ": " + e.getMessage());
    }
  }

  /** Reads an included file, relative to the directory of the file that includes it (CORE-524). */
  Source include(String includingFile, String path) throws ConfigSyntaxException {
    int slash = includingFile.lastIndexOf('/');
    String joined = slash < 0 ? path : includingFile.substring(0, slash) + "/" + path;
    try {
      boolean absolute = path.startsWith("/") && Files.exists(Path.of(path));
      return read(absolute ? path : Path.of(joined).normalize().toString());
    } catch (InvalidPathException e) {
      throw new ConfigSyntaxException("open " + joined + ": invalid argument");
    }
  }
}
