package io.myelin.jetstream.consumer;

import java.util.random.RandomGenerator;

/** The client that alone is served under the policy {@code pinned_client} (CON-462 to CON-465). */
final class PinnedClient {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 22;

  private final RandomGenerator random;
  private String pinId = "";
  private long pinnedNanos;
  private long endsNanos = Long.MAX_VALUE;

  PinnedClient(RandomGenerator random) {
    this.random = random;
  }

  /** Empty for nobody. */
  String pinId() {
    return pinId;
  }

  /** When the pin was given, 0 for never. */
  long pinnedNanos() {
    return pinnedNanos;
  }

  /** When the pin ends, {@code Long.MAX_VALUE} for none. */
  long deadlineNanos() {
    return endsNanos;
  }

  /** Gives a new pin. */
  String pin(long nowNanos, long lifeNanos) {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    pinId = id.toString();
    pinnedNanos = nowNanos;
    renew(nowNanos, lifeNanos);
    return pinId;
  }

  /** A request with the right pin arrived (CON-463). */
  void renew(long nowNanos, long lifeNanos) {
    endsNanos = nowNanos + lifeNanos;
  }

  void clear() {
    pinId = "";
    pinnedNanos = 0;
    endsNanos = Long.MAX_VALUE;
  }
}
