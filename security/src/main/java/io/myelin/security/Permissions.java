package io.myelin.security;

import org.jspecify.annotations.Nullable;

/**
 * What a user may publish and subscribe. Immutable and compared by identity: caches of routing
 * decisions are keyed by the instance. Any thread may call.
 */
public interface Permissions {

  /** Everything is allowed. */
  Permissions ALL =
      new Permissions() {
        @Override
        public boolean unrestricted() {
          return true;
        }

        @Override
        public boolean mayPublish(String subject) {
          return true;
        }

        @Override
        public boolean maySubscribe(String subject, String queue) {
          return true;
        }

        @Override
        public boolean mayReceive(String subscription, String queue, String subject) {
          return true;
        }

        @Override
        public @Nullable ResponsePermission responses() {
          return null;
        }
      };

  /** Nothing at all is checked; lets callers skip the rest. */
  boolean unrestricted();

  /** Whether a literal subject may be published to (CORE-104), apart from {@link #responses()}. */
  boolean mayPublish(String subject);

  /** Whether a subscription may be made (CORE-121); {@code queue} is empty for a plain one. */
  boolean maySubscribe(String subject, String queue);

  /**
   * Whether a message may be delivered to an existing wildcard subscription that overlaps a deny
   * entry (CORE-135).
   */
  boolean mayReceive(String subscription, String queue, String subject);

  /**
   * Whether {@link #mayReceive} can ever say no to an accepted subscription; asked once, when the
   * subscription is made, so that the others cost nothing at delivery (SEC-145).
   */
  default boolean filters(String subscription, String queue) {
    return !unrestricted();
  }

  /** The leave to publish to reply subjects of messages received, or null. */
  @Nullable ResponsePermission responses();
}
