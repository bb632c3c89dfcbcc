package io.myelin.core;

import io.myelin.protocol.PublishedMessage;
import io.myelin.security.Permissions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The routes that one producer has used lately, two for each place. Bounded; a newcomer takes the
 * place that was used longer ago. Producer thread only.
 */
final class RouteCache {
  private static final int SETS = 4096;
  private static final int LONGEST_SUBJECT_BYTES = 256;
  private static final byte[] INBOX = {'_', 'I', 'N', 'B', 'O', 'X', '.'};
  private static final byte[] ACK = {'$', 'J', 'S', '.', 'A', 'C', 'K', '.'};
  private static final byte[] FLOW = {'$', 'J', 'S', '.', 'F', 'C', '.'};

  private static final class Entry {
    final long hash;
    final Account account;
    final Permissions permissions;
    final Object variant;
    final byte[] subject;
    final Route route;

    Entry(
        long hash,
        Account account,
        Permissions permissions,
        Object variant,
        byte[] subject,
        Route route) {
      this.hash = hash;
      this.account = account;
      this.permissions = permissions;
      this.variant = variant;
      this.subject = subject;
      this.route = route;
    }
  }

  private final @Nullable Entry[] entries = new Entry[SETS * 2];
  private final int[] sighted = new int[SETS];

  /** A current route for the message's subject, or null. */
  @Nullable Route find(
      Account account, Permissions permissions, Object variant, PublishedMessage message) {
    ByteBuffer subject = message.subject();
    int at = message.subjectAt();
    int length = message.subjectLength();
    long hash = SubjectHash.of(subject, at, length);
    int set = (int) (hash & (SETS - 1)) * 2;
    Entry first = entries[set];
    if (first != null && is(first, hash, account, permissions, variant, subject, at, length)) {
      return first.route.current() ? first.route : null;
    }
    Entry second = entries[set + 1];
    if (second != null && is(second, hash, account, permissions, variant, subject, at, length)) {
      entries[set + 1] = first;
      entries[set] = second;
      return second.route.current() ? second.route : null;
    }
    return null;
  }

  private static boolean is(
      Entry entry,
      long hash,
      Account account,
      Permissions permissions,
      Object variant,
      ByteBuffer subject,
      int at,
      int length) {
    return entry.hash == hash
        && entry.account == account
        && entry.permissions == permissions
        && entry.variant == variant
        && SubjectHash.equal(entry.subject, subject, at, length);
  }

  /**
   * Whether a route for this subject is likely to be used again: subjects that never repeat are not
   * worth keeping, others are from the second time on that they are seen.
   */
  boolean worthKeeping(PublishedMessage message) {
    ByteBuffer subject = message.subject();
    int at = message.subjectAt();
    int length = message.subjectLength();
    if (length > LONGEST_SUBJECT_BYTES
        || startsWith(subject, at, length, INBOX)
        || startsWith(subject, at, length, ACK)
        || startsWith(subject, at, length, FLOW)) {
      return false;
    }
    long hash = SubjectHash.of(subject, at, length);
    int slot = (int) (hash & (SETS - 1));
    int mark = (int) (hash >>> 32) | 1;
    boolean seen = sighted[slot] == mark;
    sighted[slot] = mark;
    return seen;
  }

  private static boolean startsWith(ByteBuffer subject, int at, int length, byte[] prefix) {
    if (length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (subject.get(at + i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Remembers a route. */
  void keep(
      Account account,
      Permissions permissions,
      Object variant,
      PublishedMessage message,
      Route route) {
    byte[] subject = new byte[message.subjectLength()];
    message.subject().get(message.subjectAt(), subject);
    long hash = SubjectHash.of(subject);
    int set = (int) (hash & (SETS - 1)) * 2;
    Entry first = entries[set];
    boolean replaces =
        first != null
            && is(
                first,
                hash,
                account,
                permissions,
                variant,
                ByteBuffer.wrap(subject),
                0,
                subject.length);
    if (!replaces) {
      entries[set + 1] = first;
    }
    entries[set] = new Entry(hash, account, permissions, variant, subject, route);
  }
}
