package io.myelin.jetstream.model;

import io.myelin.jetstream.archive.ConsumerPosition;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Configurations as archives hold them, with name and time of creation (STR-507, STR-601). */
public final class ArchivedConfigs {
  private static final JsonShape STREAM = JsonShape.members().text("name");
  private static final JsonShape CONSUMER =
      JsonShape.members().text("Name").time("Created").and(ConsumerConfigJson.SHAPE);
  private static final JsonShape SAVED_STREAM =
      JsonShape.members().time("Created").and(StreamConfigJson.SHAPE);
  private static final JsonShape SEQUENCES =
      JsonShape.members().uint64("consumer_seq", "stream_seq");
  private static final JsonShape CONSUMER_WITH_STATE =
      JsonShape.members()
          .object("config", ConsumerConfigJson.SHAPE)
          .object(
              "state",
              JsonShape.members()
                  .object("delivered", SEQUENCES)
                  .object("ack_floor", SEQUENCES)
                  .objectsByName(
                      "pending", JsonShape.members().uint64("Sequence").int64("Timestamp"))
                  .numbersByName("redelivered"));

  private ArchivedConfigs() {}

  /** A consumer without its state. */
  public record Consumer(String name, ConsumerConfig config) {}

  /** A consumer, and where it is. */
  public record ConsumerWithState(ConsumerConfig config, ConsumerPosition position) {}

  /**
   * A stream or consumer as a store directory of nats-server holds it.
   *
   * @param unsupported why this server cannot run it, empty if it can
   * @param <T> {@link StreamConfig} or {@link ConsumerConfig}
   */
  public record Saved<T>(T config, Instant created, String unsupported) {}

  /** What is needed of a stream's state. */
  public record State(long lastSeq, long lastTimeNanos, int consumers) {}

  /** The state of an archived stream of format 2; nothing if it cannot be read. */
  public static Optional<State> state(byte[] json) {
    return read(StreamState.SHAPE, json)
        .map(StreamState::read)
        .map(
            state ->
                new State(
                    state.lastSeq(),
                    state.lastTime().equals(GoTime.ZERO)
                        ? 0
                        : GoTime.toEpochNanos(state.lastTime()),
                    state.consumerCount()));
  }

  /** A stream. */
  public static byte[] stream(StreamConfig config, Instant created) {
    return JsonOutput.bytes(
        out -> {
          out.time("Created", created);
          StreamConfigJson.write(out, config);
        });
  }

  /** A consumer. */
  public static byte[] consumer(ConsumerConfig config, String name, Instant created) {
    return JsonOutput.bytes(
        out -> {
          out.time("Created", created).text("Name", name);
          ConsumerConfigJson.write(out, config);
        });
  }

  /** The name of an archived stream; nothing if it cannot be read. */
  public static Optional<String> streamName(byte[] json) {
    return read(STREAM, json).map(in -> in.text("name"));
  }

  /**
   * A stream of a store directory; nothing if it cannot be read.
   *
   * @param ourLevel the server's API level
   */
  public static Optional<Saved<StreamConfig>> savedStream(byte[] json, int ourLevel) {
    return read(SAVED_STREAM, json)
        .map(
            in -> {
              StreamConfig config = StreamConfigJson.read(in);
              return new Saved<>(
                  config,
                  in.time("Created").orElse(Instant.EPOCH),
                  StoredConfig.unsupported(SAVED_STREAM, json, config.metadata(), ourLevel));
            });
  }

  /**
   * A consumer of a store directory; nothing if it cannot be read.
   *
   * @param ourLevel the server's API level
   */
  public static Optional<Saved<ConsumerConfig>> savedConsumer(byte[] json, int ourLevel) {
    return read(CONSUMER, json)
        .map(
            in -> {
              ConsumerConfig config = ConsumerConfigJson.read(in);
              return new Saved<>(
                  config,
                  in.time("Created").orElse(Instant.EPOCH),
                  StoredConfig.unsupported(CONSUMER, json, config.metadata(), ourLevel));
            });
  }

  /** An archived consumer of format 1; nothing if it cannot be read. */
  public static Optional<Consumer> consumer(byte[] json) {
    return read(CONSUMER, json)
        .map(in -> new Consumer(in.text("Name"), ConsumerConfigJson.read(in)));
  }

  /** An archived consumer of format 2; nothing if it cannot be read. */
  public static Optional<ConsumerWithState> consumerWithState(byte[] json) {
    return read(CONSUMER_WITH_STATE, json)
        .map(
            in ->
                new ConsumerWithState(
                    ConsumerConfigJson.read(in.object("config").orElse(JsonFields.NONE)),
                    position(in.object("state").orElse(JsonFields.NONE))));
  }

  private static ConsumerPosition position(JsonFields state) {
    JsonFields delivered = state.object("delivered").orElse(JsonFields.NONE);
    JsonFields floor = state.object("ack_floor").orElse(JsonFields.NONE);
    SortedMap<Long, ConsumerPosition.Pending> pending = new TreeMap<>();
    state
        .objectsByName("pending")
        .forEach(
            (sequence, it) ->
                pending.put(
                    Long.parseUnsignedLong(sequence),
                    new ConsumerPosition.Pending(it.number("Sequence"), it.number("Timestamp"))));
    SortedMap<Long, Long> redelivered = new TreeMap<>();
    state
        .numbersByName("redelivered")
        .forEach((sequence, count) -> redelivered.put(Long.parseUnsignedLong(sequence), count));
    return new ConsumerPosition(
        delivered.number("consumer_seq"),
        delivered.number("stream_seq"),
        floor.number("consumer_seq"),
        floor.number("stream_seq"),
        pending,
        redelivered);
  }

  private static Optional<JsonFields> read(JsonShape shape, byte[] json) {
    try {
      return Optional.of(shape.read(json, false));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }
}
