package io.myelin.jetstream.model;

/** What an update of a consumer may change (CON-150 to CON-152). */
public final class ConsumerUpdateRules {
  private ConsumerUpdateRules() {}

  /**
   * Checks an update. Whether a changed deliver subject is free (CON-151) is asked elsewhere.
   *
   * @param current the stored configuration
   * @param requested the normalised request
   * @throws ApiException 10012 with the first member that cannot change
   */
  public static void check(ConsumerConfig current, ConsumerConfig requested) {
    refuseIf(current.deliverPolicy() != requested.deliverPolicy(), "deliver policy");
    refuseIf(current.memoryStorage() != requested.memoryStorage(), "storage type");
    refuseIf(current.direct() != requested.direct(), "direct");
    refuseIf(current.sourcing() != requested.sourcing(), "sourcing");
    refuseIf(current.optStartSeq() != requested.optStartSeq(), "start sequence");
    refuseIf(!current.optStartTime().equals(requested.optStartTime()), "start time");
    refuseIf(current.ackPolicy() != requested.ackPolicy(), "ack policy");
    refuseIf(current.replayPolicy() != requested.replayPolicy(), "replay policy");
    refuseIf(current.idleHeartbeatNanos() != requested.idleHeartbeatNanos(), "heart beats");
    refuseIf(current.flowControl() != requested.flowControl(), "flow control");
    if (!current.isPush() && requested.isPush()) {
      throw refused("can not update pull consumer to push based");
    }
    if (current.isPush() && !requested.isPush()) {
      throw refused("can not update push consumer to pull based");
    }
    refuseIf(current.maxWaiting() != requested.maxWaiting(), "max waiting");
  }

  private static void refuseIf(boolean changed, String what) {
    if (changed) {
      throw refused(what + " can not be updated");
    }
  }

  private static ApiException refused(String text) {
    return ApiErrors.CONSUMER_CREATE.of(text).exception();
  }
}
