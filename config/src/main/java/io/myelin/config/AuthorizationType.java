package io.myelin.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code authorization} map and checks that its ways do not contradict (CORE-573). */
final class AuthorizationType extends OptionType<AuthorizationOptions> {
  private static final Duration HIGH_TIMEOUT = Duration.ofSeconds(60);

  @Override
  @Nullable AuthorizationOptions read(SectionReader reader, ConfigItem item) {
    Section.Draft draft = reader.map(AuthorizationKeys.BLOCK, item);
    if (draft == null) {
      return null;
    }
    Section section = draft.finish();
    String user = section.get(AuthorizationKeys.USER);
    String password = section.get(AuthorizationKeys.PASSWORD);
    String token = section.get(AuthorizationKeys.TOKEN);
    List<UserOptions> users = section.find(AuthorizationKeys.USERS).orElse(List.of());
    if (!token.isEmpty() && !(user.isEmpty() && password.isEmpty())) {
      reader.error(item, "Cannot have a user/pass and token");
    }
    if (!users.isEmpty()) {
      if (!user.isEmpty()) {
        reader.error(item, "Can not have a single user/pass and a users array");
      }
      if (!token.isEmpty()) {
        reader.error(item, "Can not have a token and a users array");
      }
    }
    reportDuplicates(reader, item, users, new HashSet<>());
    warnOfHighTimeout(reader, item, section);
    Optional<PermissionsOptions> defaults = section.find(AuthorizationKeys.DEFAULT_PERMISSIONS);
    return new AuthorizationOptions(
        user,
        password,
        token,
        section.isSet(AuthorizationKeys.TIMEOUT)
            ? Optional.of(section.get(AuthorizationKeys.TIMEOUT))
            : Optional.empty(),
        UsersType.withDefaults(users, defaults),
        defaults,
        section.get(AuthorizationKeys.PROXY_REQUIRED));
  }

  /** Reports users that were seen before and adds the rest to those seen. */
  static void reportDuplicates(
      SectionReader reader, ConfigItem item, List<UserOptions> users, Set<String> seen) {
    for (UserOptions user : users) {
      if (!seen.add(user.label())) {
        reader.error(
            item,
            "Duplicate "
                + (user.nkey().isEmpty() ? "user" : "nkey")
                + " \""
                + user.label()
                + "\" detected");
      }
    }
  }

  private static void warnOfHighTimeout(SectionReader reader, ConfigItem item, Section section) {
    if (!section.isSet(AuthorizationKeys.TIMEOUT)) {
      return;
    }
    Duration timeout = section.get(AuthorizationKeys.TIMEOUT);
    if (timeout.compareTo(HIGH_TIMEOUT) <= 0) {
      return;
    }
    ConfigValue.Entry entry =
        item.value() instanceof ConfigValue.Table table ? table.entry("timeout") : null;
    String written = GoDuration.format(timeout);
    if (entry != null && entry.value() instanceof ConfigValue.Int number) {
      written = Long.toString(number.number());
    } else if (entry != null && entry.value() instanceof ConfigValue.Text text) {
      written = text.text();
    }
    Position at = section.positionOf(AuthorizationKeys.TIMEOUT).orElse(item.at());
    long micros = timeout.toNanos() / 1000;
    String seconds =
        micros / 1_000_000 + "." + Long.toString(1_000_000 + micros % 1_000_000).substring(1);
    reader
        .problems()
        .warning(
            at,
            "timeout",
            "timeout of "
                + written
                + " ("
                + seconds
                + " seconds) is high, consider keeping it under 60 seconds. possibly caused by"
                + " unquoted duration; use '1m' instead of 1m, for example");
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
