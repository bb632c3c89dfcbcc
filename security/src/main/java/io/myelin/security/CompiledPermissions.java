package io.myelin.security;

import io.myelin.config.PermissionsOptions;
import io.myelin.config.PermissionsOptions.ResponseRules;
import io.myelin.config.PermissionsOptions.SubjectRules;
import io.myelin.protocol.Subjects;
import io.myelin.security.SubjectList.QueueVerdict;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Permissions as configured, compiled for the message path (CORE-121, CORE-135, CORE-708, SEC-120
 * to SEC-146).
 */
final class CompiledPermissions implements Permissions {
  /** The group that servers use among themselves; clients never join it (SEC-146). */
  private static final String RESERVED_QUEUE = "_sys_";

  private final @Nullable SubjectList publishAllow;
  private final SubjectList publishDeny;
  private final @Nullable SubjectList subscribeAllow;
  private final SubjectList subscribeDeny;
  private final @Nullable ResponsePermission responses;

  private CompiledPermissions(PermissionsOptions options) {
    publishAllow = allow(options.publish());
    publishDeny = deny(options.publish());
    subscribeAllow = allow(options.subscribe());
    subscribeDeny = deny(options.subscribe());
    responses = options.responses().map(CompiledPermissions::responses).orElse(null);
  }

  /** The permissions that a configuration describes. */
  static Permissions of(PermissionsOptions options) {
    CompiledPermissions compiled = new CompiledPermissions(options);
    return compiled.isRestricting() ? compiled : ALL;
  }

  private static @Nullable SubjectList allow(Optional<SubjectRules> rules) {
    return rules.flatMap(SubjectRules::allow).map(SubjectList::of).orElse(null);
  }

  private static SubjectList deny(Optional<SubjectRules> rules) {
    return rules.map(SubjectRules::deny).map(SubjectList::of).orElse(SubjectList.EMPTY);
  }

  private static ResponsePermission responses(ResponseRules rules) {
    return new ResponsePermission(rules.maxMessages(), nanos(rules.expires()));
  }

  private static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return -1;
    }
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  private boolean isRestricting() {
    return publishAllow != null
        || !publishDeny.isEmpty()
        || subscribeAllow != null
        || !subscribeDeny.isEmpty()
        || responses != null;
  }

  @Override
  public boolean unrestricted() {
    return false;
  }

  @Override
  public boolean mayPublish(String subject) {
    return (publishAllow == null || publishAllow.matches(subject)) && !publishDeny.matches(subject);
  }

  @Override
  public boolean maySubscribe(String subject, String queue) {
    if (queue.isEmpty()) {
      return (subscribeAllow == null || subscribeAllow.contains(subject))
          && !subscribeDeny.contains(subject);
    }
    return !queue.equals(RESERVED_QUEUE)
        && allowsQueue(subject, queue)
        && !subscribeDeny.contains(subject)
        && subscribeDeny.contains(subject, queue) != QueueVerdict.COVERED;
  }

  /** Queue entries of a subject decide over its plain entries (SEC-143). */
  private boolean allowsQueue(String subject, String queue) {
    if (subscribeAllow == null) {
      return true;
    }
    return switch (subscribeAllow.contains(subject, queue)) {
      case COVERED -> true;
      case OTHERS_ONLY -> false;
      case SILENT -> subscribeAllow.contains(subject);
    };
  }

  @Override
  public boolean filters(String subscription, String queue) {
    return !subscribeDeny.isEmpty()
        && !Subjects.isLiteral(subscription)
        && subscribeDeny.collides(subscription, !queue.isEmpty());
  }

  @Override
  public boolean mayReceive(String subscription, String queue, String subject) {
    return subscribeDeny.isEmpty()
        || (!subscribeDeny.matches(subject)
            && (queue.isEmpty() || subscribeDeny.matches(subject, queue) != QueueVerdict.COVERED));
  }

  @Override
  public @Nullable ResponsePermission responses() {
    return responses;
  }
}
