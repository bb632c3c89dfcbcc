package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Appends to a file, which is renamed and begun anew when it has grown beyond a limit (CORE-862,
 * CORE-863).
 */
final class FileSink implements LogSink {
  private static final FileAttribute<Set<PosixFilePermission>> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  private final Path file;
  private final LogLine format;
  private final long limitBytes;
  private final int maxFiles;
  private FileChannel channel;
  private long size;

  /**
   * @param limitBytes 0 for no rotation
   * @param maxFiles how many files are kept, the current one included; 0 for all
   */
  FileSink(Path file, LogLine format, long limitBytes, int maxFiles) throws IOException {
    this.file = file;
    this.format = format;
    this.limitBytes = limitBytes;
    this.maxFiles = maxFiles;
    this.channel = open(file);
    this.size = channel.size();
  }

  private static FileChannel open(Path file) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? FileChannel.open(file, options, MODE)
        : FileChannel.open(file, options);
  }

  @Override
  public synchronized void write(LogLevel level, String message) {
    append(format.of(level, message));
    if (limitBytes > 0 && size > limitBytes) {
      rotate();
    }
  }

  private void append(String line) {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
    try {
      while (bytes.hasRemaining()) {
        size += channel.write(bytes);
      }
    } catch (IOException e) {
      System.err.print(line);
    }
  }

  private void rotate() {
    try {
      channel.close();
      Path backup = backupName(LocalDateTime.now(java.time.ZoneId.systemDefault()));
      Files.move(file, backup);
      channel = open(file);
      size = 0;
      append(format.of(LogLevel.INFO, "Rotated log, backup saved as \"" + backup + "\""));
      removeOldest();
    } catch (IOException e) {
      reopenAfterFailure(e);
    }
  }

  private void reopenAfterFailure(IOException failure) {
    try {
      channel = open(file);
      size = 0;
      append(format.of(LogLevel.ERROR, "Unable to rotate the log file " + file + ": " + failure));
    } catch (IOException e) {
      throw new UncheckedIOException("log file " + file + " cannot be opened again", e);
    }
  }

  private Path backupName(LocalDateTime now) {
    StringBuilder name = new StringBuilder(file.getFileName().toString());
    int[] parts = {
      now.getMonthValue(), now.getDayOfMonth(), now.getHour(), now.getMinute(), now.getSecond()
    };
    name.append('.').append(now.getYear());
    for (int part : parts) {
      LogLine.padded(name.append('.'), part, 2);
    }
    LogLine.padded(name.append('.'), now.getNano(), 9);
    return file.resolveSibling(name.toString());
  }

  private void removeOldest() throws IOException {
    if (maxFiles <= 0) {
      return;
    }
    List<Path> backups = new ArrayList<>();
    String prefix = file.getFileName() + ".";
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(
            file.toAbsolutePath().getParent(),
            sibling -> isBackup(sibling.getFileName().toString(), prefix))) {
      siblings.forEach(backups::add);
    }
    Collections.sort(backups);
    for (int i = 0; i < backups.size() - (maxFiles - 1); i++) {
      Files.deleteIfExists(backups.get(i));
    }
  }

  private static boolean isBackup(String name, String prefix) {
    return name.startsWith(prefix) && name.substring(prefix.length()).split("\\.").length == 7;
  }

  @Override
  public synchronized boolean reopen() {
    try {
      FileChannel fresh = open(file);
      channel.close();
      channel = fresh;
      size = fresh.size();
    } catch (IOException e) {
      append(format.of(LogLevel.ERROR, "Unable to reopen the log file " + file + ": " + e));
    }
    return true;
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.err.println("log file " + file + ": " + e);
    }
  }
}
