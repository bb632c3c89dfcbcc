package io.myelin.server;

import java.util.Locale;

/**
 * What a request for connections asks (OPS-050 to OPS-060, OPS-215).
 *
 * @param auth show who is behind the connections
 * @param cid one connection only, 0 for all
 * @param user of this user only, empty for all
 * @param account of this account only, empty for all
 * @param mqttClient of this MQTT client only, empty for all
 * @param filterSubject with a subscription that meets this subject only, empty for all
 */
record ConnzOptions(
    ConnzSort sort,
    boolean auth,
    Detail subscriptions,
    Page page,
    long cid,
    State state,
    String user,
    String account,
    String mqttClient,
    String filterSubject) {

  /** How subscriptions are shown. */
  enum Detail {
    NONE,
    SUBJECTS,
    FULL
  }

  /** Which connections are listed; the order is that of the numbers in requests. */
  enum State {
    OPEN,
    CLOSED,
    ALL;

    boolean open() {
      return this != CLOSED;
    }

    boolean closed() {
      return this != OPEN;
    }
  }

  static ConnzOptions of(HttpQuery query) throws ReportException {
    return new ConnzOptions(
        ConnzSort.of(query.text("sort")),
        query.flag("auth"),
        detail(query),
        new Page(query.number("offset"), query.number("limit")),
        query.unsigned("cid"),
        state(query.text("state")),
        query.text("user"),
        query.text("acc"),
        query.text("mqtt_client"),
        "");
  }

  static ConnzOptions of(RequestBody body) throws ReportException {
    int state = body.number("state");
    if (state < 0 || state >= State.values().length) {
      throw new ReportException("invalid connection state: " + state);
    }
    return new ConnzOptions(
        ConnzSort.of(body.text("sort")),
        body.flag("auth"),
        body.flag("subscriptions_detail")
            ? Detail.FULL
            : body.flag("subscriptions") ? Detail.SUBJECTS : Detail.NONE,
        new Page(body.number("offset"), body.number("limit")),
        body.unsigned("cid"),
        State.values()[state],
        body.text("user"),
        body.text("acc"),
        body.text("mqtt_client"),
        body.text("filter_subject"));
  }

  /** The same for one account, whatever was asked (OPS-245). */
  ConnzOptions forAccount(String name) {
    return new ConnzOptions(
        sort, auth, subscriptions, page, cid, state, user, name, mqttClient, filterSubject);
  }

  private static Detail detail(HttpQuery query) throws ReportException {
    if (query.text("subs").equalsIgnoreCase("detail")) {
      return Detail.FULL;
    }
    return query.flag("subs") ? Detail.SUBJECTS : Detail.NONE;
  }

  private static State state(String text) throws ReportException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "open" -> State.OPEN;
      case "closed" -> State.CLOSED;
      case "any", "all" -> State.ALL;
      default -> throw new ReportException("Error decoding state for " + HttpQuery.shown(text));
    };
  }
}
