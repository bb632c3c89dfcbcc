package io.myelin.jetstream.model;

import io.myelin.protocol.InvalidMappingException;
import io.myelin.protocol.SubjectTransform;
import io.myelin.protocol.Subjects;

/**
 * Which mappings a stream may have: of its own subjects and of what it republishes (STR-221,
 * STR-222).
 */
final class StreamMappingRules {
  private StreamMappingRules() {}

  /**
   * Checks the mappings of a normalised configuration.
   *
   * @throws ApiException 10155, 10156 or 10052
   */
  static void check(StreamConfig config) {
    config
        .subjectTransform()
        .ifPresent(
            transform ->
                checkTransform(
                    transform,
                    ApiErrors.STREAM_TRANSFORM_INVALID_SOURCE,
                    ApiErrors.STREAM_TRANSFORM_INVALID_DESTINATION));
    config.republish().ifPresent(republish -> checkRepublish(republish, config));
  }

  /** Checks one mapping; the two errors are those of its two sides. */
  static void checkTransform(
      SubjectTransformConfig transform, ApiErrors badSource, ApiErrors badDestination) {
    String source = transform.source();
    if (!source.isEmpty() && !Subjects.isValidPattern(source)) {
      throw badSource.of("invalid subject " + source).exception();
    }
    try {
      SubjectTransform.forMapping(source, transform.destination());
    } catch (InvalidMappingException e) {
      throw badDestination.of(String.valueOf(e.getMessage())).exception();
    }
  }

  private static void checkRepublish(Republish republish, StreamConfig config) {
    String destination = republish.destination();
    boolean isCycle =
        config.subjects().stream()
            .anyMatch(subject -> !destination.isEmpty() && collide(destination, subject));
    if (isCycle) {
      throw StreamConfigRules.invalid(
          "stream configuration for republish destination forms a cycle");
    }
    try {
      SubjectTransform.of(republish.source(), destination);
    } catch (InvalidMappingException e) {
      throw StreamConfigRules.invalid(
          "stream configuration for republish with transform from '"
              + republish.source()
              + "' to '"
              + destination
              + "' not valid");
    }
  }

  private static boolean collide(String destination, String subject) {
    return Subjects.isValidPattern(destination) && Subjects.collide(destination, subject);
  }
}
