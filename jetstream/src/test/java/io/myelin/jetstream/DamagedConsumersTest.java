package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of the consumers' records are flipped while the server is down. */
class DamagedConsumersTest {
  @TempDir Path directory;
  private JetStreamHarness server;

  @BeforeEach
  void start() {
    server = new JetStreamHarness(directory);
    server.create("S", "\"subjects\":[\"s\"]");
    for (String name : new String[] {"a", "b"}) {
      server.request(
          "$JS.API.CONSUMER.CREATE.S." + name,
          "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\""
              + name
              + "\",\"ack_policy\":\"explicit\"}}");
    }
    for (int i = 0; i < 4; i++) {
      server.publish("s", "message " + i);
    }
    server.untilMessages("S", 4);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void fetchAndAck(int sequence) {
    server.request("$JS.API.CONSUMER.MSG.NEXT.S.a", "1");
    server.request("$JS.ACK.S.a.1." + sequence + "." + sequence + ".0.0", "+ACK");
  }

  private String info(String consumer) {
    return server.request("$JS.API.CONSUMER.INFO.S." + consumer, "");
  }

  private void flipByteAt(long position) throws IOException {
    Path journal = server.journal("S");
    byte[] bytes = Files.readAllBytes(journal);
    bytes[(int) position] ^= 0x40;
    Files.write(journal, bytes);
  }

  @Test
  @DisplayName("CON-575 CON-838 a damaged record takes down neither the stream nor its consumers")
  void damagedInTheMiddle() throws IOException {
    fetchAndAck(1);
    long from = server.journalBytes("S");
    fetchAndAck(2);
    long to = server.journalBytes("S");
    fetchAndAck(3);
    server.close();
    flipByteAt((from + to) / 2);
    server = new JetStreamHarness(directory);
    assertThat(server.contents("S")).hasSize(4);
    assertThat(info("a"))
        .contains("\"_myelin.rebuilt\":")
        .containsPattern("\"ack_floor\":\\{\"consumer_seq\":[12],\"stream_seq\":1[,}]")
        .contains("\"num_pending\":3,");
    assertThat(info("b")).contains("\"num_pending\":4,");
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.S.a", "1")).isEqualTo("message 1");
    server.restart();
    assertThat(info("a")).contains("\"num_ack_pending\":1,").contains("\"num_pending\":2,");
    assertThat(
            server.request(
                "$JS.API.CONSUMER.CREATE.S.a",
                "{\"stream_name\":\"S\",\"action\":\"create\",\"config\":{\"durable_name\":\"a\",\"ack_policy\":\"explicit\"}}"))
        .as("the mark is no difference")
        .doesNotContain("\"error\"");
  }

  @Test
  @DisplayName("CON-575 without a readable beginning the consumers are gone, the stream is not")
  void damagedHeader() throws IOException {
    fetchAndAck(1);
    server.close();
    flipByteAt(3);
    server = new JetStreamHarness(directory);
    assertThat(server.contents("S")).hasSize(4);
  }
}
