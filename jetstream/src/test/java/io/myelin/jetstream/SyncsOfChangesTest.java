package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs on the disk to create and to delete: streams and consumers come in hundreds. */
class SyncsOfChangesTest {
  private static final String ACCOUNT = "$G";
  private final CountingDisk disk = new CountingDisk();
  private JetStreamHarness server;

  SyncsOfChangesTest(@TempDir Path directory) {
    server = new JetStreamHarness(directory, disk);
  }

  @BeforeEach
  void useTheAccount() {
    create("FIRST");
    server.request("first.a", "x");
    disk.takeSynced();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void create(String stream) {
    server.create(stream, "\"subjects\":[\"" + stream.toLowerCase(java.util.Locale.ROOT) + ".>\"]");
  }

  private void createConsumer(String stream, String name) {
    String answer =
        server.request(
            "$JS.API.CONSUMER.DURABLE.CREATE." + stream + "." + name,
            "{\"stream_name\":\""
                + stream
                + "\",\"config\":{\"durable_name\":\""
                + name
                + "\",\"ack_policy\":\"explicit\"}}");
    assertThat(answer).contains("\"config\"");
  }

  @Test
  @DisplayName("STR-101 STR-B01 creating a stream costs one sync, of the list of streams")
  void streams() {
    for (int i = 0; i < 20; i++) {
      create("S" + i);
      assertThat(disk.takeSynced()).containsExactly("streams.log");
    }
  }

  @Test
  @DisplayName("STR-101 STR-B01 the first message brings the names of the stream's files with it")
  void firstMessage() {
    create("S");
    disk.takeSynced();
    server.request("s.a", "x");
    assertThat(disk.takeSynced())
        .containsExactlyInAnyOrder("000000000001.seg", ACCOUNT, "S", "messages");
    server.request("s.a", "x");
    assertThat(disk.takeSynced()).containsExactly("000000000001.seg");
  }

  @Test
  @DisplayName("STR-B01 a durable consumer costs one sync, the first one also names")
  void consumers() {
    create("S");
    disk.takeSynced();
    createConsumer("S", "first");
    assertThat(disk.takeSynced()).containsExactlyInAnyOrder("consumers.log", ACCOUNT, "S");
    for (int i = 0; i < 20; i++) {
      createConsumer("S", "d" + i);
      assertThat(disk.takeSynced()).containsExactly("consumers.log");
    }
  }

  @Test
  @DisplayName(
      "STR-106 a stream that was deleted stays deleted, whatever its name is used for next")
  void deletion() {
    create("S");
    server.request("s.a", "x");
    disk.takeSynced();
    server.request("$JS.API.STREAM.DELETE.S", "");
    assertThat(disk.takeSynced()).containsExactly("streams.log", ACCOUNT);
    create("S");
    server.request("s.a", "y");
    List<String> again = disk.takeSynced();
    assertThat(again).contains("000000000001.seg", ACCOUNT, "S", "messages");
    assertThat(server.contents("S")).containsExactly("1 s.a y");
  }
}
