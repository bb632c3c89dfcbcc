package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a stream holds (STR-421).
 *
 * @param messages how many
 * @param bytes their size as accounted (STR-038)
 * @param firstSeq sequence of the first message, without sign
 * @param firstTime its time; {@link GoTime#ZERO} if there is none
 * @param lastSeq sequence of the last message ever, without sign
 * @param lastTime its time; {@link GoTime#ZERO} if there is none
 * @param subjectCount distinct subjects
 * @param subjects messages of each subject that was asked for
 * @param deletedCount sequences without a message
 * @param deleted these sequences, if asked for
 * @param lost what was found damaged, if asked for
 * @param consumerCount consumers
 */
public record StreamState(
    long messages,
    long bytes,
    long firstSeq,
    Instant firstTime,
    long lastSeq,
    Instant lastTime,
    long subjectCount,
    Map<String, Long> subjects,
    long deletedCount,
    List<Long> deleted,
    Optional<LostMessages> lost,
    int consumerCount) {
  /** State of a stream that never had a message. */
  public static final StreamState EMPTY =
      new StreamState(
          0, 0, 0, GoTime.ZERO, 0, GoTime.ZERO, 0, Map.of(), 0, List.of(), Optional.empty(), 0);

  static final JsonShape SHAPE =
      JsonShape.members()
          .uint64("messages", "bytes", "first_seq", "last_seq")
          .time("first_ts", "last_ts")
          .int64("num_subjects", "num_deleted", "consumer_count")
          .uint64s("deleted")
          .object("lost", LostMessages.SHAPE);

  /** Messages that a damaged store lost (STR-421). */
  public record LostMessages(List<Long> sequences, long bytes) {
    static final JsonShape SHAPE = JsonShape.members().uint64s("msgs").uint64("bytes");

    /** Copies the list. */
    public LostMessages {
      sequences = List.copyOf(sequences);
    }

    private void write(JsonOutput out) {
      out.uint64sIfAny("msgs", sequences).uint64("bytes", bytes);
    }
  }

  /** Copies lists and maps. */
  public StreamState {
    subjects = Map.copyOf(subjects);
    deleted = List.copyOf(deleted);
  }

  static StreamState read(JsonFields in) {
    return new StreamState(
        in.number("messages"),
        in.number("bytes"),
        in.number("first_seq"),
        in.time("first_ts").orElse(GoTime.ZERO),
        in.number("last_seq"),
        in.time("last_ts").orElse(GoTime.ZERO),
        in.number("num_subjects"),
        Map.of(),
        in.number("num_deleted"),
        in.numbers("deleted"),
        in.object("lost").map(lost -> new LostMessages(lost.numbers("msgs"), lost.number("bytes"))),
        in.smallNumber("consumer_count"));
  }

  void write(JsonOutput out) {
    out.uint64("messages", messages)
        .uint64("bytes", bytes)
        .uint64("first_seq", firstSeq)
        .time("first_ts", firstTime)
        .uint64("last_seq", lastSeq)
        .time("last_ts", lastTime)
        .int64IfAny("num_subjects", subjectCount);
    if (!subjects.isEmpty()) {
      out.object("subjects", json -> new TreeMap<>(subjects).forEach(json::uint64));
    }
    out.int64IfAny("num_deleted", deletedCount)
        .uint64sIfAny("deleted", deleted)
        .objectIfAny("lost", lost, (json, it) -> it.write(json))
        .int64("consumer_count", consumerCount);
  }
}
