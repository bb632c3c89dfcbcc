package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash in the middle of a deletion leaves does not come back as another stream. */
class LeftFilesTest {

  @Test
  @DisplayName("STR-025 files of no stream are put aside, and a stream of that name begins empty")
  void putAside(@TempDir Path directory) throws Exception {
    try (JetStreamHarness server = new JetStreamHarness(directory)) {
      server.create("KEPT", "\"subjects\":[\"kept\"]");
      server.publish("kept", "here");
      server.untilMessages("KEPT", 1);
      Path account = accountDirectory(directory);
      copy(account.resolve("KEPT"), account.resolve("LEFT"));
      server.restart();
      assertThat(names(account)).contains("KEPT").doesNotContain("LEFT");
      assertThat(names(account)).anyMatch(name -> name.startsWith(".aside-"));
      server.create("LEFT", "\"subjects\":[\"left\"]");
      assertThat(server.contents("LEFT")).isEmpty();
      assertThat(server.contents("KEPT")).containsExactly("1 kept here");
    }
  }

  private static Path accountDirectory(Path directory) throws Exception {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> path.endsWith("KEPT")).findFirst().orElseThrow().resolveSibling("");
    }
  }

  private static List<String> names(Path account) throws Exception {
    try (Stream<Path> all = Files.list(account)) {
      return all.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }
}
