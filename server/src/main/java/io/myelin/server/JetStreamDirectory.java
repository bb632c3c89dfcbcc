package io.myelin.server;

import io.myelin.config.JetStreamKeys;
import io.myelin.config.Options;
import io.myelin.config.Section;
import io.myelin.store.StoreDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The directory below which JetStream keeps everything (STR-002, STR-003).
 *
 * @param parent as configured
 * @param temporary whether nobody chose it, so that it lies where the system may clean up
 */
record JetStreamDirectory(Path parent, boolean temporary) {
  private static final long UNKNOWN_FREE_BYTES = 1L << 40;

  /** The directory that the options name, or the default one. */
  static JetStreamDirectory of(Options options) {
    String configured = options.storeDirectory();
    if (!configured.isEmpty()) {
      return new JetStreamDirectory(Path.of(configured).toAbsolutePath().normalize(), false);
    }
    String elsewhere = System.getenv("TMPDIR");
    Path temporary = Path.of(elsewhere == null ? System.getProperty("java.io.tmpdir") : elsewhere);
    Section jetStream = options.jetStream();
    boolean dynamic =
        jetStream.get(JetStreamKeys.MAX_MEMORY_STORE) <= 0
            || jetStream.get(JetStreamKeys.MAX_FILE_STORE) <= 0;
    return new JetStreamDirectory(dynamic ? temporary.resolve("nats") : temporary, true);
  }

  /**
   * Another temporary directory beside this one, for when this one belongs to somebody else:
   * several servers of a machine that nobody gave a directory do not meet.
   */
  JetStreamDirectory beside(int number) {
    Path base = parent.endsWith("nats") ? parent.resolve("..").normalize() : parent;
    return new JetStreamDirectory(base.resolve("nats-" + number), true);
  }

  /** What is used of it. */
  Path path() {
    return parent.resolve(StoreDirectory.NAME);
  }

  /**
   * Bytes that the file system still has for the server, plus those that files in the directory
   * already take: what does not shrink when streams grow (STR-B07).
   */
  long roomBytes() {
    try {
      return Files.getFileStore(path()).getUsableSpace() + usedBytes();
    } catch (IOException e) {
      return UNKNOWN_FREE_BYTES;
    }
  }

  private long usedBytes() throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        path(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }
}
