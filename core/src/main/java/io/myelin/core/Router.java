package io.myelin.core;

import io.myelin.protocol.PublishedMessage;
import io.myelin.protocol.SubjectMapping;
import io.myelin.security.Permissions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a message goes and takes it there. Stateless; what it remembers lies in the
 * producer's caches and the account's index.
 */
final class Router {
  private static final String GATEWAY_REPLY_PREFIX = "_GR_.";
  private static final String RAFT_PREFIX = "$NRG.";

  private Router() {}

  /**
   * The route of a message by its subject. From the producer's cache where possible.
   *
   * @param source the account that publishes
   * @param mapped the subject is the outcome of an account mapping already
   */
  static Route find(
      Producer producer,
      Account source,
      Permissions permissions,
      boolean system,
      PublishedMessage message,
      boolean mapped) {
    MatchCache<Route> cache = mapped ? producer.mappedRoutes() : producer.routes();
    InterestStamps stamps = source.interest().stamps();
    ByteBuffer buffer = message.subject();
    int at = message.subjectAt();
    int length = message.subjectLength();
    long hash = SubjectHash.of(buffer, at, length);
    boolean keep = false;
    if (!MatchCache.bypasses(buffer, at, length)) {
      Route known = cache.find(stamps, permissions, hash, buffer, at, length);
      if (known != null) {
        return known;
      }
      keep = cache.admits(stamps, permissions, hash);
    }
    byte[] subject = new byte[length];
    buffer.get(at, subject);
    long firstTokenHash = SubjectHash.ofFirstToken(subject, 0, length);
    // Before mappings and interest are read: what changes after it makes the route stale.
    long stamp = stamps.stamp(hash, firstTokenHash);
    Route route =
        build(source, permissions, system, subject, mapped, keep, hash, firstTokenHash, stamp);
    if (keep) {
      cache.store(stamps, permissions, hash, subject, 0, length, stamp, route, route.weightBytes());
    }
    return route;
  }

  /** A route of the server itself that is used for one message and not remembered. */
  static Route once(Account account, byte[] subject) {
    long hash = SubjectHash.of(subject);
    long firstTokenHash = SubjectHash.ofFirstToken(subject, 0, subject.length);
    long stamp = account.interest().stamps().stamp(hash, firstTokenHash);
    return build(account, Permissions.ALL, true, subject, true, false, hash, firstTokenHash, stamp);
  }

  /**
   * Delivers a message of the server itself, whose route is used once. One plain subscription, as
   * every inbox has, is served without making a route.
   *
   * @param subject the subject that selects subscriptions
   */
  static boolean deliverOnce(
      Producer producer, Account account, byte[] subject, PublishedMessage message) {
    Subscription only =
        startsWith(subject, GATEWAY_REPLY_PREFIX)
            ? null
            : account.interest().only(subject, 0, subject.length);
    if (only == null || only.queue() != null) {
      return deliver(producer, once(account, subject), message, null);
    }
    return only.mayReceive(subject) && deliver(producer, only.onceTarget(), message);
  }

  private static Route build(
      Account account,
      Permissions permissions,
      boolean system,
      byte[] subject,
      boolean mapped,
      boolean keep,
      long hash,
      long firstTokenHash,
      long stamp) {
    InterestStamps stamps = account.interest().stamps();
    if (!mapped) {
      SubjectMapping mapping = mapping(account.mappings(), subject);
      if (mapping != null) {
        return Route.mapped(mapping, stamps, hash, firstTokenHash, stamp);
      }
    }
    if (startsWith(subject, GATEWAY_REPLY_PREFIX)
        || (startsWith(subject, RAFT_PREFIX) && !system)) {
      return Route.reserved(stamps, hash, firstTokenHash, stamp);
    }
    boolean denied =
        !permissions.unrestricted()
            && !permissions.mayPublish(
                new String(subject, java.nio.charset.StandardCharsets.UTF_8));
    MatchResult<Subscription> match = account.interest().match(hash, subject, 0, subject.length);
    return Route.of(match, subject, keep, denied, stamps, hash, firstTokenHash, stamp);
  }

  private static @Nullable SubjectMapping mapping(List<SubjectMapping> mappings, byte[] subject) {
    for (int i = 0; i < mappings.size(); i++) {
      SubjectMapping mapping = mappings.get(i);
      if (mapping.matches(subject)) {
        return mapping;
      }
    }
    return null;
  }

  private static boolean startsWith(byte[] subject, String prefix) {
    if (subject.length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (subject[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Replaces the message's subject by what the mapping draws for it (CORE-391). */
  static void map(Producer producer, SubjectMapping mapping, PublishedMessage message) {
    byte[] subject = new byte[message.subjectLength()];
    message.subject().get(message.subjectAt(), subject);
    byte[] drawn = mapping.map(subject, producer.random());
    ByteBuffer padded =
        ByteBuffer.allocate(drawn.length + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    padded.put(0, drawn);
    message.subject(padded, 0, drawn.length);
  }

  /**
   * Delivers to every plain subscription and to one member of each queue group.
   *
   * @param exclude a destination that gets nothing, for publishers without echo (CORE-131)
   * @return whether anybody took it
   */
  static boolean deliver(
      Producer producer, Route route, PublishedMessage message, @Nullable Destination exclude) {
    if (route.severalClients) {
      producer.sharedBody().end();
    }
    boolean taken = false;
    RouteTarget[] plain = route.plain;
    for (RouteTarget target : plain) {
      if (target.destination != exclude) {
        taken |= deliver(producer, target, message);
      }
    }
    RouteTarget[][] groups = route.groups;
    for (int i = 0; i < groups.length; i++) {
      taken |= deliverToOne(producer, groups[i], message, exclude);
    }
    return taken;
  }

  private static boolean deliverToOne(
      Producer producer,
      RouteTarget[] members,
      PublishedMessage message,
      @Nullable Destination exclude) {
    int count = members.length;
    if (count == 0) {
      return false;
    }
    int start = count == 1 ? 0 : producer.random().nextInt(count);
    for (int i = 0; i < count; i++) {
      int at = start + i;
      RouteTarget member = members[at >= count ? at - count : at];
      if (member.destination != exclude && deliver(producer, member, message)) {
        return true;
      }
    }
    return false;
  }

  private static boolean deliver(Producer producer, RouteTarget target, PublishedMessage message) {
    Subscription subscription = target.subscription;
    if (subscription.closed() || !subscription.claim(producer, target.cached())) {
      return false;
    }
    if (target.destination.deliver(producer, message, target)) {
      return true;
    }
    subscription.unclaim(producer);
    return false;
  }
}
