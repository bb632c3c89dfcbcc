package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.core.AccountPublisher;
import io.myelin.core.Subscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a message costs a stream with many consumers: how many of them are told of it. */
class IdleConsumersTest {
  private static final int CONSUMERS = 500;

  @TempDir Path directory;
  private JetStreamHarness server;

  @BeforeEach
  void start() {
    server = new JetStreamHarness(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void createConsumers(String filter) {
    for (int i = 0; i < CONSUMERS; i++) {
      String answer =
          server.request(
              "$JS.API.CONSUMER.CREATE.S.c" + i,
              "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"c"
                  + i
                  + "\",\"ack_policy\":\"explicit\",\"filter_subject\":\""
                  + filter.replace("#", Integer.toString(i))
                  + "\"}}");
      assertThat(answer).doesNotContain("\"error\"");
    }
  }

  private StreamConsumers consumers() {
    return server.stream("S").consumers();
  }

  private String consumerInfo(int number) {
    return server.request("$JS.API.CONSUMER.INFO.S.c" + number, "");
  }

  @Test
  @DisplayName("issue: idle consumers are told of nothing, and know how much waits for them")
  void idle() {
    server.create("S", "\"subjects\":[\"s.>\"],\"max_msgs\":100,\"max_consumers\":20000");
    createConsumers("s.>");
    assertThat(consumers().shownCount()).isEqualTo(CONSUMERS);
    long before = consumers().told();
    for (int i = 0; i < 300; i++) {
      server.publish("s." + i % 7, "x");
    }
    server.loop.until(
        "300 messages were stored", () -> server.stream("S").committed().lastSequence() == 300);
    assertThat(consumers().told()).isEqualTo(before);
    assertThat(consumerInfo(3)).contains("\"num_pending\":100,");
    server.publish("s.1", "x");
    server.loop.until(
        "one more was stored", () -> server.stream("S").committed().lastSequence() == 301);
    assertThat(consumers().told()).as("it was asked about").isEqualTo(before + 1);
    assertThat(consumerInfo(3)).contains("\"num_pending\":100,");
  }

  @Test
  @DisplayName("issue: a new message wakes those that wait and want it, whoever else waits")
  void waiting() {
    server.create("S", "\"subjects\":[\"s.>\"],\"max_consumers\":20000");
    createConsumers("s.#.*");
    List<String> delivered = new ArrayList<>();
    server
        .account
        .interest()
        .insert(
            Subscription.internal(
                "_INBOX.all.*",
                (producer, message, target) -> delivered.add(message.subjectText())));
    for (int i = 0; i < CONSUMERS; i++) {
      pull(i);
    }
    long before = consumers().told();
    server.publish("s.7.a", "x");
    server.publish("other", "x");
    server.publish("s.7.b", "x");
    server.publish("s.9.a", "x");
    server.loop.until("messages were delivered", () -> delivered.size() == 3);
    assertThat(delivered).containsExactly("s.7.a", "s.7.b", "s.9.a");
    assertThat(consumers().told()).isEqualTo(before + 3);
    assertThat(consumerInfo(7)).contains("\"num_ack_pending\":2,").contains("\"num_pending\":0,");
    assertThat(consumerInfo(8)).contains("\"num_ack_pending\":0,").contains("\"num_pending\":0,");
  }

  private void pull(int number) {
    server.loop.execute(
        () ->
            AccountPublisher.publish(
                server.loop,
                server.account,
                "$JS.API.CONSUMER.MSG.NEXT.S.c" + number,
                "_INBOX.all." + number,
                "{\"batch\":3}".getBytes(UTF_8)));
    server.loop.until(
        "c" + number + " waits",
        () -> {
          ConsumerDriver driver = consumers().find("c" + number);
          return driver != null && driver.machine().wantsMessages();
        });
  }

  @Test
  @DisplayName("CON-526 STR-262 each message of a work queue concerns the one consumer that has it")
  void workQueue() {
    server.create("S", "\"subjects\":[\"s.>\"],\"retention\":\"workqueue\"");
    createConsumers("s.#");
    String taken =
        server.request(
            "$JS.API.CONSUMER.CREATE.S.late",
            "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"late\",\"ack_policy\":\"explicit\",\"filter_subject\":\"s.*\"}}");
    assertThat(taken).contains("10100");
    assertThat(
            server.request(
                "$JS.API.CONSUMER.CREATE.S.all",
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"all\",\"ack_policy\":\"explicit\"}}"))
        .contains("10099");
    server.publish("s.7", "x");
    server.untilMessages("S", 1);
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.S.c7", "1")).isEqualTo("x");
    long before = consumers().told();
    server.request("$JS.ACK.S.c7.1.1.1.0.0", "+ACK");
    server.untilMessages("S", 0);
    assertThat(consumers().told() - before).isLessThanOrEqualTo(1);
  }

  @Test
  @DisplayName(
      "CON-152 CON-289 a message that waits for its ack is missed after the filter changed")
  void otherFilter() {
    server.create("S", "\"subjects\":[\"s.>\"]");
    createConsumers("s.#");
    server.publish("s.7", "x");
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.S.c7", "1")).isEqualTo("x");
    server.request(
        "$JS.API.CONSUMER.CREATE.S.c7",
        "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"c7\",\"ack_policy\":\"explicit\",\"filter_subject\":\"s.x\"}}");
    assertThat(consumerInfo(7)).contains("\"num_ack_pending\":1,");
    server.request("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":1}");
    assertThat(consumerInfo(7)).contains("\"num_ack_pending\":0,");
  }
}
