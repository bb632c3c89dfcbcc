package io.myelin.security;

/** The answer of an {@link Authenticator}. */
public sealed interface AuthResult {

  /** The connection is this identity. */
  record Granted(Identity identity) implements AuthResult {}

  /**
   * The connection is refused.
   *
   * @param reason for the log: what was wrong, without credentials
   */
  record Refused(String reason) implements AuthResult {}
}
