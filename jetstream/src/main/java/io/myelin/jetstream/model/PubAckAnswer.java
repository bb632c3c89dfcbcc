package io.myelin.jetstream.model;

import java.util.Optional;

/** What a stream answers to a publish, as the publisher reads it (STR-300, STR-301). */
public final class PubAckAnswer {
  private static final JsonShape ERROR =
      JsonShape.members().int64("code", "err_code").text("description");
  private static final JsonShape ANSWER = JsonShape.members().object("error", ERROR).text("stream");

  private PubAckAnswer() {}

  /** Why the message was not stored; empty when it was, now or before. */
  public static String refusal(byte[] payload) {
    JsonFields in;
    try {
      in = ANSWER.read(payload, false);
    } catch (InvalidJsonException e) {
      return "the answer is not understood: " + e.detail();
    }
    Optional<JsonFields> error = in.object("error");
    if (error.isPresent()) {
      return error.get().text("description");
    }
    return in.text("stream").isEmpty() ? "the answer names no stream" : "";
  }
}
