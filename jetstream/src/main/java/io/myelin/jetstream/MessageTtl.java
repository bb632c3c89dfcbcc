package io.myelin.jetstream;

import java.util.Optional;

record MessageTtl(long seconds) {
  static Optional<MessageTtl> parse(String text) {
    if (text.equalsIgnoreCase("never")) {
      return Optional.of(new MessageTtl(-1));
    }
    try {
      long seconds = Long.parseLong(text);
      return seconds > 0 ? Optional.of(new MessageTtl(seconds)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean isNever() {
    return seconds < 0;
  }

  long nanos() {
    return seconds * 1_000_000_000L;
  }
}
