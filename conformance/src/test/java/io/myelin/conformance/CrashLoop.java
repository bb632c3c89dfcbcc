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
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills the server while it writes, again and again, and looks after each restart: what was
 * acknowledged is there, what is there was sent, what was confirmed as acknowledged does not come
 * again, and the consumers' counts are those that their clients' knowledge allows.
 */
final class CrashLoop {
  private static final String STREAM = "CRASH";
  private static final int IN_FLIGHT = 64;
  private static final int SUBJECTS = 10;
  private static final int FULL_AUDIT_EVERY = 10;
  private static final int AUDITED = 5000;

  private final Machine machine;
  private final int rounds;
  private final Random random;
  private final List<CrashedConsumer> consumers;
  private final AtomicLong nextValue = new AtomicLong();
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final NavigableMap<Long, StoredValue> acknowledged = new ConcurrentSkipListMap<>();
  private final NavigableMap<Long, StoredValue> stored = new TreeMap<>();
  private volatile boolean killed;

  /** Where the server runs. */
  interface Machine {
    ServerUnderTest start() throws Exception;

    /** The server was killed. */
    void crashed() throws Exception;
  }

  CrashLoop(Machine machine, int rounds, long seed) {
    this.machine = machine;
    this.rounds = rounds;
    random = new Random(seed);
    consumers =
        List.of(
            new CrashedConsumer(STREAM, "each", AckPolicy.Explicit, seed + 1),
            new CrashedConsumer(STREAM, "some", AckPolicy.Explicit, seed + 2, "crash.3", "crash.7"),
            new CrashedConsumer(STREAM, "all", AckPolicy.All, seed + 3));
  }

  /** Plays all rounds; what was acknowledged and confirmed is told in one line. */
  String play() throws Exception {
    for (int round = 0; round < rounds; round++) {
      try (ServerUnderTest server = machine.start();
          Connection connection = connect(server)) {
        if (round == 0) {
          create(connection.jetStreamManagement());
        }
        audit(connection, "round " + round, round % FULL_AUDIT_EVERY == 0);
        work(connection, server);
      }
      machine.crashed();
    }
    try (ServerUnderTest server = machine.start();
        Connection connection = connect(server)) {
      audit(connection, "in the end", true);
      for (CrashedConsumer consumer : consumers) {
        consumer.drain(connection, stored);
      }
    }
    assertThat(acknowledged).as("acknowledged in all rounds").hasSizeGreaterThan(rounds);
    return rounds
        + " crashes, "
        + acknowledged.size()
        + " messages acknowledged of "
        + sent.size()
        + " sent, "
        + settled()
        + " acks confirmed, nothing lost";
  }

  private int settled() {
    return consumers.stream().mapToInt(CrashedConsumer::settledCount).sum();
  }

  private static Connection connect(ServerUnderTest server) throws Exception {
    return Nats.connect(
        Options.builder()
            .server("nats://127.0.0.1:" + server.clientPort())
            .noReconnect()
            .connectionTimeout(Duration.ofSeconds(10))
            .build());
  }

  private void create(JetStreamManagement management) throws Exception {
    management.addStream(
        StreamConfiguration.builder()
            .name(STREAM)
            .subjects("crash.>")
            .storageType(StorageType.File)
            .build());
    for (CrashedConsumer consumer : consumers) {
      consumer.create(management);
    }
  }

  /** Publishes and consumes until the server is killed at a moment of its own. */
  private void work(Connection connection, ServerUnderTest server) throws Exception {
    killed = false;
    int acknowledgedBefore = acknowledged.size();
    int settledBefore = settled();
    List<Thread> threads = new ArrayList<>();
    threads.add(Thread.ofPlatform().start(() -> publish(connection)));
    for (CrashedConsumer consumer : consumers) {
      threads.add(Thread.ofPlatform().start(() -> consumer.work(connection, this::gone)));
    }
    int enough = 20 + random.nextInt(400);
    int enoughAcks = random.nextInt(25);
    while ((acknowledged.size() - acknowledgedBefore < enough
            || settled() - settledBefore < enoughAcks)
        && threads.stream().allMatch(Thread::isAlive)) {
      LockSupport.parkNanos(100_000);
    }
    killed = true;
    server.signal("KILL");
    server.awaitExit();
    for (Thread thread : threads) {
      thread.interrupt(); // Nobody answers any more.
      thread.join();
    }
  }

  private boolean gone(Connection connection) {
    return killed || connection.getStatus() != Connection.Status.CONNECTED;
  }

  private void publish(Connection connection) {
    try {
      JetStream stream = connection.jetStream();
      List<CompletableFuture<PublishAck>> inFlight = new ArrayList<>();
      while (!gone(connection)) {
        while (inFlight.size() < IN_FLIGHT) {
          inFlight.add(publishOne(stream));
        }
        inFlight.getFirst().get(5, TimeUnit.SECONDS);
        inFlight.removeIf(CompletableFuture::isDone);
      }
    } catch (Exception e) {
      assertThat(gone(connection)).as("while the server was alive: %s", e).isTrue();
    }
  }

  private CompletableFuture<PublishAck> publishOne(JetStream stream) {
    String subject = "crash." + random.nextInt(SUBJECTS);
    String value = "value-" + nextValue.incrementAndGet();
    sent.add(value);
    return stream
        .publishAsync(subject, value.getBytes(UTF_8))
        .whenComplete(
            (ack, problem) -> {
              if (ack != null) {
                acknowledged.put(ack.getSeqno(), new StoredValue(subject, value));
              }
            });
  }

  private void audit(Connection connection, String round, boolean everything) throws Exception {
    JetStreamManagement management = connection.jetStreamManagement();
    StreamState state = management.getStreamInfo(STREAM).getStreamState();
    long last = state.getLastSequence();
    long from = everything ? 1 : Math.max(1, last - AUDITED);
    stored.tailMap(from).clear();
    read(connection, from, last);
    assertThat(state.getMsgCount()).as("%s: messages", round).isEqualTo(stored.size());
    assertThat(stored.tailMap(from))
        .as("%s: acknowledged messages", round)
        .containsAllEntriesOf(acknowledged.tailMap(from));
    List<String> values = stored.tailMap(from).values().stream().map(StoredValue::value).toList();
    assertThat(sent.containsAll(values)).as("%s: nothing invented", round).isTrue();
    assertThat(new HashSet<>(values)).as("%s: each once", round).hasSameSizeAs(values);
    for (CrashedConsumer consumer : consumers) {
      consumer.audit(management, stored, round);
    }
  }

  private void read(Connection connection, long from, long last) throws Exception {
    if (last < from) {
      return;
    }
    JetStreamSubscription subscription =
        connection
            .jetStream()
            .subscribe(
                "crash.>",
                PushSubscribeOptions.builder().stream(STREAM)
                    .ordered(true)
                    .configuration(
                        ConsumerConfiguration.builder()
                            .deliverPolicy(DeliverPolicy.ByStartSequence)
                            .startSequence(from)
                            .build())
                    .build());
    long sequence = from - 1;
    while (sequence < last) {
      Message message = subscription.nextMessage(Duration.ofSeconds(20));
      assertThat(message).as("message %s of %s", sequence + 1, last).isNotNull();
      sequence = message.metaData().streamSequence();
      stored.put(
          sequence, new StoredValue(message.getSubject(), new String(message.getData(), UTF_8)));
    }
    subscription.unsubscribe();
  }
}
