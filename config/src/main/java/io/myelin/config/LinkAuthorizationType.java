package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** The {@code authorization} map of a link between servers: a single user (CORE-743). */
final class LinkAuthorizationType extends OptionType<AuthorizationOptions> {
  private final AuthorizationType type = new AuthorizationType();
  private final String link;

  /** The link's name begins messages: {@code Cluster} or {@code Gateway}. */
  LinkAuthorizationType(String link) {
    this.link = link;
  }

  @Override
  @Nullable AuthorizationOptions read(SectionReader reader, ConfigItem item) {
    AuthorizationOptions read = type.read(reader, item);
    if (read == null || !(item.value() instanceof ConfigValue.Table table)) {
      return null;
    }
    if (has(table, AuthorizationKeys.USERS)) {
      reader.error(item, link + " authorization does not allow multiple users");
    } else if (!read.token().isEmpty()) {
      reader.error(item, link + " authorization does not support tokens");
    } else if (has(table, AuthorizationKeys.AUTH_CALLOUT)) {
      reader.error(item, link + " authorization does not support callouts");
    }
    if (read.defaultPermissions().isPresent() && link.equals("Cluster")) {
      reader.warning(
          item, "setting \"permissions\" within cluster authorization block is deprecated");
    }
    return read;
  }

  /** Whether the map has the key, even with an empty value. */
  private static boolean has(ConfigValue.Table table, Option<?> option) {
    for (ConfigValue.Entry entry : table.entries()) {
      if (AuthorizationKeys.BLOCK.option(entry.key()) == option) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String describe() {
    return "map";
  }

  @Override
  Block nested() {
    return AuthorizationKeys.BLOCK;
  }
}
