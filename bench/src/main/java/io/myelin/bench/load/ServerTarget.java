package io.myelin.bench.load;

import java.util.List;

/**
 * A server that a run can start.
 *
 * @param label its name in reports
 * @param kind what it speaks
 * @param command program and leading arguments; ports and common arguments are added
 */
record ServerTarget(String label, Kind kind, List<String> command) {
  /** What a target speaks. */
  enum Kind {
    /** The NATS client protocol, nats-server's flags, and {@code /varz}. */
    NATS,
    /** The byte relay of {@link Relay}. */
    RELAY
  }

  static final String OURS = "ours";
  static final String REFERENCE = "reference";
  static final String RELAY = "relay";

  /** The reference, with a configuration that syncs before every acknowledgement. */
  static final String ALWAYS = "always";

  boolean isRelay() {
    return kind == Kind.RELAY;
  }

  boolean isAlways() {
    return label.equals(ALWAYS);
  }
}
