package io.myelin.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.time.Duration;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;

/**
 * A durable pull consumer of a server that crashes, and what its client knows of it: which messages
 * are settled for sure, for which a confirmation did not arrive, and what the consumer's counts can
 * be therefore.
 */
final class CrashedConsumer {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration FETCH = Duration.ofMillis(500);
  private static final Duration LAST_FETCH = Duration.ofMillis(150);

  private final String stream;
  private final String name;
  private final AckPolicy policy;
  private final String[] filters;
  private final Random random;
  private final NavigableSet<Long> settled = new ConcurrentSkipListSet<>();
  private final NavigableSet<Long> unsure = new ConcurrentSkipListSet<>();
  private final Set<Long> received = new HashSet<>();
  private final Set<Long> consumerSequences = new HashSet<>();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private Set<Long> settledInEarlierRounds = Set.of();

  /**
   * @param filters subjects without wildcards, none for all
   */
  CrashedConsumer(String stream, String name, AckPolicy policy, long seed, String... filters) {
    this.stream = stream;
    this.name = name;
    this.policy = policy;
    this.filters = filters;
    random = new Random(seed);
  }

  void create(JetStreamManagement management) throws Exception {
    management.addOrUpdateConsumer(
        stream,
        ConsumerConfiguration.builder()
            .durable(name)
            .ackPolicy(policy)
            .ackWait(Duration.ofSeconds(1))
            .maxAckPending(-1)
            .filterSubjects(filters)
            .build());
  }

  /** How many acks were confirmed in all. */
  int settledCount() {
    return settled.size();
  }

