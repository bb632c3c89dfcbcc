package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("STR-B09 ids of messages that are not there survive a restart within their window")
class MessageIdsKeptTest {
  private static final long SUMMARISE_BYTES = 8L << 20;

  @TempDir Path directory;
  @TempDir Path crashed;
  private JetStreamHarness server;

  @BeforeEach
  void start() {
    server = new JetStreamHarness(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Goes on with the files as they are now, as after a crash. */
  private void crash() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = crashed.resolve(directory.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.close();
    server = new JetStreamHarness(crashed);
  }

  private void store(String... ids) {
    for (String id : ids) {
      assertThat(server.publishId("s", id)).doesNotContain("duplicate").contains("\"seq\":");
    }
  }

  private void assertKnown(String... ids) {
    for (int i = 0; i < ids.length; i++) {
      assertThat(server.publishId("s", ids[i]))
          .contains("\"seq\":" + (i + 1) + ",\"duplicate\": true");
    }
  }

  private void purge(String body) {
    assertThat(server.request("$JS.API.STREAM.PURGE.S", body)).contains("\"success\":true");
  }

  private void delete(long sequence) {
    assertThat(server.request("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":" + sequence + "}"))
        .contains("\"success\":true");
  }

  @Test
  @DisplayName("STR-B09 deleted and purged, closed and crashed")
  void deletedAndPurged() {
    server.create("S", "\"subjects\":[\"s\"]");
    store("a", "b", "c");
    delete(2);
    server.restart();
    assertKnown("a", "b", "c");
    purge("");
    store("d");
    crash();
    assertKnown("a", "b", "c", "d");
    store("e");
    server.restart();
    assertKnown("a", "b", "c", "d", "e");
    assertThat(server.contents("S")).containsExactly("4 s d", "5 s e");
  }

  @Test
  @DisplayName("STR-B09 over a limit, by number and by subject")
  void limits() {
    server.create("S", "\"subjects\":[\"s\"],\"max_msgs_per_subject\":2");
    store("a", "b", "c", "d");
    crash();
    assertKnown("a", "b", "c", "d");
  }

  @Test
  @DisplayName("STR-B09 never stored, since nobody wants the message")
  void interest() {
    server.create("S", "\"subjects\":[\"s\"],\"retention\":\"interest\"");
    store("a", "b");
    assertThat(server.contents("S")).isEmpty();
    crash();
    assertKnown("a", "b");
    server.restart();
    assertKnown("a", "b");
  }

  @Test
  @DisplayName("STR-B09 acknowledged in a work queue")
  void workQueue() {
    server.create("S", "\"subjects\":[\"s\"],\"retention\":\"workqueue\"");
    server.request(
        "$JS.API.CONSUMER.CREATE.S.c",
        "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"c\",\"ack_policy\":\"explicit\"}}");
    store("a", "b");
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.S.c", "1")).isEqualTo("a");
    server.request("$JS.ACK.S.c.1.1.1.0.0", "+ACK");
    server.untilMessages("S", 1);
    crash();
    assertKnown("a", "b");
    assertThat(server.contents("S")).containsExactly("2 s b");
  }

  @Test
  @DisplayName("STR-B09 only as long as the window is")
  void window() {
    server.create("S", "\"subjects\":[\"s\"],\"duplicate_window\":100000000");
    store("a");
    purge("");
    server.loop.pass(150, TimeUnit.MILLISECONDS);
    server.restart();
    assertThat(server.stream("S").machine().dedupe().size()).isZero();
    store("a");
  }

  @Test
  @DisplayName("STR-B09 the records are summarised, and ids and consumers are there as before")
  void summarised() {
    server.create("S", "\"subjects\":[\"s\"],\"max_msgs\":1");
    server.request(
        "$JS.API.CONSUMER.CREATE.S.c",
        "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"c\",\"ack_policy\":\"explicit\"}}");
    String padding = "x".repeat(60_000);
    int ids = (int) (SUMMARISE_BYTES / padding.length()) + 20;
    String[] all = new String[ids];
    for (int i = 0; i < ids; i++) {
      all[i] = i + padding;
    }
    store(all);
    assertThat(server.stream("S").files().journal().appendedBytes())
        .isPositive()
        .isLessThan(SUMMARISE_BYTES);
    crash();
    assertKnown(all);
    assertThat(server.request("$JS.API.CONSUMER.LIST.S", ""))
        .contains("\"total\":1,")
        .contains("\"name\":\"c\"");
    assertThat(server.contents("S")).hasSize(1);
    assertThat(List.of(all)).hasSize(server.stream("S").machine().dedupe().size());
  }
}
