package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;

/** A published message is refused. Has no stack trace: it is an answer, not a fault. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  Refusal(ApiError error) {
    super(error.description(), null, false, false);
    this.error = error;
  }

  /** An error of the catalogue whose description has no placeholder. */
  static Refusal of(ApiErrors kind) {
    return new Refusal(kind.error());
  }

  /** An error of the catalogue with its placeholder filled in. */
  static Refusal of(ApiErrors kind, String placeholder, Object value) {
    return new Refusal(kind.with(placeholder, value));
  }

  /** What the publisher is told. */
  ApiError error() {
    return error;
  }
}
