package io.myelin.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The {@code authorization} block with the flags {@code -user}, {@code -pass} and {@code -auth}
 * laid over it (CORE-700 to CORE-707). Exactly one way is in force, the first that is given: {@code
 * users}, else user and password, else token.
 *
 * @param user name of the single user, empty for none
 * @param password its password, plain or bcrypt, empty for none
 * @param token the token, plain or bcrypt, empty for none
 * @param timeout time to authenticate in, if it is given; {@link Options#authTimeout} has the
 *     default
 * @param users the users; permissions of those without their own are {@code defaultPermissions}
 * @param defaultPermissions permissions of users without their own
 * @param proxyRequired whether clients must come through a trusted proxy
 */
public record AuthorizationOptions(
    String user,
    String password,
    String token,
    Optional<Duration> timeout,
    List<UserOptions> users,
    Optional<PermissionsOptions> defaultPermissions,
    boolean proxyRequired) {

  /** No authorization at all. */
  public static final AuthorizationOptions NONE =
      new AuthorizationOptions("", "", "", Optional.empty(), List.of(), Optional.empty(), false);

  /** Returns whether a client must authenticate because of this block. */
  public boolean isRequired() {
    return !users.isEmpty() || !user.isEmpty() || !password.isEmpty() || !token.isEmpty();
  }

  /** Shows how clients authenticate, never a secret. */
  @Override
  public String toString() {
    return "AuthorizationOptions[user="
        + user
        + ", users="
        + users.size()
        + ", token="
        + !token.isEmpty()
        + "]";
  }
}
