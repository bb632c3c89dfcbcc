package io.myelin.bench.load;

/**
 * Who publishes what to whom.
 *
 * @param publishers connections that publish
 * @param subscribers connections that subscribe; 0: nobody listens
 * @param payloadBytes size of every payload, at least 8
 * @param plan subjects and subscriptions
 */
record TrafficShape(int publishers, int subscribers, int payloadBytes, SubjectPlan plan) {
  private static final int RING_BYTES = 256 * 1024;

  static TrafficShape of(int publishers, int subscribers, int payloadBytes) {
    return new TrafficShape(
        publishers, subscribers, payloadBytes, new SubjectPlan.Single("load.bench"));
  }

  TrafficShape onSubject(String subject) {
    return new TrafficShape(publishers, subscribers, payloadBytes, new SubjectPlan.Single(subject));
  }

  /** The shape that moves the same bytes without routing: a relay gives everyone everything. */
  TrafficShape forRelay() {
    SubjectPlan flat = plan.withoutRouting();
    int takers = flat.equals(plan) ? subscribers : 1;
    return new TrafficShape(publishers, takers, payloadBytes, flat);
  }

  /** Frames in the ring of a publisher. */
  int ringFrames() {
    if (plan.subjects() > 1) {
      return plan.subjects();
    }
    int aboutFrameBytes = payloadBytes + plan.subject(0).length() + 14;
    return Math.max(8, RING_BYTES / aboutFrameBytes / 8 * 8);
  }

  /** How many of the first {@code published} messages of one publisher all subscribers get. */
  long deliveries(long published) {
    return plan.step() == 1 ? published * subscribers : published;
  }
}
