package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.MILLI;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.consumer.ConsumerHarness.Sent;
import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerConfigBuilder;
import io.myelin.jetstream.model.ConsumerInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random histories with crashes, by seed, against {@link ModelConsumer}. */
class ConsumerSimulationTest {
  private static final int SEEDS = Integer.getInteger("myelin.simulation.seeds", 2000);
  private static final int STEPS = 120;

  @Test
  @DisplayName("CON-260 CON-285 CON-495 CON-571 random histories agree with a naive model")
  void histories() {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        new History(seed).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One history. */
  private static final class History {
    private final Random random;
    private final ConsumerHarness stream = new ConsumerHarness();
    private final Map<Long, String> messages = new TreeMap<>();
    private final AckPolicy policy;
    private final int maxAckPending;
    private final TreeMap<Integer, ModelConsumer> modelAt = new TreeMap<>();
    private final Set<Long> usedConsumerSequences = new HashSet<>();
    private final Set<Long> confirmed = new HashSet<>();
    private ModelConsumer model;
    private int committed;
    private int seen;
    private int inboxes;

    History(long seed) {
      random = new Random(seed);
      int kind = random.nextInt(6);
      policy = kind == 0 ? AckPolicy.NONE : kind == 1 ? AckPolicy.ALL : AckPolicy.EXPLICIT;
      boolean filtered = random.nextBoolean();
      Predicate<String> filter = filtered ? subject -> !subject.equals("a") : subject -> true;
      int maxDeliver = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : -1;
      boolean backoff = maxDeliver != 1 && random.nextInt(3) == 0;
      long[] waits = backoff ? new long[] {50 * MILLI, 400 * MILLI} : new long[] {200 * MILLI};
      maxAckPending = policy == AckPolicy.NONE ? 0 : random.nextBoolean() ? 3 : -1;
      ConsumerConfigBuilder config =
          ConsumerHarness.config()
              .ackPolicy(policy)
              .ackWaitNanos(policy == AckPolicy.NONE ? 0 : waits[0])
              .maxDeliver(maxDeliver)
              .maxAckPending(maxAckPending);
      if (backoff) {
        config.backoffNanos(List.of(waits[0], waits[1]));
      }
      if (filtered) {
        config.filterSubjects(List.of("b", "c.*"));
      }
      model = new ModelConsumer(messages, filter, policy, waits, maxDeliver);
      stream.tellsAll = random.nextInt(3) == 0;
      stream.create(config);
      committed = stream.journal.size();
      modelAt.put(committed, model.copy());
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        step();
        settle();
      }
      drain();
    }

    private void step() {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> store();
        case 5, 6, 7 -> pull();
        case 8, 9, 10, 11 -> ack();
        case 12 -> nak();
        case 13 -> term();
        case 14 -> progress();
        case 15, 16 -> stream.now += random.nextInt(150) * MILLI;
        case 17 -> remove();
        case 18 -> commit();
        default -> rare();
      }
    }

    private void rare() {
      switch (random.nextInt(4)) {
        case 0 -> crash();
        case 1 -> trim();
        case 2 -> summarise();
        default -> stream.now += 1100 * MILLI;
      }
    }

    /** Lets the consumer do what is due, then compares. */
    private void settle() {
      stream.consumer.tick(stream.now);
      model.expire(stream.now);
      stream.run();
      check();
      modelAt.put(stream.journal.size(), model.copy());
      compare();
    }

    private void check() {
      while (seen < stream.sent.size()) {
        Sent sent = stream.sent.get(seen++);
        assertThat(usedConsumerSequences.add(sent.consumerSequence())).as("used twice").isTrue();
        assertThat(confirmed).as("confirmed").doesNotContain(sent.sequence());
        model.sent(sent, stream.now);
      }
    }

