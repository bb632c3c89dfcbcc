package io.myelin.core;

import io.myelin.protocol.SubjectMapping;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The accounts of a server by name. Any thread may call. */
public final class Accounts {
  private final ConcurrentMap<String, Account> byName = new ConcurrentHashMap<>();
  private final String systemName;

  /**
   * @param systemName the system account (CORE-720), empty when there is none
   */
  public Accounts(String systemName) {
    this.systemName = systemName;
    define(Account.GLOBAL, AccountLimits.NONE, List.of());
    if (!systemName.isEmpty()) {
      define(systemName, AccountLimits.NONE, List.of());
    }
  }

  /** Makes the account, or changes the one that is there. */
  public Account define(String name, AccountLimits limits, List<SubjectMapping> mappings) {
    Account existing = byName.putIfAbsent(name, new Account(name, limits, mappings));
    Account account = byName.get(name);
    if (account == null) {
      throw new IllegalStateException(
          "account " + name + " was removed while it was being defined");
    }
    if (existing != null) {
      existing.reconfigure(limits, mappings);
    }
    return account;
  }

  /** Forgets an account; its connections must have been closed. */
  public void remove(String name) {
    byName.remove(name);
  }

  /** The account of that name, or null. */
  public @Nullable Account find(String name) {
    return byName.get(name);
  }

  /** The account of everybody without another one. */
  public Account global() {
    return require(Account.GLOBAL);
  }

  /** The system account, or null when it is switched off. */
  public @Nullable Account system() {
    return systemName.isEmpty() ? null : byName.get(systemName);
  }

  /** Whether this is the system account. */
  public boolean isSystem(Account account) {
    return account.name().equals(systemName);
  }

  /** All accounts, a live view. */
  public Collection<Account> all() {
    return byName.values();
  }

  private Account require(String name) {
    Account account = byName.get(name);
    if (account == null) {
      throw new IllegalStateException("no account " + name);
    }
    return account;
  }
}
