package io.myelin.jetstream.model;

import io.myelin.protocol.Subjects;
import java.util.Collection;
import java.util.List;

/** Which consumers may share a work queue (CON-138, CON-153, CON-203, CON-834). */
public final class WorkQueueRules {
  private WorkQueueRules() {}

  /**
   * Checks a new consumer of a work-queue stream.
   *
   * @param config normalised
   * @param others the filters of each other consumer that is not direct; an empty list for one
   *     without filter
   * @throws ApiException 10098, 10101, 10099 or 10100
   */
  public static void checkNew(ConsumerConfig config, Collection<List<String>> others) {
    boolean settles =
        config.ackPolicy() == AckPolicy.EXPLICIT || config.ackPolicy() == AckPolicy.FLOW_CONTROL;
    if (!settles) {
      throw ApiErrors.CONSUMER_WQ_REQUIRES_EXPLICIT_ACK.exception();
    }
    if (config.deliverPolicy() != DeliverPolicy.ALL) {
      throw ApiErrors.CONSUMER_WQ_CONSUMER_NOT_DELIVER_ALL.exception();
    }
    checkUnique(config, others);
  }

  /**
   * Checks the filters of a new or changed consumer against the others'.
   *
   * @throws ApiException 10099 or 10100
   */
  public static void checkUnique(ConsumerConfig config, Collection<List<String>> others) {
    if (others.isEmpty()) {
      return;
    }
    List<String> filters = config.filters();
    if (filters.isEmpty()) {
      throw ApiErrors.CONSUMER_WQ_MULTIPLE_UNFILTERED.exception();
    }
    for (List<String> other : others) {
      boolean collides =
          other.isEmpty()
              || other.stream()
                  .anyMatch(
                      one -> filters.stream().anyMatch(filter -> Subjects.collide(one, filter)));
      if (collides) {
        throw ApiErrors.CONSUMER_WQ_CONSUMER_NOT_UNIQUE.exception();
      }
    }
  }
}
