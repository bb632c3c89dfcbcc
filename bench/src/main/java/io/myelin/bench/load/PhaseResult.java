package io.myelin.bench.load;

/**
 * One stretch of load, from the first byte sent to the last message received.
 *
 * @param published messages sent
 * @param delivered messages received, all subscribers together
 * @param nanos time it took
 */
record PhaseResult(long published, long delivered, long nanos) {

  /** Nothing yet. */
  static final PhaseResult NONE = new PhaseResult(0, 0, 0);

  /** Both stretches together. */
  PhaseResult plus(PhaseResult other) {
    return new PhaseResult(
        published + other.published, delivered + other.delivered, nanos + other.nanos);
  }

  /** Messages in per second. */
  double perSecond() {
    return published * 1e9 / nanos;
  }
}
