package io.myelin.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.consumer.ConsumerHarness.Sent;
import io.myelin.jetstream.model.AckPolicy;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a consumer should do, said as plainly as possible: maps and scans. */
final class ModelConsumer {
  /** A message that was delivered and not settled. */
  record Open(int deliveries, long consumerSequence, long deadlineNanos, boolean exhausted) {}

  private final Map<Long, String> messages;
  private final Predicate<String> filter;
  private final AckPolicy policy;
  private final long[] waits;
  private final int maxDeliver;
  final NavigableMap<Long, Open> open;
  long next;
  long delivered;

  ModelConsumer(
      Map<Long, String> messages,
      Predicate<String> filter,
      AckPolicy policy,
      long[] waits,
      int maxDeliver) {
    this(messages, filter, policy, waits, maxDeliver, new TreeMap<>(), 1, 0);
  }

  private ModelConsumer(
      Map<Long, String> messages,
      Predicate<String> filter,
      AckPolicy policy,
      long[] waits,
      int maxDeliver,
      NavigableMap<Long, Open> open,
      long next,
      long delivered) {
    this.messages = messages;
    this.filter = filter;
    this.policy = policy;
    this.waits = waits;
    this.maxDeliver = maxDeliver;
    this.open = open;
    this.next = next;
    this.delivered = delivered;
  }

  ModelConsumer copy() {
    return new ModelConsumer(
        messages, filter, policy, waits, maxDeliver, new TreeMap<>(open), next, delivered);
  }

  private long deadline(int deliveries, long now) {
    return now + waits[Math.min(deliveries, waits.length) - 1];
  }

  /** Checks a delivery and takes note of it. */
  void sent(Sent sent, long now) {
    long sequence = sent.sequence();
    assertThat(messages).containsKey(sequence);
    assertThat(filter.test(messages.get(sequence))).isTrue();
    if (sent.deliveries() == 1) {
      assertThat(sequence).as("the next that matches").isEqualTo(firstUndelivered());
      next = sequence + 1;
      if (policy != AckPolicy.NONE) {
        open.put(sequence, new Open(1, sent.consumerSequence(), deadline(1, now), false));
      }
    } else {
      Open before = open.get(sequence);
      assertThat(before).as("redelivered %s", sequence).isNotNull();
      assertThat(before.exhausted()).isFalse();
      assertThat(sent.deliveries()).isEqualTo(before.deliveries() + 1L);
      assertThat(before.deadlineNanos()).as("due").isLessThanOrEqualTo(now);
      open.put(
          sequence,
          new Open(
              before.deliveries() + 1,
              before.consumerSequence(),
              deadline(before.deliveries() + 1, now),
              false));
    }
    delivered = Math.max(delivered, sequence);
    assertThat(sent.pending()).as("pending token").isEqualTo(undelivered());
  }

  private long firstUndelivered() {
    return messages.entrySet().stream()
        .filter(it -> it.getKey() >= next && filter.test(it.getValue()))
        .mapToLong(Map.Entry::getKey)
        .min()
        .orElse(0);
  }

  long undelivered() {
    return messages.entrySet().stream()
        .filter(it -> it.getKey() >= next && filter.test(it.getValue()))
        .count();
  }

  /** Messages out of time that were delivered often enough are given up. */
  void expire(long now) {
    open.replaceAll(
        (sequence, it) ->
            !it.exhausted() && it.deadlineNanos() <= now && exhausts(it)
                ? new Open(it.deliveries(), it.consumerSequence(), 0, true)
                : it);
  }

  private boolean exhausts(Open it) {
    return maxDeliver > 0 && it.deliveries() >= maxDeliver;
  }

  void ack(long sequence, long floor) {
    if (sequence >= next) {
      return;
    }
    if (policy == AckPolicy.ALL) {
      if (sequence > floor) {
        open.headMap(sequence, true).clear();
      }
    } else {
      open.remove(sequence);
    }
  }

  void due(long sequence, long deadline) {
    open.computeIfPresent(
        sequence,
        (key, it) ->
            it.exhausted()
                ? it
                : new Open(
                    it.deliveries(),
                    it.consumerSequence(),
                    deadline,
                    deadline == 0 && exhausts(it)));
  }

  void progress(long sequence, long now) {
    open.computeIfPresent(
        sequence,
        (key, it) ->
            it.exhausted()
                ? it
                : new Open(
                    it.deliveries(), it.consumerSequence(), deadline(it.deliveries(), now), false));
  }

  /** Forgets what is not in the stream any more. */
  void dropMissing() {
    open.keySet().retainAll(messages.keySet());
  }

  long pendingAcks() {
    return open.values().stream().filter(it -> !it.exhausted()).count();
  }

  long redelivered() {
    return open.values().stream().filter(it -> it.exhausted() || it.deliveries() > 1).count();
  }

  boolean anyDue(long now) {
    return open.values().stream().anyMatch(it -> !it.exhausted() && it.deadlineNanos() <= now);
  }

  Set<Long> needed() {
    Set<Long> needed = new HashSet<>(open.keySet());
    messages.forEach(
        (sequence, subject) -> {
          if (sequence >= next && filter.test(subject)) {
            needed.add(sequence);
          }
        });
    return needed;
  }
}
