package io.myelin.jetstream.model;

import io.myelin.protocol.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Rules of mirrors and sources that need no other stream (STR-470 to STR-472). */
final class SourceRules {
  private static final String API_PREFIX = "$JS.API";

  /** The errors of a mirror, or of a source. */
  private record Errors(
      ApiErrors name,
      ApiErrors filters,
      ApiErrors transformSource,
      ApiErrors transformDestination,
      ApiErrors overlap,
      BiPredicate<String, String> overlapping,
      ApiErrors consumer,
      String filterText) {}

  private static final Errors MIRROR =
      new Errors(
          ApiErrors.MIRROR_INVALID_STREAM_NAME,
          ApiErrors.MIRROR_MULTIPLE_FILTERS_NOT_ALLOWED,
          ApiErrors.MIRROR_INVALID_SUBJECT_FILTER,
          ApiErrors.MIRROR_INVALID_TRANSFORM_DESTINATION,
          ApiErrors.MIRROR_OVERLAPPING_SUBJECT_FILTERS,
          Subjects::collide,
          ApiErrors.MIRROR_DURABLE_CONSUMER_CFG_INVALID,
          "mirror");
  private static final Errors SOURCE =
      new Errors(
          ApiErrors.SOURCE_INVALID_STREAM_NAME,
          ApiErrors.SOURCE_MULTIPLE_FILTERS_NOT_ALLOWED,
          ApiErrors.SOURCE_INVALID_SUBJECT_FILTER,
          ApiErrors.SOURCE_INVALID_TRANSFORM_DESTINATION,
          ApiErrors.SOURCE_OVERLAPPING_SUBJECT_FILTERS,
          (a, b) -> Subjects.isSubsetOf(a, b) || Subjects.isSubsetOf(b, a),
          ApiErrors.SOURCE_DURABLE_CONSUMER_CFG_INVALID,
          "source:");

  private SourceRules() {}

  /**
   * Checks mirror and sources of a configuration.
   *
   * @throws ApiException the codes that STR-470 to STR-472 name
   */
  static void check(StreamConfig config) {
    config
        .mirror()
        .ifPresent(
            mirror -> {
              if (mirror.external().isEmpty() && !AssetName.isValid(mirror.name())) {
                throw MIRROR.name.exception();
              }
              checkOrigin(mirror, MIRROR);
            });
    Set<List<Object>> identities = new HashSet<>();
    Set<List<Object>> consumers = new HashSet<>();
    for (StreamSource source : config.sources()) {
      if (!AssetName.isValid(source.name())) {
        throw SOURCE.name.exception();
      }
      checkOrigin(source, SOURCE);
      if (!identities.add(identity(source))) {
        throw ApiErrors.SOURCE_DUPLICATE_DETECTED.exception();
      }
      source
          .consumer()
          .ifPresent(
              consumer -> {
                if (!consumers.add(List.of(source.name(), api(source), consumer.name()))) {
                  throw ApiErrors.SOURCE_DURABLE_CONSUMER_DUPLICATE_DETECTED.exception();
                }
              });
    }
  }

  private static void checkOrigin(StreamSource origin, Errors errors) {
    origin.external().ifPresent(SourceRules::checkExternal);
    List<SubjectTransformConfig> transforms = origin.subjectTransforms();
    if (!transforms.isEmpty() && !origin.filterSubject().isEmpty()) {
      throw errors.filters.exception();
    }
    for (int i = 0; i < transforms.size(); i++) {
      SubjectTransformConfig transform = transforms.get(i);
      StreamMappingRules.checkTransform(
          transform, errors.transformSource, errors.transformDestination);
      for (SubjectTransformConfig before : transforms.subList(0, i)) {
        if (errors.overlapping.test(pattern(before), pattern(transform))) {
          throw errors.overlap.exception();
        }
      }
    }
    origin.consumer().ifPresent(consumer -> checkConsumer(consumer, origin, errors));
    String filter = origin.filterSubject();
    if (!filter.isEmpty() && !Subjects.isValidPattern(filter)) {
      throw ApiErrors.STREAM_CREATE
          .of("subject filter '" + filter + "' for the " + errors.filterText + " invalid subject")
          .exception();
    }
  }

  private static void checkExternal(ExternalStream external) {
    String api = external.apiPrefix();
    if (!api.isEmpty()) {
      if (!Subjects.isValidLiteral(api)) {
        throw StreamConfigRules.invalid(
            "stream external api prefix \"" + api + "\" must be a valid subject without wildcards");
      }
      if (api.equals(API_PREFIX)) {
        throw ApiErrors.STREAM_EXTERNAL_API_OVERLAP
            .with("prefix", api, "subject", API_PREFIX)
            .exception();
      }
    }
    String deliver = external.deliverPrefix();
    if (!deliver.isEmpty() && !Subjects.isValidLiteral(deliver)) {
      throw ApiErrors.STREAM_INVALID_EXTERNAL_DELIVERY_SUBJ.with("prefix", deliver).exception();
    }
  }

  private static void checkConsumer(SourceConsumer consumer, StreamSource origin, Errors errors) {
    boolean isValid =
        AssetName.isValid(consumer.name())
            && Subjects.isValidLiteral(consumer.deliverSubject())
            && origin.optStartSeq() == 0
            && origin.optStartTime().isEmpty()
            && origin.filterSubject().isEmpty();
    if (!isValid) {
      throw errors.consumer.exception();
    }
  }

  private static String pattern(SubjectTransformConfig transform) {
    return transform.source().isEmpty() ? ">" : transform.source();
  }

  private static List<Object> identity(StreamSource source) {
    List<Object> identity = new ArrayList<>();
    identity.add(source.name());
    identity.add(api(source));
    identity.add(source.consumer().map(SourceConsumer::name));
    identity.add(source.filterSubject());
    identity.add(source.subjectTransforms());
    return identity;
  }

  private static String api(StreamSource source) {
    return source.external().map(ExternalStream::apiPrefix).orElse("");
  }
}
