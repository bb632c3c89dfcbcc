package io.myelin.server;

import io.myelin.core.Subscription;

/**
 * A subscription as reports show it (OPS-065).
 *
 * @param account the account to name, empty where it is understood
 * @param cid the connection, 0 for the server itself
 */
record SubscriptionEntry(Subscription subscription, String account, long cid) {

  void write(ReportJson json) {
    json.textIfAny("account", account);
    json.textIfAny("account_tag", account);
    json.text("subject", subscription.patternText());
    json.textIfAny("qgroup", subscription.queueText());
    json.text("sid", subscription.sidText());
    json.number("msgs", subscription.delivered());
    json.numberIfAny("max", subscription.max());
    json.number("cid", cid);
  }
}
