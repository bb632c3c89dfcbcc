package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.ConsumerConfigBuilder;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.ConsumerRequests;
import io.myelin.store.MemoryMessageStore;
import io.myelin.store.MessageIndex;
import io.myelin.store.MessageStore;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A consumer over a stream in memory, with everything that it puts out written down. It is told no
 * more of messages than it has to be, unless {@link #tellsAll} is set.
 */
final class ConsumerHarness implements ConsumerStream, ConsumerOutput {
  static final long SECOND = 1_000_000_000L;
  static final long MILLI = 1_000_000L;
  static final long T0 = 1_700_000_000L * SECOND;
  static final byte[] NO_REPLY = new byte[0];

  /** A delivered message. */
  record Sent(
      String to,
      String subject,
      String ack,
      String header,
      String payload,
      long deliveries,
      long sequence,
      long consumerSequence,
      long pending) {}

  /** A status or control message. */
  record Status(String to, String reply, String header) {
    String line() {
      return header.substring("NATS/1.0 ".length(), header.indexOf("\r\n"));
    }
  }

  final MessageStore store = new MemoryMessageStore(7);
  final List<Sent> sent = new ArrayList<>();
  final List<Status> statuses = new ArrayList<>();
  final List<String> confirmed = new ArrayList<>();
  final List<byte[]> journal = new ArrayList<>();
  final List<Long> settled = new ArrayList<>();
  final List<ConsumerEvent> events = new ArrayList<>();
  final List<DeadLetter> deadLetters = new ArrayList<>();
  final Set<String> deaf = new HashSet<>();
  final Set<String> congested = new HashSet<>();
  final Set<String> bound = new HashSet<>();
  RemovalCause cause = RemovalCause.DELETED;
  int inactive;
  int unreadable;
  boolean commits = true;
  boolean onePerSubject;
  boolean tellsAll;
  private boolean listening;
  long visible = -1;
  long now = T0;
  StreamConsumer consumer;

  ConsumerHarness() {
    store.onRemoval(
        new MessageStore.RemovalListener() {
          @Override
          public void removed(long sequence, byte[] subject, int at, int length, long bytes) {
            if (consumer != null && (tellsAll || sequence >= consumer.heldFrom())) {
              consumer.messageRemoved(sequence, subject, at, length, cause, now);
            }
          }

          @Override
          public void removedBelow(long sequence, long messages, long bytes) {
            boolean concerned =
                tellsAll
                    || cause == RemovalCause.PURGED
                    || (consumer != null && consumer.heldFrom() < sequence);
            if (consumer != null && concerned) {
              consumer.removedBelow(sequence, cause, now);
            }
          }
        });
  }

  static ConsumerConfigBuilder config() {
    return ConsumerConfig.builder()
        .name("C")
        .durableName("C")
        .ackPolicy(AckPolicy.EXPLICIT)
        .ackWaitNanos(30 * SECOND)
        .maxDeliver(-1)
        .maxAckPending(1000)
        .maxWaiting(512);
  }

  static ConsumerConfigBuilder pushConfig() {
    return config().maxWaiting(0).deliverSubject("deliver");
  }

  ConsumerHarness create(ConsumerConfigBuilder config) {
    consumer = StreamConsumer.create("C", config.build(), this, this, new Random(1), now);
    journal.addAll(consumer.snapshot());
    consumer.start(now);
    run();
    return this;
  }

  /** Starts again from what is in the journal, as after a crash or an orderly stop. */
  void restart() {
    ConsumerRecovery records = new ConsumerRecovery();
    journal.forEach(records::record);
    String request = "{\"config\":" + new String(records.configJson(), UTF_8) + "}";
    ConsumerConfig config = ConsumerRequests.create(request.getBytes(UTF_8), false).config();
    consumer = StreamConsumer.recover("C", config, records, this, this, new Random(2));
    consumer.start(now);
    run();
  }

  long store(String subject, String payload) {
    return store(subject, "", payload);
  }

  long store(String subject, String header, String payload) {
    long sequence = store.lastSequence() + 1;
    byte[] name = subject.getBytes(UTF_8);
    store.append(sequence, now, 0, name, header.getBytes(UTF_8), payload.getBytes(UTF_8));
    if (consumer != null && visible < 0 && (tellsAll || (listening && matches(name)))) {
      consumer.messageStored(sequence, name, 0, name.length);
      run();
    }
    return sequence;
  }

  private boolean matches(byte[] subject) {
    return SubjectFilter.of(consumer.config().filters()).matches(subject, 0, subject.length);
  }

  void storeMany(int count) {
    for (int i = 0; i < count; i++) {
      store("a", "m" + i);
    }
  }

  void run() {
    while (consumer.run(64, now)) {}
    listening = consumer.wantsMessages() && visible < 0;
    consumer.listening(listening && !tellsAll);
  }

  void pull(String json) {
    pull("inbox", json);
  }

  void pull(String reply, String json) {
    consumer.pull(json.getBytes(UTF_8), reply.getBytes(UTF_8), true, now);
    run();
  }

  void ack(long sequence) {
    ack(sequence, NO_REPLY);
  }

  void ack(long sequence, byte[] reply) {
    Sent last = lastOf(sequence);
    consumer.acknowledge(
        sequence,
        last == null ? 0 : last.consumerSequence(),
        last == null ? 0 : last.deliveries(),
        reply,
        now);
    run();
  }

  void nak(long sequence, long delayNanos) {
    Sent last = lastOf(sequence);
    consumer.refuse(
        sequence, last.consumerSequence(), last.deliveries(), delayNanos, NO_REPLY, now);
    run();
  }

  void term(long sequence, String reason) {
    Sent last = lastOf(sequence);
    consumer.terminate(sequence, last.consumerSequence(), last.deliveries(), reason, NO_REPLY, now);
    run();
  }

  Sent lastOf(long sequence) {
    for (int i = sent.size() - 1; i >= 0; i--) {
      if (sent.get(i).sequence() == sequence) {
        return sent.get(i);
      }
    }
    return null;
  }

  /** Lets time pass, with the consumer's timer going off whenever it is due. */
  void pass(long nanos) {
    long end = now + nanos;
    while (consumer.nextDeadlineNanos() <= end) {
      now = Math.max(now, consumer.nextDeadlineNanos());
      consumer.tick(now);
      run();
    }
    now = end;
  }

  ConsumerInfo info() {
    return consumer.info(now);
  }

  List<Long> sentSequences() {
    return sent.stream().map(Sent::sequence).toList();
  }

  List<String> lines() {
    return statuses.stream().map(Status::line).toList();
  }

  @Override
  public String name() {
    return "S";
  }

  @Override
  public MessageIndex messages() {
    return store;
  }

  @Override
  public long visibleSequence() {
    return visible >= 0 ? visible : store.lastSequence();
  }

  @Override
  public boolean keepsOnePerSubject() {
    return onePerSubject;
  }

  @Override
  public long maxMessageBytes() {
    return 1 << 20;
  }

  @Override
  public Outcome deliver(
      byte[] routing,
      byte[] ackReply,
      int ackReplyLength,
      byte[] buffer,
      int subjectAt,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    String to = new String(routing, UTF_8);
    if (deaf.contains(to)) {
      return Outcome.NOBODY;
    }
    if (congested.contains(to)) {
      return Outcome.CONGESTED;
    }
    String ack = new String(ackReply, 0, ackReplyLength, UTF_8);
    String[] tokens = ack.split("\\.");
    int headerAt = subjectAt + subjectLength;
    sent.add(
        new Sent(
            to,
            new String(buffer, subjectAt, subjectLength, UTF_8),
            ack,
            new String(buffer, headerAt, headerLength, UTF_8),
            new String(buffer, headerAt + headerLength, payloadLength, UTF_8),
            Long.parseLong(tokens[4]),
            Long.parseLong(tokens[5]),
            Long.parseLong(tokens[6]),
            Long.parseLong(tokens[8])));
    return Outcome.SENT;
  }

  @Override
  public void status(byte[] subject, byte[] reply, byte[] header) {
    statuses.add(
        new Status(
            new String(subject, UTF_8), new String(reply, UTF_8), new String(header, UTF_8)));
  }

  @Override
  public void confirm(byte[] reply) {
    confirmed.add(new String(reply, UTF_8));
  }

  @Override
  public void record(byte[] record) {
    journal.add(record);
  }

  @Override
  public void reserved(long consumerSequence) {
    if (commits) {
      consumer.reservationCommitted(consumerSequence);
    }
  }

  @Override
  public void settled(long sequence) {
    settled.add(sequence);
  }

  @Override
  public void deadLetter(DeadLetter letter) {
    deadLetters.add(letter);
  }

  @Override
  public void event(ConsumerEvent event) {
    events.add(event);
  }

  @Override
  public void inactive() {
    inactive++;
  }

  @Override
  public void unreadable(long sequence, IOException cause) {
    unreadable++;
  }

  @Override
  public boolean hasInterest(byte[] subject) {
    return !deaf.contains(new String(subject, UTF_8));
  }

  @Override
  public boolean isBound(byte[] subject, byte[] group) {
    String name = new String(subject, UTF_8);
    return bound.contains(group.length == 0 ? name : name + " " + new String(group, UTF_8));
  }
}
