package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
  private static final LogLine FORMAT = new LogLine(7, false, false, false);

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("server.log");
  }

  private List<Path> backups() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(path -> path.getFileName().toString().startsWith("server.log."))
          .sorted()
          .toList();
    }
  }

  @Test
  @DisplayName("CORE-862 lines are appended to what is there; a new file is not for everybody")
  void appends() throws IOException {
    try (FileSink sink = new FileSink(file(), FORMAT, 0, 0)) {
      sink.write(LogLevel.INFO, "one");
    }
    try (FileSink sink = new FileSink(file(), FORMAT, 0, 0)) {
      sink.write(LogLevel.ERROR, "two");
    }
    assertThat(Files.readString(file())).isEqualTo("[7] [INF] one\n[7] [ERR] two\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .startsWith("rw-")
        .endsWith("---");
  }

  @Test
  @DisplayName("CORE-863 beyond the limit the file is renamed and begun anew")
  void rotates() throws IOException {
    try (FileSink sink = new FileSink(file(), FORMAT, 100, 0)) {
      sink.write(LogLevel.INFO, "x".repeat(80));
      assertThat(backups()).isEmpty();
      sink.write(LogLevel.INFO, "y".repeat(80));
      assertThat(backups()).hasSize(1);
      Path backup = backups().getFirst();
      assertThat(backup.getFileName().toString())
          .matches("server\\.log\\.\\d{4}(\\.\\d\\d){5}\\.\\d{9}");
      assertThat(Files.readString(backup)).contains("xxx", "yyy");
      assertThat(Files.readString(file()))
          .isEqualTo("[7] [INF] Rotated log, backup saved as \"" + backup + "\"\n");
    }
  }

  @Test
  @DisplayName("CORE-863 what a file holds at the start counts")
  void sizeAtStart() throws IOException {
    Files.writeString(file(), "z".repeat(200));
    try (FileSink sink = new FileSink(file(), FORMAT, 100, 0)) {
      sink.write(LogLevel.INFO, "one");
      assertThat(backups()).hasSize(1);
    }
  }

  @Test
  @DisplayName("CORE-863 the oldest backups go, other files stay")
  void keepsSome() throws IOException {
    Path other = Files.writeString(directory.resolve("server.log.old"), "mine");
    try (FileSink sink = new FileSink(file(), FORMAT, 50, 3)) {
      for (int i = 0; i < 6; i++) {
        sink.write(LogLevel.INFO, i + "-".repeat(60));
      }
    }
    assertThat(other).exists();
    List<Path> kept = backups().stream().filter(path -> !path.equals(other)).toList();
    assertThat(kept).hasSize(2);
    assertThat(Files.readString(kept.getLast())).contains("5---");
  }

  @Test
  @DisplayName("CORE-843 reopened, the sink writes to a new file where the old one was moved")
  void reopens() throws IOException {
    Path moved = directory.resolve("moved");
    try (FileSink sink = new FileSink(file(), FORMAT, 0, 0)) {
      sink.write(LogLevel.INFO, "before");
      Files.move(file(), moved);
      sink.write(LogLevel.INFO, "between");
      assertThat(sink.reopen()).isTrue();
      sink.write(LogLevel.INFO, "after");
    }
    assertThat(Files.readString(moved)).isEqualTo("[7] [INF] before\n[7] [INF] between\n");
    assertThat(Files.readString(file())).isEqualTo("[7] [INF] after\n");
  }

  @Test
  @DisplayName("CORE-843 where the file cannot be opened again the old one is kept")
  void reopenFails() throws IOException {
    Path moved = directory.resolve("moved");
    try (FileSink sink = new FileSink(file(), FORMAT, 0, 0)) {
      Files.move(file(), moved);
      Files.createDirectory(file());
      sink.reopen();
      sink.write(LogLevel.INFO, "after");
    }
    assertThat(Files.readString(moved)).contains("Unable to reopen the log file", "after");
  }
}
