package io.myelin.jetstream.model;

/**
 * Why a request failed, as the answer says it (STR-060).
 *
 * @param code a status in the manner of HTTP
 * @param errCode the number that clients match on
 * @param description text for people
 */
public record ApiError(int code, int errCode, String description) {
  /** The error as something to throw. */
  public ApiException exception() {
    return new ApiException(this);
  }

  /** Whether this is that error of the catalogue, whatever its text. */
  public boolean is(ApiErrors kind) {
    return errCode == kind.errCode();
  }

  void write(JsonOutput json) {
    json.object(
        "error",
        error ->
            error.int64("code", code).int64("err_code", errCode).text("description", description));
  }
}
