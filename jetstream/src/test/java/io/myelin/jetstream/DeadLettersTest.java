package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.core.Subscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters from a consumer to the stream that keeps them. */
class DeadLettersTest {
  private static final String HEADERS =
      "NATS/1.0\r\nColour: blue\r\nNats-Msg-Id: m1\r\nNats-Expected-Stream: WORK\r\n\r\n";

  @TempDir Path directory;
  private JetStreamHarness server;

  @BeforeEach
  void start() {
    server = new JetStreamHarness(directory);
    server.create("WORK", "\"subjects\":[\"work.*\"],\"retention\":\"workqueue\"");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void createConsumer(String more) {
    String answer =
        server.request(
            "$JS.API.CONSUMER.CREATE.WORK.w",
            "{\"stream_name\":\"WORK\",\"config\":{\"durable_name\":\"w\",\"ack_policy\":\"explicit\","
                + more
                + "\"metadata\":{\"_myelin.dead_letter\":\"dead.work\"}}}");
    assertThat(answer).doesNotContain("\"error\"");
  }

  private void fetchAndTerminate() {
    server.publish("work.a", HEADERS, "job");
    server.untilMessages("WORK", 1);
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.WORK.w", "1")).isEqualTo("job");
    server.request("$JS.ACK.WORK.w.1.1.1.0.0", "+TERM bad\tdata");
  }

  private void assertLetter(String letter, String reason) {
    assertThat(letter)
        .startsWith("1 dead.work NATS/1.0\r\nColour: blue\r\n")
        .contains("Dead-Letter-Nats-Msg-Id: m1\r\n")
        .contains("Dead-Letter-Nats-Expected-Stream: WORK\r\n")
        .contains("Dead-Letter-Reason: " + reason + "\r\n")
        .contains("Dead-Letter-Stream: WORK\r\n")
        .contains("Dead-Letter-Consumer: w\r\n")
        .contains("Dead-Letter-Sequence: 1\r\n")
        .contains("Dead-Letter-Subject: work.a\r\n")
        .contains("\r\nNats-Msg-Id: ")
        .endsWith("\r\n\r\njob");
  }

  @Test
  @DisplayName("CON-255 a terminated message goes to the dead letter subject and leaves its queue")
  void terminated() {
    server.create("DEAD", "\"subjects\":[\"dead.>\"]");
    createConsumer("");
    fetchAndTerminate();
    server.untilMessages("DEAD", 1);
    String letter = server.contentsWithHeaders("DEAD").getFirst();
    assertLetter(letter, "terminated");
    assertThat(letter).contains("Dead-Letter-Text: bad data\r\n");
    assertThat(letter).contains("Dead-Letter-Deliveries: 1\r\n");
    server.untilMessages("WORK", 0);
  }

  @Test
  @DisplayName("CON-285 so does one that was delivered as often as allowed")
  void exhausted() {
    server.create("DEAD", "\"subjects\":[\"dead.>\"]");
    createConsumer("\"max_deliver\":2,\"ack_wait\":1000000000,");
    server.publish("work.a", HEADERS, "job");
    server.untilMessages("WORK", 1);
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.WORK.w", "1")).isEqualTo("job");
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.WORK.w", "1")).isEqualTo("job");
    server.untilMessages("DEAD", 1);
    String letter = server.contentsWithHeaders("DEAD").getFirst();
    assertLetter(letter, "max_deliver");
    assertThat(letter).contains("Dead-Letter-Deliveries: 2\r\n").doesNotContain("Dead-Letter-Text");
    server.untilMessages("WORK", 0);
  }

  @Test
  @DisplayName("issue: it is published again until its stream takes it, also after a restart")
  void refused() {
    server.create("DEAD", "\"subjects\":[\"dead.>\"],\"max_msg_size\":10");
    createConsumer("");
    fetchAndTerminate();
    server.loop.pass(2, TimeUnit.SECONDS);
    assertThat(server.contents("DEAD")).isEmpty();
    assertThat(server.contents("WORK")).as("not lost meanwhile").hasSize(1);
    server.restart();
    assertThat(server.contents("WORK")).hasSize(1);
    server.request(
        "$JS.API.STREAM.UPDATE.DEAD",
        "{\"name\":\"DEAD\",\"subjects\":[\"dead.>\"],\"max_msg_size\":-1}");
    server.untilMessages("DEAD", 1);
    assertLetter(server.contentsWithHeaders("DEAD").getFirst(), "terminated");
    server.untilMessages("WORK", 0);
  }

  @Test
  @DisplayName("issue: with no stream listening it is published once")
  void noStream() {
    List<String> heard = new ArrayList<>();
    server
        .account
        .interest()
        .insert(
            Subscription.internal(
                "dead.>", (producer, message, target) -> heard.add(message.replyText())));
    createConsumer("");
    fetchAndTerminate();
    server.untilMessages("WORK", 0);
    server.loop.pass(30, TimeUnit.SECONDS);
    assertThat(heard).containsExactly("");
  }

  @Test
  @DisplayName("issue: a letter whose message was deleted meanwhile tells so")
  void missing() {
    server.create("DEAD", "\"subjects\":[\"dead.>\"],\"max_msg_size\":10");
    createConsumer("");
    fetchAndTerminate();
    server.loop.pass(2, TimeUnit.SECONDS);
    server.request("$JS.API.STREAM.MSG.DELETE.WORK", "{\"seq\":1}");
    server.request(
        "$JS.API.STREAM.UPDATE.DEAD",
        "{\"name\":\"DEAD\",\"subjects\":[\"dead.>\"],\"max_msg_size\":-1}");
    server.untilMessages("DEAD", 1);
    assertThat(server.contentsWithHeaders("DEAD").getFirst())
        .contains("Dead-Letter-Missing: true\r\n")
        .contains("Dead-Letter-Sequence: 1\r\n");
  }

  @Test
  @DisplayName(
      "issue: a dead letter subject that cannot be published to, or comes back, is refused")
  void checked() {
    for (String subject : List.of("dead.*", "$JS.API.INFO", "work.dead")) {
      assertThat(
              server.request(
                  "$JS.API.CONSUMER.CREATE.WORK.w",
                  "{\"stream_name\":\"WORK\",\"config\":{\"durable_name\":\"w\",\"ack_policy\":\"explicit\",\"metadata\":{\"_myelin.dead_letter\":\""
                      + subject
                      + "\"}}}"))
          .contains("10052");
    }
  }

  @Test
  @DisplayName("CON-257 CON-820 an ack is confirmed when its record is on disk, not before")
  void confirmedWhenKept() {
    createConsumer("");
    server.publish("work.a", "job");
    server.untilMessages("WORK", 1);
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.WORK.w", "1")).isEqualTo("job");
    server.loop.until("all is written", () -> server.stream("WORK").commit().settled());
    List<Boolean> before = new ArrayList<>();
    long size = server.journalBytes("WORK");
    server
        .account
        .interest()
        .insert(
            Subscription.internal(
                "confirmed",
                (producer, message, target) -> before.add(server.journalBytes("WORK") == size)));
    server.publishWithReply("$JS.ACK.WORK.w.1.1.1.0.0", "confirmed", "+ACK");
    server.loop.until("the ack is confirmed", () -> !before.isEmpty());
    assertThat(before).containsExactly(false);
  }
}
