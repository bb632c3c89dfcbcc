package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiError;
import org.jspecify.annotations.Nullable;

/** What a stream answers to one published message. */
sealed interface Decision {

  /**
   * It is taken.
   *
   * @param total the counter's new value, null where the stream does not count
   */
  record Accepted(StreamEntry entry, @Nullable String total) implements Decision {}

  /** Its id was stored before, with this sequence (STR-310). */
  record Duplicate(long sequence) implements Decision {}

  /** It was published to be traced only, and would have been taken (STR-308). */
  record Traced() implements Decision {}

  /** It is refused. */
  record Refused(ApiError error) implements Decision {}
}
