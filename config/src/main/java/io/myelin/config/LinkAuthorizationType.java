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
    if (!read.users().isEmpty()) {
      reader.error(item, link + " authorization does not allow multiple users");
    } else if (!read.token().isEmpty()) {
      reader.error(item, link + " authorization does not support tokens");
    } else if (table.entry("auth_callout") != null || table.entry("auth_hook") != null) {
      reader.error(item, link + " authorization does not support callouts");
    }
    if (read.defaultPermissions().isPresent() && link.equals("Cluster")) {
      reader.warning(
          item, "setting \"permissions\" within cluster authorization block is deprecated");
    }
    return read;
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
