package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.SECRET;
import static io.myelin.config.OptionTypes.TEXT;

import java.util.Set;

/** Keys of one entry of {@code users} (CORE-704). */
final class UserKeys {
  static final Block BLOCK = Block.named("users[]");

  static final Option<String> USER =
      BLOCK.key("user", TEXT).aliases("username").reloadable().doc("The user's name.").declare();

  static final Option<String> PASSWORD =
      BLOCK
          .key("password", SECRET)
          .aliases("pass")
          .reloadable()
          .doc("The password, plain or bcrypt.")
          .declare();

  static final Option<String> NKEY =
      BLOCK
          .key("nkey", TEXT)
          .reloadable()
          .doc("Public user nkey, instead of name and password.")
          .declare();

  static final Option<PermissionsOptions> PERMISSIONS =
      BLOCK
          .key("permissions", new PermissionsType())
          .aliases("permission", "authorization")
          .reloadable()
          .doc("What the user may publish and subscribe to.")
          .declare();

  static final Option<Set<ConnectionType>> CONNECTION_TYPES =
      BLOCK
          .key("allowed_connection_types", new ConnectionTypesType())
          .aliases("connection_types", "clients")
          .reloadable()
          .doc("How the user may connect; everything if absent.")
          .declare();

  static final Option<Boolean> PROXY_REQUIRED =
      BLOCK
          .key("proxy_required", BOOL)
          .reloadable()
          .notYet("recognising trusted proxies")
          .doc("Refuse the user unless it comes through a trusted proxy.")
          .declare();

  private UserKeys() {}
}
