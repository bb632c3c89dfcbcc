package io.myelin.protocol;

/**
 * A subject transform or mapping that cannot be. The message is the reference's text, shown to
 * operators (CORE-384, CORE-394).
 */
public final class InvalidMappingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With the reason, in the reference's words. */
  public InvalidMappingException(String message) {
    super(message);
  }

  /** Source or destination has not the structure that a transform needs. */
  static InvalidMappingException structure() {
    return new InvalidMappingException("invalid subject");
  }

  /** A destination token, or the whole destination, is wrong for a reason. */
  static InvalidMappingException destination(String reason, String token) {
    return new InvalidMappingException(
        "invalid mapping destination: " + reason + (token.isEmpty() ? "" : " in " + token));
  }
}
