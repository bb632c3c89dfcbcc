package io.myelin.server;

import io.myelin.config.AccountOptions;
import io.myelin.config.Options;
import io.myelin.config.PermissionsOptions;
import io.myelin.config.ServerKeys;
import io.myelin.config.UserOptions;
import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.security.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells a user who and where he is (OPS-237). */
final class UserInfoReport {
  private final MonitoredServer server;

  UserInfoReport(MonitoredServer server) {
    this.server = server;
  }

  void write(ReportJson json, ClientSession client) {
    String account = ConnzReport.accountName(client);
    json.text("user", ConnzReport.userName(client));
    json.text("account", account);
    json.text("account_name", account);
    Identity identity = client.identity();
    if (identity != null && !identity.permissions().unrestricted()) {
      permissions(server.options(), account, identity.user())
          .ifPresent(rules -> json.object("permissions", all -> permissions(all, rules)));
    }
  }

  private static Optional<PermissionsOptions> permissions(
      Options options, String account, String user) {
    List<UserOptions> users = new ArrayList<>();
    for (AccountOptions one : options.get(ServerKeys.ACCOUNTS)) {
      if (one.name().equals(account)) {
        users.addAll(one.users());
      }
    }
    if (account.equals(Account.GLOBAL)) {
      users.addAll(options.get(ServerKeys.AUTHORIZATION).users());
    }
    return users.stream()
        .filter(one -> one.label().equals(user))
        .findFirst()
        .flatMap(UserOptions::permissions);
  }

  static void permissions(ReportJson json, PermissionsOptions permissions) {
    permissions
        .publish()
        .ifPresent(rules -> json.object("publish", subjects -> rules(subjects, rules)));
    permissions
        .subscribe()
        .ifPresent(rules -> json.object("subscribe", subjects -> rules(subjects, rules)));
    permissions
        .responses()
        .ifPresent(
            responses ->
                json.object(
                    "responses",
                    answer -> {
                      answer.number("max", responses.maxMessages());
                      answer.number("ttl", responses.expires().toNanos());
                    }));
  }

  private static void rules(ReportJson json, PermissionsOptions.SubjectRules rules) {
    json.textsIfAny("allow", rules.allow().orElse(List.of()));
    json.textsIfAny("deny", rules.deny());
  }
}
