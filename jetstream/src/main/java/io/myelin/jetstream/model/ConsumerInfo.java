package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a consumer (CON-490).
 *
 * @param streamName its stream
 * @param name its name
 * @param created when it was created
 * @param config with the version metadata to be shown (CON-044)
 * @param delivered the last delivery (CON-491)
 * @param ackFloor all up to here is settled
 * @param ackPendingCount messages delivered but not settled
 * @param redeliveredCount messages delivered more than once
 * @param waitingCount pull requests that wait
 * @param pendingCount messages still to be delivered (CON-495)
 * @param cluster who leads it
 * @param pushBound whether somebody listens to its deliver subject
 * @param pauseRemainingNanos how long it stays paused; absent if it is not
 * @param time when this was true
 * @param priorityGroups state of its priority groups
 */
public record ConsumerInfo(
    String streamName,
    String name,
    Instant created,
    ConsumerConfig config,
    SequenceInfo delivered,
    SequenceInfo ackFloor,
    long ackPendingCount,
    long redeliveredCount,
    long waitingCount,
    long pendingCount,
    Optional<ClusterInfo> cluster,
    boolean pushBound,
    Optional<Long> pauseRemainingNanos,
    Instant time,
    List<PriorityGroup> priorityGroups) {
  /**
   * State of a priority group (CON-468).
   *
   * @param group its name
   * @param pinnedClientId the pin; empty for none
   * @param pinnedTime when the pin was given; {@link GoTime#ZERO} for never
   */
  public record PriorityGroup(String group, String pinnedClientId, Instant pinnedTime) {
    private void write(JsonOutput out) {
      out.text("group", group)
          .textIfAny("pinned_client_id", pinnedClientId)
          .time("pinned_ts", pinnedTime);
    }
  }

  /** Copies the list. */
  public ConsumerInfo {
    priorityGroups = List.copyOf(priorityGroups);
  }

  /** The same with another configuration, as when version metadata is added to be shown. */
  public ConsumerInfo withConfig(ConsumerConfig shown) {
    return new ConsumerInfo(
        streamName,
        name,
        created,
        shown,
        delivered,
        ackFloor,
        ackPendingCount,
        redeliveredCount,
        waitingCount,
        pendingCount,
        cluster,
        pushBound,
        pauseRemainingNanos,
        time,
        priorityGroups);
  }

  void write(JsonOutput out) {
    write(out, true);
  }

  /** Writes it with or without the configuration. */
  void write(JsonOutput out, boolean withConfig) {
    out.text("stream_name", streamName).text("name", name).time("created", created);
    if (withConfig) {
      out.object("config", json -> ConsumerConfigJson.write(json, config));
    }
    out.object("delivered", delivered::write)
        .object("ack_floor", ackFloor::write)
        .int64("num_ack_pending", ackPendingCount)
        .int64("num_redelivered", redeliveredCount)
        .int64("num_waiting", waitingCount)
        .uint64("num_pending", pendingCount)
        .objectIfAny("cluster", cluster, (json, it) -> it.write(json))
        .flagIfSet("push_bound", pushBound)
        .flagIfSet("paused", pauseRemainingNanos.isPresent());
    pauseRemainingNanos.ifPresent(nanos -> out.int64IfAny("pause_remaining", nanos));
    out.time("ts", time)
        .objectsIfAny("priority_groups", priorityGroups, (json, it) -> it.write(json));
  }
}