    private void compare() {
      ConsumerInfo info = stream.info();
      assertThat(info.pendingCount()).as("num_pending").isEqualTo(model.undelivered());
      assertThat(info.ackPendingCount()).as("num_ack_pending").isEqualTo(model.pendingAcks());
      if (stream.consumer.config().maxDeliver() != 1) {
        assertThat(info.redeliveredCount()).as("num_redelivered").isEqualTo(model.redelivered());
      }
      if (info.waitingCount() > 0) {
        assertThat(model.anyDue(stream.now)).as("due but not sent").isFalse();
        boolean stalled = maxAckPending > 0 && model.pendingAcks() >= maxAckPending;
        assertThat(stalled || model.undelivered() == 0).as("held back").isTrue();
      }
      long floor = info.ackFloor().streamSeq();
      if (policy == AckPolicy.EXPLICIT) {
        model.open.forEach(
            (sequence, it) -> {
              if (!it.exhausted()) {
                assertThat(sequence).isGreaterThan(floor);
                assertThat(it.consumerSequence()).isGreaterThan(info.ackFloor().consumerSeq());
              }
            });
      }
      if (model.pendingAcks() == 0 && policy == AckPolicy.EXPLICIT) {
        assertThat(info.ackFloor().consumerSeq()).isEqualTo(info.delivered().consumerSeq());
        assertThat(floor).isEqualTo(info.delivered().streamSeq());
      }
      Set<Long> needed = model.needed();
      messages.forEach(
          (sequence, subject) -> {
            byte[] name = subject.getBytes(UTF_8);
            assertThat(stream.consumer.needs(sequence, name, 0, name.length))
                .as("needs %s", sequence)
                .isEqualTo(needed.contains(sequence));
          });
    }

    private void store() {
      String subject = List.of("a", "b", "c.d", "c.e").get(random.nextInt(4));
      messages.put(stream.store.lastSequence() + 1, subject);
      stream.store(subject, "x");
    }

    private void pull() {
      String reply = "inbox" + inboxes++;
      if (random.nextInt(5) == 0) {
        stream.deaf.add(reply);
      }
      boolean noWait = random.nextInt(3) == 0;
      stream.pull(
          reply,
          "{\"batch\":"
              + (1 + random.nextInt(4))
              + (noWait ? ",\"no_wait\":true" : "")
              + (random.nextBoolean() ? ",\"expires\":300000000" : "")
              + "}");
    }

    /**
     * A recent delivery, if it counts the same wherever the cursor stands behind the last message.
     */
    private @Nullable Sent anySent() {
      int recent = Math.min(20, stream.sent.size());
      if (recent == 0) {
        return null;
      }
      Sent sent = stream.sent.get(stream.sent.size() - 1 - random.nextInt(recent));
      boolean forgotten = sent.sequence() >= model.next && !messages.containsKey(sent.sequence());
      return forgotten ? null : sent;
    }

    private void ack() {
      Sent sent = anySent();
      if (sent != null && policy != AckPolicy.NONE) {
        boolean twice = random.nextBoolean();
        long floor = stream.info().ackFloor().streamSeq();
        model.ack(sent.sequence(), floor);
        stream.consumer.acknowledge(
            sent.sequence(),
            sent.consumerSequence(),
            sent.deliveries(),
            twice ? Long.toString(sent.sequence()).getBytes(UTF_8) : ConsumerHarness.NO_REPLY,
            stream.now);
      }
    }

    private void nak() {
      Sent sent = anySent();
      if (sent != null && policy != AckPolicy.NONE) {
        ConsumerInfo info = stream.info();
        boolean heard = sent.consumerSequence() > info.ackFloor().consumerSeq();
        long delay = random.nextBoolean() ? 0 : (1 + random.nextInt(300)) * MILLI;
        if (heard) {
          model.due(sent.sequence(), delay == 0 ? 0 : stream.now + delay);
        }
        stream.consumer.refuse(
            sent.sequence(),
            sent.consumerSequence(),
            sent.deliveries(),
            delay,
            ConsumerHarness.NO_REPLY,
            stream.now);
      }
    }

