package io.myelin.jetstream.model;

import io.myelin.config.GoDuration;
import java.time.Duration;
import java.util.Optional;

/** The value of the header {@code Nats-TTL} (STR-340): how long a message lives. */
public sealed interface MessageTtl {
  /** For good, whatever the stream's age limit (STR-342). */
  record Never() implements MessageTtl {}

  /**
   * Some whole seconds.
   *
   * @param seconds at least 1
   */
  record Seconds(long seconds) implements MessageTtl {}

  /** Reads a value; nothing if it is invalid: error 10165. */
  static Optional<MessageTtl> parse(String text) {
    if (text.equalsIgnoreCase("never")) {
      return Optional.of(new Never());
    }
    long seconds = seconds(text);
    return seconds > 0 ? Optional.of(new Seconds(seconds)) : Optional.empty();
  }

  private static long seconds(String text) {
    Duration duration = GoDuration.parse(text);
    if (duration != null) {
      return duration.isNegative() ? 0 : duration.toSeconds();
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
