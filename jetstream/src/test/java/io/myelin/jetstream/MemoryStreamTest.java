package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams in memory live as long as the server. */
class MemoryStreamTest {
  private static final String MEMORY = "\"storage\":\"memory\",\"subjects\":[\"memory\"]";

  @Test
  @DisplayName("STR-212 a stream in memory is gone after a restart, its name and subjects are free")
  void goneAfterRestart(@TempDir Path directory) throws Exception {
    try (JetStreamHarness server = new JetStreamHarness(directory)) {
      server.create("KEPT", "\"subjects\":[\"kept\"]");
      server.create("MEMORY", MEMORY);
      server.publish("memory", "here");
      server.untilMessages("MEMORY", 1);
      server.restart();
      assertThat(server.request("$JS.API.STREAM.NAMES", "")).contains("\"streams\":[\"KEPT\"]");
      server.create("OTHER", "\"subjects\":[\"memory\"]");
      server.create("MEMORY", "\"subjects\":[\"other\"]");
    }
  }

  @Test
  @DisplayName(
      "STR-212 what takes the name of a stream in memory is kept or not by its own storage")
  void sameNameAgain(@TempDir Path directory) throws Exception {
    try (JetStreamHarness server = new JetStreamHarness(directory)) {
      server.create("S", MEMORY);
      server.request("$JS.API.STREAM.DELETE.S", "");
      server.create("S", "\"subjects\":[\"kept\"]");
      server.publish("kept", "here");
      server.untilMessages("S", 1);
      server.restart();
      assertThat(server.contents("S")).containsExactly("1 kept here");
      server.request("$JS.API.STREAM.DELETE.S", "");
      server.create("S", MEMORY);
      server.restart();
      assertThat(server.request("$JS.API.STREAM.NAMES", "")).contains("\"streams\":null");
    }
  }
}
