package io.myelin.jetstream.model;

import io.myelin.config.GoDuration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What the payload of an acknowledgement says (CON-250 to CON-256). */
public sealed interface AckBody {
  /** The message is done. */
  record Ack() implements AckBody {}

  /**
   * It is to be delivered again.
   *
   * @param delayNanos not before that; 0 for as soon as possible
   */
  record Nak(long delayNanos) implements AckBody {}

  /** It is being worked on. */
  record InProgress() implements AckBody {}

  /**
   * It is done, and more messages are wanted.
   *
   * @param request the payload of a request for messages ({@link PullRequest#decode})
   */
  record Next(String request) implements AckBody {}

  /** It is never to be delivered again. */
  record Term(String reason) implements AckBody {}

  /** Something else: no change, but it is confirmed. */
  record Unknown() implements AckBody {}

  /** Shape of the argument of a NAK. */
  JsonShape DELAY = JsonShape.members().int64("delay");

  /** Reads a payload. */
  static AckBody parse(byte[] body) {
    if (body.length == 0) {
      return new Ack();
    }
    String text = new String(body, StandardCharsets.UTF_8);
    return switch (text) {
      case "+ACK", "+OK" -> new Ack();
      case "+WPI" -> new InProgress();
      default -> withArgument(text);
    };
  }

  private static AckBody withArgument(String text) {
    if (text.startsWith("-NAK")) {
      return new Nak(delayNanos(text.substring("-NAK".length()).strip()));
    }
    if (text.startsWith("+NXT")) {
      return new Next(text.substring("+NXT".length()).strip());
    }
    if (text.startsWith("+TERM")) {
      return new Term(text.substring("+TERM".length()).strip());
    }
    return new Unknown();
  }

  private static long delayNanos(String argument) {
    if (argument.startsWith("{")) {
      try {
        return Math.max(
            0, DELAY.read(argument.getBytes(StandardCharsets.UTF_8), false).number("delay"));
      } catch (InvalidJsonException e) {
        return 0;
      }
    }
    Duration delay = GoDuration.parse(argument);
    return delay == null || delay.isNegative() ? 0 : delay.toNanos();
  }
}