  /** Consumes until the server is gone. */
  void work(Connection connection, Predicate<Connection> killed) {
    settledInEarlierRounds = new TreeSet<>(settled);
    try {
      JetStreamSubscription subscription =
          connection.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, name));
      while (!killed.test(connection)) {
        for (Message message : subscription.fetch(20, FETCH)) {
          take(message);
          answer(connection, message);
        }
      }
    } catch (Exception e) {
      if (!killed.test(connection)) {
        problems.add("while the server was alive: " + e);
      }
    }
  }

  private void take(Message message) {
    NatsJetStreamMetaData delivery = message.metaData();
    received.add(delivery.streamSequence());
    if (!consumerSequences.add(delivery.consumerSequence())) {
      problems.add("consumer sequence " + delivery.consumerSequence() + " came twice");
    }
    if (settledInEarlierRounds.contains(delivery.streamSequence())) {
      problems.add("message " + delivery.streamSequence() + " came after its ack was confirmed");
    }
  }

  private void answer(Connection connection, Message message) throws Exception {
    long sequence = message.metaData().streamSequence();
    int choice = random.nextInt(20);
    if (policy == AckPolicy.All) {
      if (choice < 5) {
        confirmed(connection, message, sequence, "+ACK");
      }
    } else if (choice == 0) {
      message.nak();
    } else if (choice > 1) { // Else it expires.
      confirmed(connection, message, sequence, choice == 2 ? "+TERM" : "+ACK");
    }
  }

  private void confirmed(Connection connection, Message message, long sequence, String body)
      throws Exception {
    unsure.add(sequence);
    Message answer = connection.request(message.getReplyTo(), body.getBytes(US_ASCII), ANSWER);
    if (answer != null) {
      settled.add(sequence);
      unsure.remove(sequence);
    }
  }

  /**
   * Compares the consumer, to which nobody listens yet, with what its client knows.
   *
   * @param stored the messages of the stream by sequence
   */
  void audit(JetStreamManagement management, NavigableMap<Long, StoredValue> stored, String round)
      throws Exception {
    assertThat(problems).as("%s, %s", round, name).isEmpty();
    NavigableSet<Long> matching = new TreeSet<>();
    stored.forEach(
        (sequence, value) -> {
          if (matches(value)) {
            matching.add(sequence);
          }
        });
    if (policy == AckPolicy.All && !settled.isEmpty()) {
      settled.addAll(matching.headSet(settled.last(), true));
    }
    NavigableSet<Long> perhaps = new TreeSet<>(settled);
    perhaps.addAll(unsure);
    if (policy == AckPolicy.All && !perhaps.isEmpty()) {
      perhaps.addAll(matching.headSet(perhaps.last(), true));
    }

    ConsumerInfo info = management.getConsumerInfo(stream, name);
    String what = round + ", " + name + ": " + info.getJv().toJson();
    long delivered = info.getDelivered().getStreamSequence();
    long floor = info.getAckFloor().getStreamSequence();
    assertThat(delivered)
        .as("delivered; %s", what)
        .isBetween(settled.isEmpty() ? 0 : settled.last(), stored.isEmpty() ? 0 : stored.lastKey());
    assertThat(info.getNumPending())
        .as("num_pending; %s", what)
        .isEqualTo(matching.tailSet(delivered, false).size());
    NavigableSet<Long> handedOut = matching.headSet(delivered, true);
    assertThat(info.getNumAckPending())
        .as("num_ack_pending; %s", what)
        .isBetween(without(handedOut, perhaps), without(handedOut, settled));
    assertThat(floor).as("ack floor; %s", what).isLessThanOrEqualTo(delivered);
    assertThat(without(matching.headSet(floor, true), perhaps))
        .as("not acknowledged below the ack floor; %s", what)
        .isZero();
    assertThat(floor)
        .as("the ack floor is not below what is settled; %s", what)
        .isGreaterThanOrEqualTo(contiguous(matching));
    assertThat(info.getAckFloor().getConsumerSequence())
        .as("floors; %s", what)
        .isLessThanOrEqualTo(info.getDelivered().getConsumerSequence());
    if (policy == AckPolicy.All) {
      assertThat(info.getNumAckPending())
          .as("num_ack_pending above the floor; %s", what)
          .isEqualTo(handedOut.tailSet(floor, false).size());
    }
    if (info.getNumAckPending() == 0) {
      assertThat(floor).as("nothing pending; %s", what).isEqualTo(delivered);
    }
    settled.addAll(unsure.headSet(floor, true));
    unsure.headSet(floor, true).clear();
  }

  private boolean matches(StoredValue value) {
    return filters.length == 0 || Set.of(filters).contains(value.subject());
  }

  private static long without(Set<Long> all, Set<Long> these) {
    return all.stream().filter(sequence -> !these.contains(sequence)).count();
  }

  /** Up to here every message that matches is settled. */
  private long contiguous(NavigableSet<Long> matching) {
    long floor = 0;
    for (long sequence : matching) {
      if (!settled.contains(sequence)) {
        return floor;
      }
      floor = sequence;
    }
    return floor;
  }

  /**
   * At least once: takes all that is left; then every message was received, unless an ack of a
   * later one stood for it.
   */
  void drain(Connection connection, NavigableMap<Long, StoredValue> stored) throws Exception {
    JetStreamManagement management = connection.jetStreamManagement();
    JetStreamSubscription subscription =
        connection.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, name));
    settledInEarlierRounds = new TreeSet<>(settled);
    ConsumerInfo info = management.getConsumerInfo(stream, name);
    long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
    while (info.getNumPending() + info.getNumAckPending() > 0) {
      assertThat(System.nanoTime()).as("%s is drained", name).isLessThan(deadline);
      for (Message message : subscription.fetch(500, LAST_FETCH)) {
        take(message);
        message.ack();
      }
      connection.flush(ANSWER);
      info = management.getConsumerInfo(stream, name);
    }
    assertThat(problems).as(name).isEmpty();
    assertThat(info.getAckFloor().getStreamSequence())
        .isEqualTo(info.getDelivered().getStreamSequence());
    assertThat(info.getAckFloor().getConsumerSequence())
        .isEqualTo(info.getDelivered().getConsumerSequence());
    stored.forEach(
        (sequence, value) -> {
          if (policy != AckPolicy.All && matches(value)) {
            assertThat(received).as("%s received everything", name).contains(sequence);
          }
        });
  }
}
