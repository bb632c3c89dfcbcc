package io.myelin.config;

import io.myelin.protocol.NkeyText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a list of users. */
final class UsersType extends OptionType<List<UserOptions>> {
  @Override
  @Nullable List<UserOptions> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Array array)) {
      reader.error(item, "Expected users field to be an array, got " + item.value().kind());
      return null;
    }
    List<UserOptions> users = new ArrayList<>();
    for (ConfigValue.Element element : array.elements()) {
      UserOptions user = user(reader, item.element(element));
      if (user != null) {
        users.add(user);
      }
    }
    return List.copyOf(users);
  }

  private static @Nullable UserOptions user(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Table table)) {
      reader.error(item, "Expected user entry to be a map/struct, got " + item.value().kind());
      return null;
    }
    Section section = reader.table(UserKeys.BLOCK, table).finish();
    String name = section.get(UserKeys.USER);
    String password = section.get(UserKeys.PASSWORD);
    String nkey = section.get(UserKeys.NKEY);
    String problem = "";
    if (nkey.isEmpty() && name.isEmpty()) {
      problem = "User entry requires a user";
    } else if (!nkey.isEmpty() && !NkeyText.isPublicKey(nkey, NkeyText.Kind.USER)) {
      problem = "Not a valid public nkey for a user";
    } else if (!nkey.isEmpty() && !(name.isEmpty() && password.isEmpty())) {
      problem = "Nkey users do not take usernames or passwords";
    }
    if (!problem.isEmpty()) {
      reader.problems().error(placeOf(section, table, item), problem);
      return null;
    }
    return new UserOptions(
        name,
        password,
        nkey,
        section.find(UserKeys.PERMISSIONS),
        section.get(UserKeys.CONNECTION_TYPES),
        section.get(UserKeys.PROXY_REQUIRED));
  }

  /** The reference shows a key of the entry, not the entry: the nkey, else the first one. */
  private static Position placeOf(Section user, ConfigValue.Table table, ConfigItem item) {
    if (user.isSet(UserKeys.NKEY)) {
      return user.positionOf(UserKeys.NKEY).orElse(item.at());
    }
    for (ConfigValue.Entry entry : table.entries()) {
      return entry.at();
    }
    return item.at();
  }

  /** Gives permissions to the users that have none of their own. */
  static List<UserOptions> withDefaults(
      List<UserOptions> users, java.util.Optional<PermissionsOptions> defaults) {
    if (defaults.isEmpty()) {
      return users;
    }
    List<UserOptions> granted = new ArrayList<>(users.size());
    for (UserOptions user : users) {
      granted.add(user.permissions().isPresent() ? user : user.withPermissions(defaults.get()));
    }
    return List.copyOf(granted);
  }

  @Override
  public String describe() {
    return "list of maps";
  }

  @Override
  Block nested() {
    return UserKeys.BLOCK;
  }
}
