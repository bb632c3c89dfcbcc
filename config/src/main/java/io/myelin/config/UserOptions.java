package io.myelin.config;

import java.util.Optional;
import java.util.Set;

/**
 * One user (CORE-704): either an nkey, or a name with a password.
 *
 * @param name the user's name, empty for an nkey user
 * @param password the password, plain or bcrypt, may be empty
 * @param nkey the public user key, empty for a named user
 * @param permissions what the user may do; empty for everything
 * @param connectionTypes how the user may connect; empty for every way
 * @param proxyRequired whether the user must come through a trusted proxy
 */
public record UserOptions(
    String name,
    String password,
    String nkey,
    Optional<PermissionsOptions> permissions,
    Set<ConnectionType> connectionTypes,
    boolean proxyRequired) {

  /** Returns the name or the nkey, whichever there is. */
  public String label() {
    return nkey.isEmpty() ? name : nkey;
  }

  UserOptions withPermissions(PermissionsOptions granted) {
    return new UserOptions(
        name, password, nkey, Optional.of(granted), connectionTypes, proxyRequired);
  }

  /** Shows the user without the password. */
  @Override
  public String toString() {
    return "UserOptions[" + label() + "]";
  }
}
