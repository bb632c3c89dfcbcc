package io.myelin.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    boolean operators =
        options.isSet(ServerKeys.OPERATOR) || options.isSet(ServerKeys.TRUSTED_KEYS);
    if (operators && !options.get(ServerKeys.NO_AUTH_USER).isEmpty()) {
      return "no_auth_user not compatible with Trusted Operator";
    }
    if (!laterErrors.isEmpty()) {
      return laterErrors.getFirst();
    }
    String refusal = noAuthUser(options);
    if (refusal.isEmpty()) {
      refusal = jetStream(options);
    }
    return refusal.isEmpty() ? webSocket(options) : refusal;
  }

  /** The domain is one token; in a cluster server and cluster have names (STR-008, STR-018). */
  private static String jetStream(Options options) {
    Optional<Section> jetStream = options.find(ServerKeys.JETSTREAM);
    String domain = jetStream.map(js -> js.get(JetStreamKeys.DOMAIN)).orElse("");
    String derived = "$JS." + domain + ".API.>";
    if (!domain.isEmpty() && !SubjectText.isValid(derived)) {
      return "invalid domain name: derived \"" + derived + "\" is not a valid subject";
    }
    if (domain.indexOf('.') >= 0 || domain.indexOf('*') >= 0 || domain.indexOf('>') >= 0) {
      return "invalid domain name: may not contain ., * or >";
    }
    Section cluster =
        options.find(ServerKeys.CLUSTER).orElseGet(() -> Section.empty(ClusterKeys.BLOCK));
    boolean clustered = options.jetStreamEnabled() && cluster.get(ClusterKeys.PORT) != 0;
    if (!clustered) {
      return "";
    }
    if (options.get(ServerKeys.SERVER_NAME).isEmpty()) {
      return "jetstream cluster requires `server_name` to be set";
    }
    return cluster.get(ClusterKeys.NAME).isEmpty()
        ? "jetstream cluster requires `cluster.name` to be set"
        : "";
  }

  private static String webSocket(Options options) {
    Section webSocket =
        options.find(ServerKeys.WEBSOCKET).orElseGet(() -> Section.empty(WebsocketKeys.BLOCK));
    boolean needsTls =
        webSocket.get(WebsocketKeys.PORT) != 0
            && !webSocket.get(WebsocketKeys.NO_TLS)
            && !webSocket.isSet(WebsocketKeys.TLS);
    return needsTls ? "websocket requires TLS configuration" : "";
  }

  private static String noAuthUser(Options options) {
    String name = options.get(ServerKeys.NO_AUTH_USER);
    if (name.isEmpty()) {
      return "";
    }
    if (hasUser(options, name)) {
      return "";
    }
    boolean anyUser = !options.get(ServerKeys.AUTHORIZATION).users().isEmpty();
    for (AccountOptions account : options.get(ServerKeys.ACCOUNTS)) {
      anyUser |= !account.users().isEmpty();
    }
    return anyUser
        ? "no_auth_user: \""
            + name
            + "\" not present as user or nkey in authorization block or account configuration"
        : "no_auth_user: \"" + name + "\" present, but users/nkeys are not defined";
  }

  /** Returns whether the authorization block or an account has a user of that name or nkey. */
  static boolean hasUser(Options options, String name) {
    if (isAmong(options.get(ServerKeys.AUTHORIZATION).users(), name)) {
      return true;
    }
    for (AccountOptions account : options.get(ServerKeys.ACCOUNTS)) {
      if (isAmong(account.users(), name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAmong(List<UserOptions> users, String name) {
    for (UserOptions user : users) {
      if (user.label().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
