package io.myelin.security;

import java.util.concurrent.CompletionStage;

/**
 * Decides who a connection is. Implementations are immutable snapshots of the configuration: a
 * reload makes a new one and every open connection is asked again (CORE-893). Called by event
 * loops, any number at once.
 */
public interface Authenticator {

  /**
   * Whether a connection has to prove anything; false lets everybody in as the default identity
   * (CORE-006, CORE-068).
   */
  boolean required();

  /**
   * Whether INFO says {@code auth_required}: not when {@code no_auth_user} lets clients in that
   * show nothing (CORE-068, SEC-001).
   */
  default boolean announced() {
    return required() && !allowsAnonymous();
  }

  /** Whether INFO has to carry a nonce because somebody may sign it (CORE-074). */
  boolean usesNonce();

  /** Whether a connection may start without CONNECT as {@code no_auth_user} (CORE-007). */
  boolean allowsAnonymous();

  /**
   * Checks credentials. Completed at once for what is cheap; a bcrypt comparison is done on a
   * worker, never on the caller's thread. Never completes exceptionally.
   */
  CompletionStage<AuthResult> authenticate(AuthRequest request);
}
