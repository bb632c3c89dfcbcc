package io.myelin.jetstream.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the subject of a create request says (CON-001 to CON-004).
 *
 * @param form which of the subjects
 * @param stream the stream's name
 * @param consumer the consumer's name; empty in the form without
 * @param filter the filter; empty in the forms without
 */
public record ConsumerCreateSubject(Form form, String stream, String consumer, String filter) {
  private static final List<String> CREATE = List.of("$JS", "API", "CONSUMER", "CREATE");
  private static final List<String> DURABLE =
      List.of("$JS", "API", "CONSUMER", "DURABLE", "CREATE");

  /** The subjects by which consumers are created. */
  public enum Form {
    /** {@code CREATE.<stream>.<name>} or with a filter behind. */
    NAMED,
    /** {@code CREATE.<stream>}: an ephemeral, the old way. */
    EPHEMERAL,
    /** {@code DURABLE.CREATE.<stream>.<name>}: a durable, the old way. */
    DURABLE
  }

  /** Takes a subject apart; nothing if it creates no consumer. */
  public static Optional<ConsumerCreateSubject> parse(String subject) {
    List<String> tokens = Arrays.asList(subject.split("\\.", -1));
    int count = tokens.size();
    if (startsWith(tokens, DURABLE)) {
      return count == 7
          ? Optional.of(new ConsumerCreateSubject(Form.DURABLE, tokens.get(5), tokens.get(6), ""))
          : Optional.empty();
    }
    if (!startsWith(tokens, CREATE) || count < 5) {
      return Optional.empty();
    }
    if (count == 5) {
      return Optional.of(new ConsumerCreateSubject(Form.EPHEMERAL, tokens.get(4), "", ""));
    }
    String filter = count == 6 ? "" : String.join(".", tokens.subList(6, count));
    return Optional.of(new ConsumerCreateSubject(Form.NAMED, tokens.get(4), tokens.get(5), filter));
  }

  private static boolean startsWith(List<String> tokens, List<String> prefix) {
    return tokens.size() >= prefix.size() && tokens.subList(0, prefix.size()).equals(prefix);
  }

  /**
   * Checks a request against its subject and gives the configuration the name that the subject says
   * (CON-031 to CON-036).
   *
   * @throws ApiException 10056, 10127, 10017, 10018, 10020, 10131 or 10137
   */
  public ConsumerRequests.Create apply(ConsumerRequests.Create request) {
    if (!stream.equals(request.streamName())) {
      throw ApiErrors.STREAM_MISMATCH.exception();
    }
    String name = form == Form.EPHEMERAL ? request.config().name() : consumer;
    if (AssetName.hasPathSeparator(name)) {
      throw ApiErrors.CONSUMER_NAME_CONTAINS_PATH_SEPARATORS.exception();
    }
    ConsumerConfig config = request.config();
    switch (form) {
      case EPHEMERAL -> {
        if (config.isDurable()) {
          throw ApiErrors.CONSUMER_EPHEMERAL_WITH_DURABLE_NAME.exception();
        }
        return request;
      }
      case DURABLE -> {
        if (!config.isDurable()) {
          throw ApiErrors.CONSUMER_DURABLE_NAME_NOT_SET.exception();
        }
        checkDurable(config);
      }
      case NAMED -> {
        checkDurable(config);
        checkFilter(config);
      }
    }
    return request.withConfig(config.toBuilder().name(consumer).build());
  }

  private void checkDurable(ConsumerConfig config) {
    if (config.isDurable() && !config.durableName().equals(consumer)) {
      throw ApiErrors.CONSUMER_DURABLE_NAME_NOT_MATCH_SUBJECT.exception();
    }
  }

  private void checkFilter(ConsumerConfig config) {
    if (filter.isEmpty()) {
      return;
    }
    if (!config.filterSubjects().isEmpty()) {
      throw ApiErrors.CONSUMER_MULTIPLE_FILTERS_NOT_ALLOWED.exception();
    }
    if (!config.filterSubject().equals(filter)) {
      throw ApiErrors.CONSUMER_CREATE_FILTER_SUBJECT_MISMATCH.exception();
    }
  }
}
