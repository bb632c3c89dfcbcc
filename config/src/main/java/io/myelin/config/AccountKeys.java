package io.myelin.config;

import static io.myelin.config.OptionTypes.SIZE;

import io.myelin.protocol.NkeyText;
import java.util.List;

/** Keys of one entry of {@code accounts} (CORE-712 to CORE-718). */
public final class AccountKeys {
  static final Block BLOCK = Block.named("accounts.<name>");

  static final Block LIMITS_BLOCK =
      Block.named("accounts.<name>.limits")
          .sayingUnknown("Unknown field \"", "\" parsing account limits");

  /** Public account nkey. */
  public static final Option<String> NKEY =
      BLOCK
          .key(
              "nkey",
              new PublicNkeyType(
                  NkeyText.Kind.ACCOUNT, "Not a valid public nkey for an account: \"%v\""))
          .reloadable("accounts")
          .doc("Public account nkey.")
          .declare();

  /** Users. */
  public static final Option<List<UserOptions>> USERS =
      BLOCK
          .key("users", new UsersType())
          .reloadable("accounts")
          .doc("Users of the account.")
          .declare();

  /** Permissions of users without their own. */
  public static final Option<PermissionsOptions> DEFAULT_PERMISSIONS =
      BLOCK
          .key("default_permissions", new PermissionsType())
          .reloadable("accounts")
          .doc("Permissions of users without their own.")
          .declare();

  static final Option<Long> MAX_CONNECTIONS =
      limit("max_connections", "max_conn", "Most connections; -1 is no limit.");
  static final Option<Long> MAX_SUBSCRIPTIONS =
      limit("max_subscriptions", "max_subs", "Most subscriptions of a connection; -1 is no limit.");
  static final Option<Long> MAX_PAYLOAD =
      limit("max_payload", "max_pay", "Largest message in bytes; -1 is no limit.");
  static final Option<Long> MAX_LEAFNODES =
      limit("max_leafnodes", "max_leafs", "Most leaf node connections; -1 is no limit.");

  /** Limits. */
  public static final Option<LimitsOptions> LIMITS =
      BLOCK
          .key("limits", new LimitsType())
          .defaultTo(LimitsOptions.UNLIMITED)
          .defaultText("none")
          .reloadable("accounts")
          .doc("Limits of the account.")
          .declare();

  /** Subject mappings. */
  public static final Option<List<MappingOptions>> MAPPINGS =
      BLOCK
          .key("mappings", new MappingsType())
          .aliases("maps")
          .reloadable("accounts")
          .doc("Subject mappings, in the order in which they are tried.")
          .declare();

  /** Where message traces go. */
  public static final Option<MsgTraceOptions> MSG_TRACE =
      BLOCK
          .key("msg_trace", new MsgTraceType())
          .aliases("trace_dest")
          .defaultTo(MsgTraceOptions.NONE)
          .defaultText("none")
          .reloadable("accounts")
          .notYet("message tracing by an account's trace destination")
          .doc("Subject that receives traces of messages with an external trace header.")
          .declare();

  /** JetStream of the account. */
  public static final Option<Section> JETSTREAM =
      BLOCK
          .key(
              "jetstream",
              new SwitchableType(BlockName.ACCOUNT_JETSTREAM, AccountShareKeys.ENABLED))
          .reloadable("accounts")
          .doc("Whether the account may use JetStream, and how much of it.")
          .declare();

  /** Streams and services that other accounts may import. */
  public static final Option<List<Section>> EXPORTS =
      BLOCK
          .key("exports", new SectionsType(BlockName.EXPORT))
          .reloadable("accounts")
          .notYet("sharing between accounts")
          .doc("Streams and services that other accounts may import.")
          .declare();

  /** Streams and services imported from other accounts. */
  public static final Option<List<Section>> IMPORTS =
      BLOCK
          .key("imports", new SectionsType(BlockName.IMPORT))
          .reloadable("accounts")
          .notYet("sharing between accounts")
          .doc("Streams and services imported from other accounts.")
          .declare();

  private AccountKeys() {}

  private static Option<Long> limit(String key, String alias, String doc) {
    return LIMITS_BLOCK
        .key(key, SIZE)
        .aliases(alias)
        .defaultTo(-1L)
        .reloadable("accounts")
        .doc(doc)
        .declare();
  }
}
