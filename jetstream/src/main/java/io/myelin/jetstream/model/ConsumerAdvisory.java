package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;

/** Something happened to a consumer (CON-550 to CON-559). Sequences are without sign. */
public sealed interface ConsumerAdvisory extends Advisory {
  /** Start of the subjects. */
  String PREFIX = "$JS.EVENT.ADVISORY.CONSUMER.";

  /** The stream. */
  String stream();

  /** The consumer. */
  String consumer();

  /** The token of the subject that tells what happened. */
  String event();

  /** The type without what all have in common. */
  String shortType();

  @Override
  default String subject() {
    return PREFIX + event() + '.' + stream() + '.' + consumer();
  }

  @Override
  default String type() {
    return StreamAdvisory.TYPE + shortType();
  }

  /** A consumer was created or deleted (CON-550). */
  record Changed(String stream, String consumer, boolean created) implements ConsumerAdvisory {
    @Override
    public String event() {
      return created ? "CREATED" : "DELETED";
    }

    @Override
    public String shortType() {
      return "consumer_action";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .text("consumer", consumer)
          .text("action", created ? "create" : "delete");
    }
  }

  /** A message was delivered as often as it may be (CON-551). */
  record MaxDeliveries(String stream, String consumer, long streamSeq, long deliveries)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "MAX_DELIVERIES";
    }

    @Override
    public String shortType() {
      return "max_deliver";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .text("consumer", consumer)
          .uint64("stream_seq", streamSeq)
          .uint64("deliveries", deliveries);
    }
  }

  /** A message was refused by its receiver (CON-552). */
  record Naked(String stream, String consumer, long consumerSeq, long streamSeq, long deliveries)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "MSG_NAKED";
    }

    @Override
    public String shortType() {
      return "nak";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .text("consumer", consumer)
          .uint64("consumer_seq", consumerSeq)
          .uint64("stream_seq", streamSeq)
          .uint64("deliveries", deliveries);
    }
  }

  /**
   * A message will not be delivered again (CON-553).
   *
   * @param reason empty for none
   */
  record Terminated(
      String stream,
      String consumer,
      long consumerSeq,
      long streamSeq,
      long deliveries,
      String reason)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "MSG_TERMINATED";
    }

    @Override
    public String shortType() {
      return "terminated";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .text("consumer", consumer)
          .uint64("consumer_seq", consumerSeq)
          .uint64("stream_seq", streamSeq)
          .uint64("deliveries", deliveries)
          .textIfAny("reason", reason);
    }
  }

  /**
   * A consumer was paused or goes on (CON-554).
   *
   * @param pauseUntil {@link GoTime#ZERO} for none
   */
  record Paused(String stream, String consumer, boolean paused, Instant pauseUntil)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "PAUSE";
    }

    @Override
    public String shortType() {
      return "consumer_pause";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .text("consumer", consumer)
          .flag("paused", paused)
          .time("pause_until", pauseUntil);
    }
  }

  /** How long an acknowledgement took (CON-555). */
  record AckSample(
      String stream,
      String consumer,
      long consumerSeq,
      long streamSeq,
      long ackTimeNanos,
      long deliveries)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "ACK";
    }

    @Override
    public String shortType() {
      return "consumer_ack";
    }

    @Override
    public String subject() {
      return "$JS.EVENT.METRIC.CONSUMER.ACK." + stream + '.' + consumer;
    }

    @Override
    public String type() {
      return "io.nats.jetstream.metric.v1.consumer_ack";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .text("consumer", consumer)
          .uint64("consumer_seq", consumerSeq)
          .uint64("stream_seq", streamSeq)
          .int64("ack_time", ackTimeNanos)
          .uint64("deliveries", deliveries);
    }
  }

  /** A client of a priority group got the pin (CON-556). */
  record Pinned(String account, String stream, String consumer, String group, String pinnedId)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "PINNED";
    }

    @Override
    public String shortType() {
      return "consumer_group_pinned";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.textIfAny("account", account)
          .text("stream", stream)
          .text("consumer", consumer)
          .text("group", group)
          .text("pinned_id", pinnedId);
    }
  }

  /**
   * A client of a priority group lost the pin (CON-557).
   *
   * @param reason {@code admin} or {@code timeout}
   */
  record Unpinned(String account, String stream, String consumer, String group, String reason)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "UNPINNED";
    }

    @Override
    public String shortType() {
      return "consumer_group_unpinned";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.textIfAny("account", account)
          .text("stream", stream)
          .text("consumer", consumer)
          .text("group", group)
          .text("reason", reason);
    }
  }

  /** A consumer has a leader (CON-558). */
  record LeaderElected(
      String account,
      String stream,
      String consumer,
      String leader,
      List<ClusterInfo.Replica> replicas)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "LEADER_ELECTED";
    }

    @Override
    public String shortType() {
      return "consumer_leader_elected";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.textIfAny("account", account)
          .text("stream", stream)
          .text("consumer", consumer)
          .text("leader", leader)
          .objects("replicas", replicas, (json, it) -> it.write(json));
    }
  }

  /** A consumer has no leader any more (CON-559). */
  record QuorumLost(
      String account, String stream, String consumer, List<ClusterInfo.Replica> replicas)
      implements ConsumerAdvisory {
    @Override
    public String event() {
      return "QUORUM_LOST";
    }

    @Override
    public String shortType() {
      return "consumer_quorum_lost";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.textIfAny("account", account)
          .text("stream", stream)
          .text("consumer", consumer)
          .objects("replicas", replicas, (json, it) -> it.write(json));
    }
  }
}
