package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.TEXT;

import java.util.List;

/** Top-level options of TLS, authorization and accounts (spec, sections 15.3 and 15.4). */
abstract class AccessKeys extends LoggingKeys {

  /** TLS of the client listener. */
  public static final Option<TlsOptions> TLS =
      BLOCK
          .key("tls", new TlsType(TlsType.Context.SERVER))
          .partlyReloadable("TLSMap")
          .doc("TLS of the client listener and of `https` monitoring.")
          .declare();

  /** Whether clients may also connect without TLS. */
  public static final Option<Boolean> ALLOW_NON_TLS =
      BLOCK
          .key("allow_non_tls", BOOL)
          .fixed("AllowNonTLS")
          .doc("Accept clients without TLS although `tls` is configured.")
          .declare();

  /** How clients authenticate; absent if there is no such block and no such flag. */
  public static final Option<AuthorizationOptions> AUTHORIZATION =
      BLOCK
          .key("authorization", new AuthorizationType())
          .defaultTo(AuthorizationOptions.NONE)
          .reloadable()
          .doc("Users, or the one user or token, that may connect.")
          .declare();

  /** User as whom clients without credentials connect. */
  public static final Option<String> NO_AUTH_USER =
      BLOCK
          .key("no_auth_user", TEXT)
          .partlyReloadable("NoAuthUser")
          .doc("User as whom clients connect that give no credentials.")
          .declare();

  /** Accounts with their users, in file order. */
  public static final Option<List<AccountOptions>> ACCOUNTS =
      BLOCK
          .key("accounts", new AccountsType())
          .defaultTo(List.of())
          .reloadableAs("accounts")
          .doc("Accounts with their users; each is a subject space of its own.")
          .declare();

  /** Subject mappings of the default account, in file order. */
  public static final Option<List<MappingOptions>> MAPPINGS =
      BLOCK
          .key("mappings", new MappingsType())
          .aliases("maps")
          .defaultTo(List.of())
          .reloadableAs("mappings")
          .doc(
              "Subject mappings of the default account `$G`, in the order in which they are tried.")
          .declare();

  /** Name of the system account. */
  public static final Option<String> SYSTEM_ACCOUNT =
      BLOCK
          .key("system_account", TEXT)
          .aliases("system")
          .defaultForZero("$SYS")
          .fixed("SystemAccount")
          .varz("system_account")
          .doc("Account of server events and requests.")
          .declare();

  /** Whether there is no system account. */
  public static final Option<Boolean> NO_SYSTEM_ACCOUNT =
      BLOCK
          .key("no_system_account", BOOL)
          .aliases("no_system", "no_sys_acc")
          .fixed("NoSystemAccount")
          .doc("Run without a system account.")
          .declare();

  AccessKeys() {}
}
