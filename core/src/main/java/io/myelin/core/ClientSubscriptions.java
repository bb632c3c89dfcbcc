package io.myelin.core;

import io.myelin.protocol.Subjects;
import io.myelin.security.Identity;
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

  private @Nullable Map<String, Subscription> bySid;

  /** What became of a SUB. */
  enum Outcome {
    DONE,
    DENIED,
    TOO_MANY_TOKENS,
    TOO_MANY,
    INVALID_SUBJECT
  }

  /**
   * Subscribes, after the checks in the order of CORE-121. A sid in use keeps its subscription
   * (CORE-123).
   *
   * @param maxSubscriptions 0 or less for unlimited
   * @param maxTokens 0 for unlimited
   */
  Outcome subscribe(
      Account account,
      Identity identity,
      Subscription candidate,
      int maxSubscriptions,
      int maxTokens) {
    String queue = candidate.queueText();
    if (queue.equals(SYSTEM_QUEUE)
        || (!identity.permissions().unrestricted()
            && !identity.permissions().maySubscribe(candidate.patternText(), queue))) {
      return Outcome.DENIED;
    }
    byte[] pattern = candidate.pattern();
    if (maxTokens > 0 && Subjects.tokenCount(pattern, 0, pattern.length) > maxTokens) {
      return Outcome.TOO_MANY_TOKENS;
    }
    Map<String, Subscription> map = map();
    if (maxSubscriptions > 0 && map.size() >= maxSubscriptions) {
      return Outcome.TOO_MANY;
    }
    if (!Subjects.isValidPattern(pattern, 0, pattern.length)) {
      return Outcome.INVALID_SUBJECT;
    }
    if (map.putIfAbsent(candidate.sidText(), candidate) == null) {
      account.interest().insert(candidate);
    }
    return Outcome.DONE;
  }

  private Map<String, Subscription> map() {
    Map<String, Subscription> map = bySid;
    if (map == null) {
      map = new LinkedHashMap<>(4);
      bySid = map;
    }
    return map;
  }

  /** The subscription with that sid, or null. */
  @Nullable Subscription find(String sid) {
    return bySid == null ? null : bySid.get(sid);
  }

  /** Ends one subscription, if it is still there. */
  void remove(Account account, String sid) {
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

  /** How many there are. */
  int count() {
    return bySid == null ? 0 : bySid.size();
  }

  /** A live view of all of them. */
  Collection<Subscription> all() {
    return bySid == null ? List.of() : bySid.values();
  }
}
