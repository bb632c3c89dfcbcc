package io.myelin.core;

/**
 * The members of one queue group that match a subject, gathered by name over all matching patterns
 * (CORE-132). Immutable.
 *
 * @param <S> the subscription type
 */
public final class QueueGroup<S> {
  private final byte[] name;
  private final S[] members;

  QueueGroup(byte[] name, S[] members) {
    this.name = name;
    this.members = members;
  }

  /** The group's name. Shared: not to be modified. */
  public byte[] name() {
    return name;
  }

  /** At least one member; one of them gets each message. Shared: not to be modified. */
  public S[] members() {
    return members;
  }
}
