package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamConfigBuilder;
import io.myelin.jetstream.model.StreamConfigRules;
import io.myelin.store.MemoryMessageStore;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A stream's state machine over a store in memory, with a clock that the test sets. */
final class MachineHarness implements StreamMachine.Surroundings {
  static final long SECOND = 1_000_000_000L;
  static final long T0 = 1_700_000_000L * SECOND;

  final MessageStore store = new MemoryMessageStore(7);
  final StreamMachine machine;
  boolean interest = true;
  long maxPayloadBytes = 1 << 20;
  long now = T0;
  @Nullable ApiError storageRefusal;

  MachineHarness(UnaryOperator<StreamConfigBuilder> settings) {
    this.machine = new StreamMachine(config(settings), store, this, new SplittableRandom(1));
    machine.recover(now);
  }

  /** The configuration of a stream {@code S} in memory, capturing {@code >} below some subjects. */
  static StreamConfig config(UnaryOperator<StreamConfigBuilder> settings) {
    StreamConfigBuilder base =
        StreamConfig.named("S").subjects(List.of("a.>", "b.>")).storage(StorageType.MEMORY);
    return StreamConfigRules.normalise(settings.apply(base).build(), false, ServerLimits.NONE);
  }

  /** A message with headers given as lines. */
  static Incoming message(String subject, String payload, String... headers) {
    return Incoming.of(subject.getBytes(UTF_8), header(headers), payload.getBytes(UTF_8));
  }

  /** A header block of these lines. */
  static byte[] header(String... lines) {
    if (lines.length == 0) {
      return HeaderBlock.NONE;
    }
    return ("NATS/1.0\r\n" + String.join("\r\n", lines) + "\r\n\r\n").getBytes(UTF_8);
  }

  /** Decides about a message, and carries it out where it is accepted. */
  Decision publish(String subject, String payload, String... headers) {
    return take(message(subject, payload, headers), false);
  }

  Decision take(Incoming message, boolean copied) {
    Decision decision = machine.decide(machine.transformed(message), now, copied);
    if (decision instanceof Decision.Accepted accepted) {
      machine.apply(accepted.entry());
    }
    return decision;
  }

  /** Publishes what must be accepted; its sequence. */
  long store(String subject, String payload, String... headers) {
    Decision decision = publish(subject, payload, headers);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted) decision).entry().sequence();
  }

  /** Publishes what must be refused, and nothing may change. */
  ApiError refuse(String subject, String payload, String... headers) {
    long before = store.lastSequence();
    Decision decision = publish(subject, payload, headers);
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    assertThat(store.lastSequence()).isEqualTo(before);
    return ((Decision.Refused) decision).error();
  }

  void assertRefused(ApiErrors kind, String subject, String payload, String... headers) {
    assertThat(refuse(subject, payload, headers).errCode()).isEqualTo(kind.errCode());
  }

  StoredMessage read(long sequence) {
    try {
      StoredMessage message = new StoredMessage();
      assertThat(store.read(sequence, message)).as("message %s", sequence).isTrue();
      return message;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String headerOf(long sequence) {
    return new String(read(sequence).header(), UTF_8);
  }

  String payloadOf(long sequence) {
    return new String(read(sequence).payload(), UTF_8);
  }

  @Override
  public boolean wanted(byte[] subject, int at, int length) {
    return interest;
  }

  @Override
  public @Nullable ApiError storageRefusal(long bytes) {
    return storageRefusal;
  }

  @Override
  public long maxPayloadBytes() {
    return maxPayloadBytes;
  }
}
