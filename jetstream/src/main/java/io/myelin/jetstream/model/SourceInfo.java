package io.myelin.jetstream.model;

import java.util.List;
import java.util.Optional;

/**
 * How far a mirror or source is (STR-425).
 *
 * @param name the origin
 * @param external how it is reached
 * @param lag messages it is behind
 * @param seq the last sequence of the origin that was dealt with; 0 for none, and of mirrors
 * @param activeNanos time since something came from it; -1 for never
 * @param error why nothing comes
 * @param filterSubject empty for none
 * @param subjectTransforms filters with mappings
 */
public record SourceInfo(
    String name,
    Optional<ExternalStream> external,
    long lag,
    long seq,
    long activeNanos,
    Optional<ApiError> error,
    String filterSubject,
    List<SubjectTransformConfig> subjectTransforms) {
  /** Copies the list. */
  public SourceInfo {
    subjectTransforms = List.copyOf(subjectTransforms);
  }

  void write(JsonOutput out) {
    out.text("name", name)
        .objectIfAny("external", external, (json, it) -> it.write(json))
        .uint64("lag", lag)
        .uint64IfAny("seq", seq)
        .int64("active", activeNanos);
    error.ifPresent(it -> it.write(out));
    out.textIfAny("filter_subject", filterSubject)
        .objectsIfAny("subject_transforms", subjectTransforms, (json, it) -> it.write(json));
  }
}
