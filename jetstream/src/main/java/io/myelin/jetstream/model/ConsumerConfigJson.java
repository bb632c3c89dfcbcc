package io.myelin.jetstream.model;

/** The JSON of a {@link ConsumerConfig}: members in the reference's order (STR-128). */
final class ConsumerConfigJson {
  static final JsonShape SHAPE =
      JsonShape.members()
          .text("durable_name")
          .text("name")
          .text("description")
          .choice("deliver_policy", DeliverPolicy.JSON)
          .uint64("opt_start_seq")
          .time("opt_start_time")
          .choice("ack_policy", AckPolicy.JSON)
          .int64("ack_wait")
          .int64("max_deliver")
          .int64s("backoff")
          .text("filter_subject")
          .texts("filter_subjects")
          .choice("replay_policy", ReplayPolicy.JSON)
          .uint64("rate_limit_bps")
          .text("sample_freq")
          .int64("max_waiting")
          .int64("max_ack_pending")
          .flag("flow_control")
          .flag("headers_only")
          .int64("max_batch")
          .int64("max_expires")
          .int64("max_bytes")
          .text("deliver_subject")
          .text("deliver_group")
          .int64("idle_heartbeat")
          .int64("inactive_threshold")
          .int64("num_replicas")
          .flag("mem_storage")
          .flag("direct")
          .flag("sourcing")
          .textMap("metadata")
          .time("pause_until")
          .texts("priority_groups")
          .choice("priority_policy", PriorityPolicy.JSON)
          .int64("priority_timeout");

  private ConsumerConfigJson() {}

  static ConsumerConfig read(JsonFields in) {
    ConsumerConfigBuilder config =
        new ConsumerConfigBuilder()
            .durableName(in.text("durable_name"))
            .name(in.text("name"))
            .description(in.text("description"))
            .deliverPolicy(in.choice("deliver_policy", DeliverPolicy.ALL))
            .optStartSeq(in.number("opt_start_seq"))
            .ackPolicy(in.choice("ack_policy", AckPolicy.NONE))
            .ackWaitNanos(in.number("ack_wait"))
            .maxDeliver(in.number("max_deliver"))
            .backoffNanos(in.numbers("backoff"))
            .filterSubject(in.text("filter_subject"))
            .filterSubjects(in.texts("filter_subjects"))
            .replayPolicy(in.choice("replay_policy", ReplayPolicy.INSTANT))
            .rateLimitBitsPerSecond(in.number("rate_limit_bps"))
            .sampleFrequency(in.text("sample_freq"))
            .maxWaiting(in.number("max_waiting"))
            .maxAckPending(in.number("max_ack_pending"))
            .flowControl(in.flag("flow_control"))
            .headersOnly(in.flag("headers_only"))
            .maxRequestBatch(in.number("max_batch"))
            .maxRequestExpiresNanos(in.number("max_expires"))
            .maxRequestMaxBytes(in.number("max_bytes"))
            .deliverSubject(in.text("deliver_subject"))
            .deliverGroup(in.text("deliver_group"))
            .idleHeartbeatNanos(in.number("idle_heartbeat"))
            .inactiveThresholdNanos(in.number("inactive_threshold"))
            .replicas(in.smallNumber("num_replicas"))
            .memoryStorage(in.flag("mem_storage"))
            .direct(in.flag("direct"))
            .sourcing(in.flag("sourcing"))
            .metadata(in.textMap("metadata"))
            .priorityGroups(in.texts("priority_groups"))
            .priorityPolicy(in.choice("priority_policy", PriorityPolicy.NONE))
            .priorityTimeoutNanos(in.number("priority_timeout"));
    in.time("opt_start_time").ifPresent(config::optStartTime);
    in.time("pause_until").ifPresent(config::pauseUntil);
    return config.build();
  }

  static void write(JsonOutput out, ConsumerConfig config) {
    out.textIfAny("durable_name", config.durableName());
    out.textIfAny("name", config.name());
    out.textIfAny("description", config.description());
    out.text("deliver_policy", config.deliverPolicy().text());
    out.uint64IfAny("opt_start_seq", config.optStartSeq());
    out.timeIfAny("opt_start_time", config.optStartTime());
    out.text("ack_policy", config.ackPolicy().text());
    out.int64IfAny("ack_wait", config.ackWaitNanos());
    out.int64IfAny("max_deliver", config.maxDeliver());
    out.uint64sIfAny("backoff", config.backoffNanos());
    out.textIfAny("filter_subject", config.filterSubject());
    out.textsIfAny("filter_subjects", config.filterSubjects());
    out.text("replay_policy", config.replayPolicy().text());
    out.uint64IfAny("rate_limit_bps", config.rateLimitBitsPerSecond());
    out.textIfAny("sample_freq", config.sampleFrequency());
    out.int64IfAny("max_waiting", config.maxWaiting());
    out.int64IfAny("max_ack_pending", config.maxAckPending());
    out.flagIfSet("flow_control", config.flowControl());
    out.flagIfSet("headers_only", config.headersOnly());
    out.int64IfAny("max_batch", config.maxRequestBatch());
    out.int64IfAny("max_expires", config.maxRequestExpiresNanos());
    out.int64IfAny("max_bytes", config.maxRequestMaxBytes());
    out.textIfAny("deliver_subject", config.deliverSubject());
    out.textIfAny("deliver_group", config.deliverGroup());
    out.int64IfAny("idle_heartbeat", config.idleHeartbeatNanos());
    out.int64IfAny("inactive_threshold", config.inactiveThresholdNanos());
    out.int64("num_replicas", config.replicas());
    out.flagIfSet("mem_storage", config.memoryStorage());
    out.flagIfSet("direct", config.direct());
    out.flagIfSet("sourcing", config.sourcing());
    out.textMapIfAny("metadata", config.metadata());
    out.timeIfAny("pause_until", config.pauseUntil());
    out.textsIfAny("priority_groups", config.priorityGroups());
    if (config.priorityPolicy() != PriorityPolicy.NONE) {
      out.text("priority_policy", config.priorityPolicy().text());
    }
    out.int64IfAny("priority_timeout", config.priorityTimeoutNanos());
  }
}
