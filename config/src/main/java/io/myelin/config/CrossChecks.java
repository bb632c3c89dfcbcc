package io.myelin.config;

import java.time.Duration;
import java.util.List;

/**
 * Checks of options against each other at start and reload; the first failure counts (CORE-570).
 */
final class CrossChecks {
  private CrossChecks() {}

  /** Returns why the options cannot be used together, or the empty string. */
  static String refusal(Options options, List<String> laterErrors) {
    Duration grace = options.get(ServerKeys.LAME_DUCK_GRACE_PERIOD);
    Duration lameDuck = options.get(ServerKeys.LAME_DUCK_DURATION);
    if (grace.compareTo(lameDuck) >= 0) {
      return "lame duck grace period ("
          + GoDuration.format(grace)
          + ") should be strictly lower than lame duck duration ("
          + GoDuration.format(lameDuck)
          + ")";
    }
    long maxPayload = options.get(ServerKeys.MAX_PAYLOAD);
    long maxPending = options.get(ServerKeys.MAX_PENDING);
    if (maxPayload > maxPending) {
      return "max_payload ("
          + maxPayload
          + ") cannot be higher than max_pending ("
          + maxPending
          + ")";
    }
    if (options.get(ServerKeys.SERVER_NAME).indexOf(' ') >= 0) {
      return "server name cannot contain spaces";
    }
    if (!laterErrors.isEmpty()) {
      return laterErrors.getFirst();
    }
    return noAuthUser(options);
  }

  private static String noAuthUser(Options options) {
    String name = options.get(ServerKeys.NO_AUTH_USER);
    if (name.isEmpty()) {
      return "";
    }
    boolean anyUser = !options.get(ServerKeys.AUTHORIZATION).users().isEmpty();
    for (UserOptions user : options.get(ServerKeys.AUTHORIZATION).users()) {
      if (user.label().equals(name)) {
        return "";
      }
    }
    for (AccountOptions account : options.get(ServerKeys.ACCOUNTS)) {
      for (UserOptions user : account.users()) {
        anyUser = true;
        if (user.label().equals(name)) {
          return "";
        }
      }
    }
    return anyUser
        ? "no_auth_user: \""
            + name
            + "\" not present as user or nkey in authorization block or account configuration"
        : "no_auth_user: \"" + name + "\" present, but users/nkeys are not defined";
  }
}
