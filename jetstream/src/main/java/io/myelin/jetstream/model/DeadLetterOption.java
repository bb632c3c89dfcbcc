package io.myelin.jetstream.model;

import io.myelin.protocol.Subjects;

/**
 * The consumer option of our own that names where messages go which are not delivered any more: a
 * key of the consumer's metadata, so that the protocol stays as it is.
 */
public final class DeadLetterOption {
  /** The metadata key; its value is a subject without wildcards. */
  public static final String KEY = "_myelin.dead_letter";

  private DeadLetterOption() {}

  /** The subject for dead letters, empty for none. */
  public static String subject(ConsumerConfig config) {
    return config.metadata().getOrDefault(KEY, "");
  }

  /**
   * Checks the option of a new or changed consumer.
   *
   * @throws ApiException 10052 when the subject is not usable
   */
  static void check(ConsumerConfig config, StreamConfig stream) {
    String subject = subject(config);
    if (subject.isEmpty()) {
      return;
    }
    if (!Subjects.isValidLiteral(subject) || subject.startsWith("$")) {
      throw StreamConfigRules.invalid("dead letter subject is not a subject to publish to");
    }
    if (config.ackPolicy() != AckPolicy.EXPLICIT && config.ackPolicy() != AckPolicy.ALL) {
      throw StreamConfigRules.invalid("dead letters require ack policy explicit or all");
    }
    boolean isStored = stream.subjects().stream().anyMatch(it -> Subjects.matches(subject, it));
    boolean isWanted =
        config.filters().isEmpty()
            || config.filters().stream().anyMatch(it -> Subjects.matches(subject, it));
    if (isStored && isWanted) {
      throw StreamConfigRules.invalid("dead letter subject forms a cycle");
    }
  }
}
