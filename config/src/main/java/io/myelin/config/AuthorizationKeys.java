package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.SECONDS;
import static io.myelin.config.OptionTypes.SECRET;
import static io.myelin.config.OptionTypes.TEXT;

import io.myelin.protocol.NkeyText;
import java.time.Duration;
import java.util.List;

/** Keys of the {@code authorization} map (CORE-701 to CORE-707). */
final class AuthorizationKeys {
  static final Block BLOCK = Block.named("authorization");

  static final Option<String> USER =
      BLOCK
          .key("user", TEXT)
          .aliases("username")
          .reloadable("authorization username")
          .doc("Name of the single user.")
          .declare();

  static final Option<String> PASSWORD =
      BLOCK
          .key("password", SECRET)
          .aliases("pass")
          .reloadable("authorization password")
          .doc("Password of the single user, plain or bcrypt.")
          .declare();

  static final Option<String> TOKEN =
      BLOCK
          .key("token", SECRET)
          .reloadable("authorization token")
          .doc("Token that clients must give, plain or bcrypt.")
          .declare();

  static final Option<Duration> TIMEOUT =
      BLOCK
          .key("timeout", SECONDS)
          .reloadable("authorization timeout")
          .defaultText("2s, with TLS its timeout plus 1s")
          .doc("Time in which a client must authenticate.")
          .declare();

  static final Option<List<UserOptions>> USERS =
      BLOCK
          .key("users", new UsersType())
          .reloadable("authorization users")
          .doc("The users that may connect.")
          .declare();

  static final Option<PermissionsOptions> DEFAULT_PERMISSIONS =
      BLOCK
          .key("default_permissions", new PermissionsType())
          .aliases("default_permission", "permissions")
          .reloadable("authorization users")
          .doc("Permissions of users without their own.")
          .declare();

  static final Option<Section> AUTH_CALLOUT =
      BLOCK
          .key("auth_callout", new CalloutType())
          .aliases("auth_hook")
          .fixed("AuthCallout")
          .notYet("asking a service to authenticate clients")
          .doc("Service that decides who may connect.")
          .declare();

  static final Option<Boolean> PROXY_REQUIRED =
      BLOCK
          .key("proxy_required", BOOL)
          .fixed("ProxyRequired")
          .notYet("recognising trusted proxies")
          .doc("Refuse clients that do not come through a trusted proxy.")
          .declare();

  static final Block CALLOUT =
      Block.named("authorization.auth_callout")
          .sayingUnknown("Unknown field \"", "\" parsing authorization callout")
          .notYet("asking a service to authenticate clients", "AuthCallout");

  static final Option<String> CALLOUT_ISSUER =
      CALLOUT
          .key(
              "issuer",
              new PublicNkeyType(
                  NkeyText.Kind.ACCOUNT,
                  "Expected callout user to be a valid public account nkey, got \"%v\""))
          .doc("Public account key that signs the answers.")
          .declare();

  static final Option<String> CALLOUT_ACCOUNT =
      CALLOUT
          .key("account", TEXT)
          .aliases("acc")
          .defaultForZero("$G")
          .doc("Account of the service.")
          .declare();

  static final Option<List<String>> CALLOUT_AUTH_USERS =
      CALLOUT
          .key("auth_users", OptionTypes.TEXTS)
          .aliases("users")
          .doc("Users that connect without the service, itself first of all.")
          .declare();

  static final Option<String> CALLOUT_XKEY =
      CALLOUT
          .key(
              "xkey",
              new PublicNkeyType(
                  NkeyText.Kind.CURVE,
                  "Expected callout xkey to be a valid public xkey, got \"%v\""))
          .aliases("key")
          .doc("Public curve key that requests are encrypted for.")
          .declare();

  static final Option<List<String>> CALLOUT_ALLOWED_ACCOUNTS =
      CALLOUT
          .key("allowed_accounts", OptionTypes.TEXTS)
          .doc("Accounts that the service may place users in.")
          .declare();

  private AuthorizationKeys() {}
}
