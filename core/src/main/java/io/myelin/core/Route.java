package io.myelin.core;

import io.myelin.protocol.SubjectMapping;
import org.jspecify.annotations.Nullable;

/**
 * Where messages with one subject go, for publishers of one account with one set of permissions.
 * Holds candidates; what depends on the message (queue member, echo, limits) is decided when it is
 * delivered. Belongs to one producer.
 */
final class Route {
  private static final RouteTarget[] NO_TARGETS = {};
  private static final RouteTarget[][] NO_GROUPS = {};
  private static final long ROUTE_BYTES = 112;
  private static final long TARGET_BYTES = 160;

  /**
   * Not allowed by the publisher's permissions; a leave to respond may still allow it (CORE-708).
   */
  final boolean denied;

  /** Not allowed at all: reserved for the server (CORE-104). */
  final boolean reserved;

  /**
   * An account mapping applies; it is drawn per message, and the targets are those of the subject
   * it yields.
   */
  final @Nullable SubjectMapping mapping;

  final RouteTarget[] plain;

  /** Members by queue group. */
  final RouteTarget[][] groups;

  /** Whether more than one client may get a message. */
  final boolean severalClients;

  private final InterestStamps stamps;
  private final long subjectHash;
  private final long firstTokenHash;
  private final long stamp;

  private Route(
      boolean denied,
      boolean reserved,
      @Nullable SubjectMapping mapping,
      RouteTarget[] plain,
      RouteTarget[][] groups,
      InterestStamps stamps,
      long subjectHash,
      long firstTokenHash,
      long stamp) {
    this.denied = denied;
    this.reserved = reserved;
    this.mapping = mapping;
    this.plain = plain;
    this.groups = groups;
    this.severalClients = countClients(plain, groups) > 1;
    this.stamps = stamps;
    this.subjectHash = subjectHash;
    this.firstTokenHash = firstTokenHash;
    this.stamp = stamp;
  }

  /** The server's own subjects, closed to clients. */
  static Route reserved(InterestStamps stamps, long subjectHash, long firstTokenHash, long stamp) {
    return new Route(
        false, true, null, NO_TARGETS, NO_GROUPS, stamps, subjectHash, firstTokenHash, stamp);
  }

  static Route mapped(
      SubjectMapping mapping,
      InterestStamps stamps,
      long subjectHash,
      long firstTokenHash,
      long stamp) {
    return new Route(
        false, false, mapping, NO_TARGETS, NO_GROUPS, stamps, subjectHash, firstTokenHash, stamp);
  }

  static Route of(
      MatchResult<Subscription> match,
      byte[] subject,
      boolean cached,
      boolean denied,
      InterestStamps stamps,
      long subjectHash,
      long firstTokenHash,
      long stamp) {
    QueueGroup<Subscription>[] groups = match.groups();
    RouteTarget[][] members = groups.length == 0 ? NO_GROUPS : new RouteTarget[groups.length][];
    for (int i = 0; i < members.length; i++) {
      members[i] = RouteTarget.of(groups[i].members(), subject, cached);
    }
    RouteTarget[] plain =
        match.plain().length == 0 ? NO_TARGETS : RouteTarget.of(match.plain(), subject, cached);
    return new Route(
        denied, false, null, plain, members, stamps, subjectHash, firstTokenHash, stamp);
  }

  /** How many clients may get a message; the targets are told. */
  private static int countClients(RouteTarget[] plain, RouteTarget[][] groups) {
    int clients = clients(plain);
    for (RouteTarget[] members : groups) {
      clients += Math.min(1, clients(members));
    }
    for (RouteTarget target : plain) {
      target.clients = clients;
    }
    for (RouteTarget[] members : groups) {
      for (RouteTarget target : members) {
        target.clients = clients;
      }
    }
    return clients;
  }

  private static int clients(RouteTarget[] targets) {
    int count = 0;
    for (RouteTarget target : targets) {
      if (target.destination instanceof ClientOutput) {
        count++;
      }
    }
    return count;
  }

  /** Whether interest and mappings are still what they were when the route was made. */
  boolean current() {
    return stamps.stamp(subjectHash, firstTokenHash) == stamp;
  }

  /** What the route takes in memory, roughly, its targets encoded ahead. */
  long weightBytes() {
    long targets = plain.length;
    for (RouteTarget[] members : groups) {
      targets += members.length;
    }
    return ROUTE_BYTES + targets * TARGET_BYTES;
  }

  boolean empty() {
    return plain.length == 0 && groups.length == 0;
  }
}
