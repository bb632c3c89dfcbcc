package io.myelin.server;

import io.myelin.config.AccountOptions;
import io.myelin.config.ClusterKeys;
import io.myelin.config.LimitsOptions;
import io.myelin.config.MappingOptions;
import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.core.Account;
import io.myelin.core.AccountLimits;
import io.myelin.core.Accounts;
import io.myelin.protocol.SubjectMapping;
import io.myelin.protocol.WeightedMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the live accounts what the options say, at start and at every reload. */
final class AccountSetup {
  private AccountSetup() {}

  /**
   * The name of the system account, empty when it is switched off; JetStream needs one (STR-019).
   */
  static String systemAccount(Options options) {
    boolean none = options.get(ServerKeys.NO_SYSTEM_ACCOUNT) && !options.jetStreamEnabled();
    return none ? "" : options.get(ServerKeys.SYSTEM_ACCOUNT);
  }

  /** Defines the configured accounts and forgets those that are not there any more. */
  static void apply(Options options, Accounts accounts) {
    String cluster =
        options.find(ServerKeys.CLUSTER).flatMap(c -> c.find(ClusterKeys.NAME)).orElse("");
    Set<String> names = new HashSet<>();
    names.add(Account.GLOBAL);
    names.add(systemAccount(options));
    for (AccountOptions account : options.get(ServerKeys.ACCOUNTS)) {
      names.add(account.name());
      LimitsOptions limits = account.limits();
      accounts.define(
          account.name(),
          new AccountLimits(
              Math.toIntExact(limits.maxConnections()),
              Math.toIntExact(limits.maxSubscriptions()),
              limits.maxPayloadBytes()),
          withDomain(mappings(account.mappings(), cluster), options, account.name()));
    }
    accounts.define(
        Account.GLOBAL,
        AccountLimits.NONE,
        withDomain(mappings(options.get(ServerKeys.MAPPINGS), cluster), options, Account.GLOBAL));
    for (Account account : List.copyOf(accounts.all())) {
      if (!names.contains(account.name())) {
        accounts.remove(account.name());
      }
    }
  }

  /** What the account maps, and behind it what every account of a JetStream domain maps. */
  private static List<SubjectMapping> withDomain(
      List<SubjectMapping> configured, Options options, String account) {
    List<SubjectMapping> all = new ArrayList<>(configured);
    all.addAll(JetStreamSetup.domainMappings(options, account));
    return all;
  }

  private static List<SubjectMapping> mappings(List<MappingOptions> options, String cluster) {
    List<SubjectMapping> mappings = new ArrayList<>(options.size());
    for (MappingOptions mapping : options) {
      mappings.add(WeightedMapping.of(mapping.source(), mapping.destinations(), cluster));
    }
    return mappings;
  }
}
