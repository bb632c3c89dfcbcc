package io.myelin.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the server while it writes, again and again, and looks afterwards: what was acknowledged is
 * there, what is there was sent, and what was confirmed as acknowledged does not come again. More
 * rounds with {@code -Dmyelin.crash.rounds=200}.
 */
class CrashLoopTest {
  private static final int ROUNDS = Integer.getInteger("myelin.crash.rounds", 10);
  private static final String STREAM = "CRASH";
  private static final int IN_FLIGHT = 64;

  private final Random random = new Random(Long.getLong("myelin.crash.seed", 1));
  private final AtomicLong nextValue = new AtomicLong();
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();
  private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();
  private final Set<Long> cameAgain = ConcurrentHashMap.newKeySet();

  @Test
  @BetterThanReference("STR-B01")
  @DisplayName("STR-B01 CON-570 kill -9 while writing loses nothing acknowledged, invents nothing")
  void killWhileWriting(@TempDir Path directory) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerUnderTest server = start(directory);
          Connection connection = Nats.connect(options(server))) {
        JetStreamManagement management = connection.jetStreamManagement();
        if (round == 0) {
          create(management);
        }
        audit(management, round);
        work(connection, server);
      }
    }
    try (ServerUnderTest server = start(directory);
        Connection connection = Nats.connect(options(server))) {
      audit(connection.jetStreamManagement(), ROUNDS);
      assertThat(acknowledged).as("acknowledged in all rounds").hasSizeGreaterThan(ROUNDS);
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

  private static void create(JetStreamManagement management) throws Exception {
    management.addStream(
        StreamConfiguration.builder()
            .name(STREAM)
            .subjects("crash.>")
            .storageType(StorageType.File)
            .build());
    management.addOrUpdateConsumer(
        STREAM,
        ConsumerConfiguration.builder()
            .durable("worker")
            .ackPolicy(AckPolicy.Explicit)
            .ackWait(Duration.ofSeconds(1))
            .build());
  }

  /** Publishes and consumes until the server is killed at a moment of its own. */
  private void work(Connection connection, ServerUnderTest server) throws Exception {
    Thread consumer = Thread.ofPlatform().start(() -> consume(connection));
    Thread publisher = Thread.ofPlatform().start(() -> publish(connection));
    int before = acknowledged.size();
    int enough = 20 + random.nextInt(400);
    while (acknowledged.size() - before < enough && publisher.isAlive()) {
      Thread.onSpinWait();
    }
    server.signal("KILL");
    server.awaitExit();
    publisher.join();
    consumer.join();
  }

  private void publish(Connection connection) {
    try {
      JetStream stream = connection.jetStream();
      List<CompletableFuture<PublishAck>> inFlight = new ArrayList<>();
      while (connection.getStatus() == Connection.Status.CONNECTED) {
        while (inFlight.size() < IN_FLIGHT) {
          String value = "value-" + nextValue.incrementAndGet();
          sent.add(value);
          inFlight.add(
              stream
                  .publishAsync("crash." + random.nextInt(10), value.getBytes(UTF_8))
                  .whenComplete(
                      (ack, problem) -> {
                        if (ack != null) {
                          acknowledged.put(ack.getSeqno(), value);
                        }
                      }));
        }
        inFlight.getFirst().orTimeout(5, TimeUnit.SECONDS).join();
        inFlight.removeIf(CompletableFuture::isDone);
      }
    } catch (Exception killed) {
      assertThat(connection.getStatus()).isNotEqualTo(Connection.Status.CONNECTED);
    }
  }

  private void consume(Connection connection) {
    try {
      JetStreamSubscription subscription =
          connection.jetStream().subscribe(null, PullSubscribeOptions.bind(STREAM, "worker"));
      while (connection.getStatus() == Connection.Status.CONNECTED) {
        for (Message message : subscription.fetch(50, Duration.ofMillis(500))) {
          long sequence = message.metaData().streamSequence();
          if (confirmed.contains(sequence)) {
            cameAgain.add(sequence);
          }
          message.ackSync(Duration.ofSeconds(2));
          confirmed.add(sequence);
        }
      }
    } catch (Exception killed) {
      assertThat(connection.getStatus()).isNotEqualTo(Connection.Status.CONNECTED);
    }
  }

  private void audit(JetStreamManagement management, int round) throws Exception {
    StreamInfo info = management.getStreamInfo(STREAM);
    long last = info.getStreamState().getLastSequence();
    Map<Long, String> stored = new TreeMap<>();
    for (long sequence = 1; sequence <= last; sequence++) {
      MessageInfo message = management.getMessage(STREAM, sequence);
      stored.put(sequence, new String(message.getData(), UTF_8));
    }
    assertThat(stored)
        .as("round %s: acknowledged messages", round)
        .containsAllEntriesOf(acknowledged);
    assertThat(sent).as("round %s: nothing invented", round).containsAll(stored.values());
    assertThat(new HashSet<>(stored.values()))
        .as("round %s: each once", round)
        .hasSameSizeAs(stored.values());
    assertThat(cameAgain).as("round %s: confirmed acks never come again", round).isEmpty();
    assertThat(management.getConsumerInfo(STREAM, "worker").getAckFloor().getStreamSequence())
        .as("round %s: the floor is where the confirmed acks say", round)
        .isGreaterThanOrEqualTo(contiguous());
  }

  /** Up to here every message was confirmed. */
  private long contiguous() {
    long floor = 0;
    while (confirmed.contains(floor + 1)) {
      floor++;
    }
    return floor;
  }
}
