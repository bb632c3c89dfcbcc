package io.myelin.core;

import io.myelin.security.ResponsePermission;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reply subjects that one client may answer to because it was sent a request (CORE-708, {@code
 * allow_responses}). Granted by any producer, used by the client's loop.
 */
final class ReplyPermits {
  private static final int MAX_OPEN = 4096;

  private record Permit(int left, long expiresAtNanos) {}

  private final ResponsePermission rule;
  private final Map<String, Permit> open = new LinkedHashMap<>();

  ReplyPermits(ResponsePermission rule) {
    this.rule = rule;
  }

  /**
   * A request with this reply subject is being delivered. The oldest permit gives way when there
   * are too many.
   */
  synchronized void grant(String reply, long nowNanos) {
    long expires = rule.expiresNanos() < 0 ? Long.MAX_VALUE : nowNanos + rule.expiresNanos();
    open.remove(reply);
    open.put(reply, new Permit(rule.maxMessages(), expires));
    if (open.size() > MAX_OPEN) {
      open.remove(open.keySet().iterator().next());
    }
  }

  /** Uses one message of the permit for {@code subject}; false when there is none. */
  synchronized boolean use(String subject, long nowNanos) {
    Permit permit = open.remove(subject);
    if (permit == null || permit.expiresAtNanos < nowNanos) {
      return false;
    }
    if (permit.left < 0) {
      open.put(subject, permit);
    } else if (permit.left > 1) {
      open.put(subject, new Permit(permit.left - 1, permit.expiresAtNanos));
    }
    return true;
  }
}