    private void term() {
      Sent sent = anySent();
      if (sent != null && policy != AckPolicy.NONE) {
        model.ack(sent.sequence(), stream.info().ackFloor().streamSeq());
        stream.consumer.terminate(
            sent.sequence(),
            sent.consumerSequence(),
            sent.deliveries(),
            "",
            ConsumerHarness.NO_REPLY,
            stream.now);
      }
    }

    private void progress() {
      Sent sent = anySent();
      if (sent != null && policy != AckPolicy.NONE) {
        model.progress(sent.sequence(), stream.now);
        stream.consumer.inProgress(sent.sequence(), ConsumerHarness.NO_REPLY, stream.now);
      }
    }

    private void remove() {
      if (!messages.isEmpty()) {
        List<Long> all = new ArrayList<>(messages.keySet());
        long sequence = all.get(random.nextInt(all.size()));
        messages.remove(sequence);
        model.dropMissing();
        stream.cause = random.nextBoolean() ? RemovalCause.DELETED : RemovalCause.LIMIT;
        stream.store.remove(sequence, false);
      }
    }

    private void trim() {
      long below = Math.max(1, stream.store.lastSequence() - random.nextInt(15));
      messages.keySet().removeIf(sequence -> sequence < below);
      model.dropMissing();
      model.next = Math.max(model.next, below);
      stream.cause = random.nextBoolean() ? RemovalCause.PURGED : RemovalCause.LIMIT;
      stream.store.removeBelow(below);
    }

    private void commit() {
      committed = stream.journal.size();
      if (policy == AckPolicy.EXPLICIT) {
        stream.confirmed.forEach(sequence -> confirmed.add(Long.parseLong(sequence)));
      }
      stream.confirmed.clear();
    }

    private void summarise() {
      List<byte[]> snapshot = stream.consumer.snapshot();
      stream.journal.clear();
      stream.journal.addAll(snapshot);
      modelAt.clear();
      modelAt.put(stream.journal.size(), model.copy());
      commit();
    }

    /** Loses a part of what was not committed. */
    private void crash() {
      stream.consumer.flush();
      committed = Math.max(committed, lastReservation());
      List<Integer> points = new ArrayList<>(modelAt.tailMap(committed, true).keySet());
      int cut = points.get(random.nextInt(points.size()));
      stream.journal.subList(cut, stream.journal.size()).clear();
      stream.confirmed.clear();
      modelAt.tailMap(cut, false).clear();
      inboxes++;
      if (policy == AckPolicy.NONE) {
        crashWithoutAcks();
      } else {
        model = modelAt.get(cut).copy();
        model.dropMissing();
        model.next = Math.max(model.next, stream.store.firstSequence());
        stream.restart();
      }
      modelAt.put(cut, model.copy());
    }

    private void crashWithoutAcks() {
      stream.restart();
      long recovered = stream.info().delivered().streamSeq();
      assertThat(recovered)
          .isLessThanOrEqualTo(Math.max(model.delivered, stream.store.firstSequence() - 1));
      model.next = Math.max(recovered + 1, stream.store.firstSequence());
      model.delivered = recovered;
    }

    /** What is used of a reservation was committed before. */
    private int lastReservation() {
      for (int i = stream.journal.size() - 1; i >= 0; i--) {
        if (stream.journal.get(i)[1] == RecordKind.RESERVED.code()) {
          return i + 1;
        }
      }
      return 0;
    }

    /** At least once: in the end every message that matches comes and can be settled. */
    private void drain() {
      for (int round = 0;
          round < 500 && (model.undelivered() > 0 || model.pendingAcks() > 0);
          round++) {
        stream.pull("end", "10");
        check();
        for (Long sequence : List.copyOf(model.open.keySet())) {
          model.ack(sequence, 0);
          Sent sent = stream.lastOf(sequence);
          stream.consumer.acknowledge(
              sequence, sent.consumerSequence(), 1, ConsumerHarness.NO_REPLY, stream.now);
        }
        settle();
      }
      assertThat(model.undelivered()).isZero();
      assertThat(stream.info().pendingCount()).isZero();
      assertThat(stream.info().ackPendingCount()).isZero();
    }
  }
}
