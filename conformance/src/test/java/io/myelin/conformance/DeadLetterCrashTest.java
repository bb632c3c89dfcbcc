package io.myelin.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the server while messages become dead letters: each whose end was confirmed is among the
 * dead letters in the end, once, and each message is in exactly one of the two streams.
 */
class DeadLetterCrashTest {
  private static final int ROUNDS = Integer.getInteger("myelin.crash.rounds", 10) / 2;
  private static final int MESSAGES = 120 * ROUNDS; // a round ends after 40 at most

  private final Random random = new Random(Long.getLong("myelin.crash.seed", 1));
  private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // What bounds it is the rounds.
  @BetterThanReference("0035")
  @DisplayName(
      "0035 CON-255 kill -9 loses no dead letter, and no message before its letter is kept")
  void killWhileTerminating(@TempDir Path directory) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerUnderTest server = start(directory);
          Connection connection = Nats.connect(options(server))) {
        if (round == 0) {
          create(connection);
        }
        Thread worker = Thread.ofPlatform().start(() -> terminate(connection));
        int enough = confirmed.size() + 1 + random.nextInt(40);
        while (confirmed.size() < enough && worker.isAlive()) {
          Thread.onSpinWait();
        }
        server.signal("KILL");
        server.awaitExit();
        worker.join();
      }
    }
    assertThat(confirmed).isNotEmpty();
    try (ServerUnderTest server = start(directory);
        Connection connection = Nats.connect(options(server))) {
      audit(connection.jetStreamManagement());
    }
  }

  private static ServerUnderTest start(Path directory) {
    return ServerUnderTest.builder()
        .in(directory)
        .flags("-js", "-sd", directory.resolve("store").toString())
        .start();
  }

  private static Options options(ServerUnderTest server) {
    return Options.builder()
        .server("nats://127.0.0.1:" + server.clientPort())
        .noReconnect()
        .connectionTimeout(Duration.ofSeconds(10))
        .build();
  }

  private static void create(Connection connection) throws Exception {
    JetStreamManagement management = connection.jetStreamManagement();
    management.addStream(
        StreamConfiguration.builder()
            .name("WORK")
            .subjects("work")
            .retentionPolicy(RetentionPolicy.WorkQueue)
            .build());
    management.addStream(StreamConfiguration.builder().name("DEAD").subjects("dead").build());
    management.addOrUpdateConsumer(
        "WORK",
        ConsumerConfiguration.builder()
            .durable("worker")
            .ackPolicy(AckPolicy.Explicit)
            .ackWait(Duration.ofSeconds(1))
            .metadata(Map.of("_myelin.dead_letter", "dead"))
            .build());
    for (int i = 0; i < MESSAGES; i++) {
      connection.jetStream().publish("work", ("message " + i).getBytes(UTF_8));
    }
  }

  private void terminate(Connection connection) {
    try {
      JetStreamSubscription subscription =
          connection.jetStream().subscribe(null, PullSubscribeOptions.bind("WORK", "worker"));
      while (connection.getStatus() == Connection.Status.CONNECTED) {
        for (Message message : subscription.fetch(10, Duration.ofMillis(500))) {
          Message answer =
              connection.request(
                  message.getReplyTo(), "+TERM why".getBytes(UTF_8), Duration.ofSeconds(2));
          if (answer != null) {
            confirmed.add(message.metaData().streamSequence());
          }
        }
      }
    } catch (Exception killed) {
      assertThat(connection.getStatus()).isNotEqualTo(Connection.Status.CONNECTED);
    }
  }

  private void audit(JetStreamManagement management) {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(letters(management)).containsAll(confirmed));
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              List<Long> letters = letters(management);
              assertThat(letters).doesNotHaveDuplicates();
              long left = management.getStreamInfo("WORK").getStreamState().getMsgCount();
              assertThat(left + letters.size()).isEqualTo(MESSAGES);
            });
  }

  /** Sequences of the messages that are among the dead letters. */
  private static List<Long> letters(JetStreamManagement management) throws Exception {
    List<Long> found = new ArrayList<>();
    long last = management.getStreamInfo("DEAD").getStreamState().getLastSequence();
    for (long sequence = 1; sequence <= last; sequence++) {
      MessageInfo letter = management.getMessage("DEAD", sequence);
      Headers headers = letter.getHeaders();
      long original = Long.parseLong(headers.getFirst("Dead-Letter-Sequence"));
      assertThat(new String(letter.getData(), UTF_8)).isEqualTo("message " + (original - 1));
      assertThat(headers.getFirst("Dead-Letter-Reason")).isEqualTo("terminated");
      found.add(original);
    }
    return found;
  }
}
