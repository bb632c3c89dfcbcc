package io.myelin.jetstream.model;

/** The JSON of a {@link StreamConfig}: members in the reference's order (STR-128). */
final class StreamConfigJson {
  static final JsonShape SHAPE =
      JsonShape.members()
          .text("name")
          .text("description")
          .texts("subjects")
          .choice("retention", RetentionPolicy.JSON)
          .int64("max_consumers")
          .int64("max_msgs")
          .int64("max_bytes")
          .int64("max_age")
          .int64("max_msgs_per_subject")
          .int32("max_msg_size")
          .choice("discard", DiscardPolicy.JSON)
          .choice("storage", StorageType.JSON)
          .int64("num_replicas")
          .flag("no_ack")
          .int64("duplicate_window")
          .object("placement", Placement.SHAPE)
          .object("mirror", StreamSource.SHAPE)
          .objects("sources", StreamSource.SHAPE)
          .choice("compression", Compression.JSON)
          .uint64("first_seq")
          .object("subject_transform", SubjectTransformConfig.SHAPE)
          .object("republish", Republish.SHAPE)
          .flag("allow_direct")
          .flag("mirror_direct")
          .flag("discard_new_per_subject")
          .flag("sealed")
          .flag("deny_delete")
          .flag("deny_purge")
          .flag("allow_rollup_hdrs")
          .object("consumer_limits", ConsumerLimits.SHAPE)
          .flag("allow_msg_ttl")
          .int64("subject_delete_marker_ttl")
          .flag("allow_msg_counter")
          .flag("allow_atomic")
          .flag("allow_msg_schedules")
          .choice("persist_mode", PersistMode.JSON)
          .flag("allow_batched")
          .textMap("metadata");

  private StreamConfigJson() {}

  static StreamConfig read(JsonFields in) {
    StreamConfigBuilder config =
        new StreamConfigBuilder()
            .name(in.text("name"))
            .description(in.text("description"))
            .subjects(in.texts("subjects"))
            .retention(in.choice("retention", RetentionPolicy.LIMITS))
            .maxConsumers(in.number("max_consumers"))
            .maxMessages(in.number("max_msgs"))
            .maxBytes(in.number("max_bytes"))
            .maxAgeNanos(in.number("max_age"))
            .maxMessagesPerSubject(in.number("max_msgs_per_subject"))
            .maxMessageBytes(in.smallNumber("max_msg_size"))
            .discard(in.choice("discard", DiscardPolicy.OLD))
            .storage(in.choice("storage", StorageType.FILE))
            .replicas(in.smallNumber("num_replicas"))
            .noAck(in.flag("no_ack"))
            .duplicateWindowNanos(in.number("duplicate_window"))
            .sources(in.objects("sources").stream().map(StreamSource::read).toList())
            .compression(in.choice("compression", Compression.NONE))
            .firstSeq(in.number("first_seq"))
            .allowDirect(in.flag("allow_direct"))
            .mirrorDirect(in.flag("mirror_direct"))
            .discardNewPerSubject(in.flag("discard_new_per_subject"))
            .sealed(in.flag("sealed"))
            .denyDelete(in.flag("deny_delete"))
            .denyPurge(in.flag("deny_purge"))
            .allowRollup(in.flag("allow_rollup_hdrs"))
            .allowMessageTtl(in.flag("allow_msg_ttl"))
            .subjectDeleteMarkerTtlNanos(in.number("subject_delete_marker_ttl"))
            .allowMessageCounter(in.flag("allow_msg_counter"))
            .allowAtomicBatches(in.flag("allow_atomic"))
            .allowMessageSchedules(in.flag("allow_msg_schedules"))
            .persistMode(in.choice("persist_mode", PersistMode.DEFAULT))
            .allowFastBatches(in.flag("allow_batched"))
            .metadata(in.textMap("metadata"));
    in.object("placement").map(Placement::read).ifPresent(config::placement);
    in.object("mirror").map(StreamSource::read).ifPresent(config::mirror);
    in.object("subject_transform")
        .map(SubjectTransformConfig::read)
        .ifPresent(config::subjectTransform);
    in.object("republish").map(Republish::read).ifPresent(config::republish);
    in.object("consumer_limits").map(ConsumerLimits::read).ifPresent(config::consumerLimits);
    return config.build();
  }

  static void write(JsonOutput out, StreamConfig config) {
    out.text("name", config.name());
    out.textIfAny("description", config.description());
    out.textsIfAny("subjects", config.subjects());
    out.text("retention", config.retention().text());
    out.int64("max_consumers", config.maxConsumers());
    out.int64("max_msgs", config.maxMessages());
    out.int64("max_bytes", config.maxBytes());
    out.int64("max_age", config.maxAgeNanos());
    out.int64("max_msgs_per_subject", config.maxMessagesPerSubject());
    out.int64IfAny("max_msg_size", config.maxMessageBytes());
    out.text("discard", config.discard().text());
    out.text("storage", config.storage().text());
    out.int64("num_replicas", config.replicas());
    out.flagIfSet("no_ack", config.noAck());
    out.int64IfAny("duplicate_window", config.duplicateWindowNanos());
    out.objectIfAny("placement", config.placement(), (json, it) -> it.write(json));
    out.objectIfAny("mirror", config.mirror(), (json, it) -> it.write(json));
    out.objectsIfAny("sources", config.sources(), (json, it) -> it.write(json));
    out.text("compression", config.compression().text());
    out.uint64IfAny("first_seq", config.firstSeq());
    out.objectIfAny("subject_transform", config.subjectTransform(), (json, it) -> it.write(json));
    out.objectIfAny("republish", config.republish(), (json, it) -> it.write(json));
    out.flag("allow_direct", config.allowDirect());
    out.flag("mirror_direct", config.mirrorDirect());
    out.flagIfSet("discard_new_per_subject", config.discardNewPerSubject());
    out.flag("sealed", config.sealed());
    out.flag("deny_delete", config.denyDelete());
    out.flag("deny_purge", config.denyPurge());
    out.flag("allow_rollup_hdrs", config.allowRollup());
    out.object("consumer_limits", config.consumerLimits()::write);
    out.flag("allow_msg_ttl", config.allowMessageTtl());
    out.int64IfAny("subject_delete_marker_ttl", config.subjectDeleteMarkerTtlNanos());
    out.flagIfSet("allow_msg_counter", config.allowMessageCounter());
    out.flagIfSet("allow_atomic", config.allowAtomicBatches());
    out.flagIfSet("allow_msg_schedules", config.allowMessageSchedules());
    if (config.persistMode() != PersistMode.DEFAULT) {
      out.text("persist_mode", config.persistMode().text());
    }
    out.flagIfSet("allow_batched", config.allowFastBatches());
    out.textMapIfAny("metadata", config.metadata());
  }
}
