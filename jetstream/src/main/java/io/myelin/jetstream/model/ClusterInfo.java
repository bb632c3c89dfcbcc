package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who leads a stream or consumer, and who follows (STR-423, CON-498).
 *
 * @param name name of the cluster; empty for none
 * @param group name of the replication group; empty for none
 * @param leader name of the leading server; empty for none
 * @param leaderSince when it began to lead
 * @param systemAccount whether replication uses the system account
 * @param trafficAccount whose connections replication uses; empty if not told
 * @param replicas the followers
 */
public record ClusterInfo(
    String name,
    String group,
    String leader,
    Optional<Instant> leaderSince,
    boolean systemAccount,
    String trafficAccount,
    List<Replica> replicas) {
  /**
   * A follower.
   *
   * @param name name of its server
   * @param current whether it has all that it should
   * @param offline whether its server is away
   * @param activeNanos time since it was heard of
   * @param lag how many entries it is behind
   * @param peer id of its server; empty if not told
   */
  public record Replica(
      String name, boolean current, boolean offline, long activeNanos, long lag, String peer) {
    void write(JsonOutput out) {
      out.text("name", name)
          .flag("current", current)
          .flagIfSet("offline", offline)
          .int64("active", activeNanos)
          .uint64IfAny("lag", lag)
          .textIfAny("peer", peer);
    }
  }

  /** Copies the list. */
  public ClusterInfo {
    replicas = List.copyOf(replicas);
  }

  /** What a server on its own says in stream info. */
  public static ClusterInfo single(String serverName) {
    return new ClusterInfo("", "", serverName, Optional.empty(), false, "", List.of());
  }

  void write(JsonOutput out) {
    out.textIfAny("name", name)
        .textIfAny("raft_group", group)
        .textIfAny("leader", leader)
        .timeIfAny("leader_since", leaderSince)
        .flagIfSet("system_account", systemAccount)
        .textIfAny("traffic_account", trafficAccount)
        .objectsIfAny("replicas", replicas, (json, it) -> it.write(json));
  }
}
