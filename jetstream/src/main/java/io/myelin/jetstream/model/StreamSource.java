package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The origin of a mirror or source (STR-230).
 *
 * @param name the origin's name
 * @param optStartSeq where to start, without sign; 0 for no choice
 * @param optStartTime when to start
 * @param filterSubject only messages of these subjects; empty for all
 * @param subjectTransforms filters, each with a mapping
 * @param external how to reach an origin of another account or domain (STR-471)
 * @param consumer a consumer made beforehand (STR-472)
 */
public record StreamSource(
    String name,
    long optStartSeq,
    Optional<Instant> optStartTime,
    String filterSubject,
    List<SubjectTransformConfig> subjectTransforms,
    Optional<ExternalStream> external,
    Optional<SourceConsumer> consumer) {
  static final JsonShape SHAPE =
      JsonShape.members()
          .text("name", "filter_subject")
          .uint64("opt_start_seq")
          .time("opt_start_time")
          .objects("subject_transforms", SubjectTransformConfig.SHAPE)
          .object("external", ExternalStream.SHAPE)
          .object("consumer", SourceConsumer.SHAPE);

  /** Copies the list. */
  public StreamSource {
    subjectTransforms = List.copyOf(subjectTransforms);
  }

  /** All of a stream of the same account. */
  public static StreamSource of(String name) {
    return new StreamSource(
        name, 0, Optional.empty(), "", List.of(), Optional.empty(), Optional.empty());
  }

  static StreamSource read(JsonFields in) {
    return new StreamSource(
        in.text("name"),
        in.number("opt_start_seq"),
        in.time("opt_start_time"),
        in.text("filter_subject"),
        in.objects("subject_transforms").stream().map(SubjectTransformConfig::read).toList(),
        in.object("external").map(ExternalStream::read),
        in.object("consumer").map(SourceConsumer::read));
  }

  void write(JsonOutput out) {
    out.text("name", name)
        .uint64IfAny("opt_start_seq", optStartSeq)
        .timeIfAny("opt_start_time", optStartTime)
        .textIfAny("filter_subject", filterSubject)
        .objectsIfAny("subject_transforms", subjectTransforms, (json, it) -> it.write(json))
        .objectIfAny("external", external, (json, it) -> it.write(json))
        .objectIfAny("consumer", consumer, (json, it) -> it.write(json));
  }
}
