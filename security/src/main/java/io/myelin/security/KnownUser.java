package io.myelin.security;

import io.myelin.config.ConnectionType;
import io.myelin.config.UserOptions;
import java.util.Set;

/**
 * A user of the configuration, ready to be compared with what connections show.
 *
 * @param name its name or its nkey
 * @param secret its password; of an nkey nothing that is ever compared
 * @param certificateOnly it has no password and a certificate may stand for it: without one it
 *     stays out (SEC-025)
 * @param identity what a connection becomes
 */
record KnownUser(
    String name,
    StoredSecret secret,
    Set<ConnectionType> connectionTypes,
    boolean certificateOnly,
    boolean proxyRequired,
    Identity identity) {

  /** The account of everybody who is not placed elsewhere (SEC-027). */
  static final String GLOBAL_ACCOUNT = "$G";

  static KnownUser of(
      UserOptions options, String account, Permissions permissions, Set<ConnectionType> mapped) {
    boolean named = options.nkey().isEmpty();
    String name = named ? options.name() : options.nkey();
    boolean reachedByCertificate =
        options.connectionTypes().isEmpty()
            ? !mapped.isEmpty()
            : options.connectionTypes().stream().anyMatch(mapped::contains);
    return new KnownUser(
        name,
        StoredSecret.of(options.password()),
        options.connectionTypes(),
        named && options.password().isEmpty() && reachedByCertificate,
        options.proxyRequired(),
        new Identity(account, name, (named ? "user:" : "nkey:") + name, permissions));
  }

  /** Whether the user may come this way (SEC-103). */
  boolean allows(ConnectionType type) {
    return connectionTypes.isEmpty() || connectionTypes.contains(type);
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return identity.label();
  }
}
