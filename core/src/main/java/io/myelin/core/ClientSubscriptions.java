package io.myelin.core;

import io.myelin.protocol.Ascii;
import io.myelin.protocol.Subjects;
import io.myelin.security.Identity;
import io.myelin.security.Permissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one client by sid. Loop thread only. */
final class ClientSubscriptions {
  private static final String SYSTEM_QUEUE = "_sys_";

  private final ClientSession session;
  private @Nullable Map<String, Subscription> bySid;

  ClientSubscriptions(ClientSession session) {
    this.session = session;
  }

  /**
   * SUB: checks in the order of CORE-121, then subscribes and acknowledges. A sid in use keeps its
   * subscription (CORE-123).
   */
  void subscribe(Account account, Identity identity, Subscription wanted) {
    if (session.tracing()) {
      String queue = wanted.queue() == null ? "" : wanted.queueText() + " ";
      session.trace("<<-", "SUB " + wanted.patternText() + " " + queue + wanted.sidText());
    }
    SessionSettings settings = session.settings();
    byte[] pattern = wanted.pattern();
    int maxTokens = settings.maxSubscriptionTokens();
    int max = maxSubscriptions(settings.maxSubscriptions(), account.limits().maxSubscriptions());
    Map<String, Subscription> map = map();
    Subscription before = map.get(wanted.sidText());
    if (before != null && before.closed()) {
      remove(account, wanted.sidText());
    }
    if (max > 0 && map.size() >= max) {
      removeIf(account, Subscription::closed);
    }
    if (denied(identity, wanted)) {
      String queue =
          wanted.queue() == null ? "" : " using queue " + Ascii.quoted(wanted.queueText());
      session.sendError(
          "Permissions Violation for Subscription to "
              + Ascii.quoted(wanted.patternText())
              + queue);
      session.permissionDenied("Subscription", wanted.patternText());
    } else if (maxTokens > 0 && Subjects.tokenCount(pattern, 0, pattern.length) > maxTokens) {
      session.sendError(
          "Permissions Violation for Subscription to "
              + Ascii.quoted(wanted.patternText())
              + ", too many tokens");
    } else if (max > 0 && map.size() >= max) {
      session.sendError("maximum subscriptions exceeded");
    } else if (!Subjects.isValidPattern(pattern, 0, pattern.length)) {
      session.sendError("Invalid Subject");
    } else {
      if (map.putIfAbsent(wanted.sidText(), wanted) == null) {
        account.interest().insert(wanted);
      }
      session.acknowledge();
    }
  }

  private static boolean denied(Identity identity, Subscription wanted) {
    String queue = wanted.queueText();
    return queue.equals(SYSTEM_QUEUE)
        || (!identity.permissions().unrestricted()
            && !identity.permissions().maySubscribe(wanted.patternText(), queue));
  }

  /** The lower of two limits, where 0 or less is no limit. */
  private static int maxSubscriptions(int server, int account) {
    return account < 0 ? server : server <= 0 ? account : Math.min(account, server);
  }

  /** UNSUB (CORE-124 to CORE-126). */
  void unsubscribe(Account account, String sid, long max) {
    if (session.tracing()) {
      session.trace("<<-", "UNSUB " + sid + (max > 0 ? " " + max : ""));
    }
    Subscription subscription = bySid == null ? null : bySid.get(sid);
    if (subscription != null && (max == 0 || !subscription.limit(max))) {
      remove(account, sid);
    }
    session.acknowledge();
  }

  /** Ends this very subscription; false when it is not there any more. */
  boolean forget(Account account, Subscription subscription) {
    if (bySid == null || bySid.get(subscription.sidText()) != subscription) {
      return false;
    }
    remove(account, subscription.sidText());
    return true;
  }

  private Map<String, Subscription> map() {
    Map<String, Subscription> map = bySid;
    if (map == null) {
      map = new LinkedHashMap<>(4);
      bySid = map;
    }
    return map;
  }

  private void remove(Account account, String sid) {
    Map<String, Subscription> map = bySid;
    Subscription subscription = map == null ? null : map.remove(sid);
    if (subscription != null) {
      subscription.close();
      account.interest().remove(subscription);
    }
  }

  /** Ends all that the test names and returns them with their sids. */
  List<Subscription> removeIf(Account account, Predicate<Subscription> test) {
    List<Subscription> removed = new ArrayList<>();
    Map<String, Subscription> map = bySid;
    if (map != null) {
      map.values()
          .removeIf(
              subscription -> {
                if (!test.test(subscription)) {
                  return false;
                }
                subscription.close();
                account.interest().remove(subscription);
                removed.add(subscription);
                return true;
              });
    }
    return removed;
  }

  /** From now on messages are withheld by these permissions (CORE-135, CORE-893). */
  void permissions(Account account, Permissions permissions) {
    Map<String, Subscription> map = bySid;
    if (map != null) {
      map.values().forEach(subscription -> subscription.permissions(permissions));
      account.interest().stamps().invalidateAll();
    }
  }

  /** How many there are. */
  int count() {
    return bySid == null ? 0 : bySid.size();
  }

  /** A live view of all of them. */
  Collection<Subscription> all() {
    return bySid == null ? List.of() : bySid.values();
  }
}
