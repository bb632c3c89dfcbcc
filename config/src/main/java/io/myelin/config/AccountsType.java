package io.myelin.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code accounts}: a list of names, or a map of accounts (CORE-711). */
final class AccountsType extends OptionType<List<AccountOptions>> {
  private static final String GLOBAL = "$G";

  @Override
  @Nullable List<AccountOptions> read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Table table) {
      return accounts(reader, table);
    }
    if (item.value() instanceof ConfigValue.Array array) {
      return names(reader, item, array);
    }
    reader.wrongType(item, "a map or an array of names");
    return null;
  }

  private static List<AccountOptions> names(
      SectionReader reader, ConfigItem item, ConfigValue.Array array) {
    List<AccountOptions> accounts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigValue.Element element : array.elements()) {
      ConfigItem one = item.element(element);
      String name = OptionTypes.TEXT.read(reader, one);
      if (name == null) {
        continue;
      }
      if (name.equals(GLOBAL)) {
        reader.error(one, "\"" + name + "\" is a Reserved Account");
      } else if (!names.add(name)) {
        reader.error(one, "Duplicate Account Entry: " + name);
      } else {
        accounts.add(account(name, Section.empty(AccountKeys.BLOCK)));
      }
    }
    return List.copyOf(accounts);
  }

  private static List<AccountOptions> accounts(SectionReader reader, ConfigValue.Table table) {
    List<AccountOptions> accounts = new ArrayList<>();
    Set<String> users = new HashSet<>();
    for (ConfigValue.Entry entry : table.entries()) {
      if (entry.usedAsVariable()) {
        continue;
      }
      ConfigItem item = new ConfigItem(entry);
      if (!(entry.value() instanceof ConfigValue.Table keys)) {
        reader.error(item, "Expected map entries for accounts");
      } else if (entry.key().equals(GLOBAL)) {
        reader.error(item, "\"" + entry.key() + "\" is a Reserved Account");
      } else {
        Section section = reader.table(AccountKeys.BLOCK, keys).finish();
        AccountOptions account = account(entry.key(), section);
        Position usersAt = section.positionOf(AccountKeys.USERS).orElse(entry.at());
        AuthorizationType.reportDuplicates(
            reader, new ConfigItem("users", entry.value(), usersAt), account.users(), users);
        accounts.add(account);
      }
    }
    return List.copyOf(accounts);
  }

  private static AccountOptions account(String name, Section section) {
    return new AccountOptions(
        name,
        section.get(AccountKeys.NKEY),
        UsersType.withDefaults(
            section.find(AccountKeys.USERS).orElse(List.of()),
            section.find(AccountKeys.DEFAULT_PERMISSIONS)),
        section.get(AccountKeys.LIMITS),
        section.get(AccountKeys.MAPPINGS),
        section.get(AccountKeys.MSG_TRACE),
        section);
  }

  @Override
  public String describe() {
    return "map of accounts or list of names";
  }

  @Override
  Block nested() {
    return AccountKeys.BLOCK;
  }
}
