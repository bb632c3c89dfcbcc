package io.myelin.jetstream.model;

/**
 * A request is refused with an {@link ApiError}. Has no stack trace: it is an answer, not a defect.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  /** Refuses with this error. */
  public ApiException(ApiError error) {
    super(error.description() + " (" + error.errCode() + ")", null, false, false);
    this.error = error;
  }

  /** What to answer. */
  public ApiError error() {
    return error;
  }
}
