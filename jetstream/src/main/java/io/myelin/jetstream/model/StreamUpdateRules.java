package io.myelin.jetstream.model;

/** What an update of a stream may change (section 7 of the streams chapter, STR-250 to STR-256). */
public final class StreamUpdateRules {
  private static final String UPDATE = "stream configuration update can not ";

  private StreamUpdateRules() {}

  /**
   * The configuration that a stream has after an update.
   *
   * @param current the stored one
   * @param requested the normalised request
   * @return the request; one that seals the stream with what that forces (STR-256)
   * @throws ApiException 10052 or 10055
   */
  public static StreamConfig apply(StreamConfig current, StreamConfig requested) {
    boolean seals = requested.sealed() && !current.sealed();
    StreamConfig wanted = seals ? sealed(requested) : requested;
    checkFixed(current, wanted);
    checkOneWay(current, wanted);
    return wanted;
  }

  private static void checkFixed(StreamConfig current, StreamConfig requested) {
    if (!current.name().equals(requested.name())) {
      throw invalid("stream configuration name must match original");
    }
    if (current.storage() != requested.storage()) {
      throw invalid(UPDATE + "change storage type");
    }
    boolean wasQueue = current.retention() == RetentionPolicy.WORK_QUEUE;
    boolean isQueue = requested.retention() == RetentionPolicy.WORK_QUEUE;
    if (wasQueue != isQueue) {
      throw invalid(UPDATE + "change retention policy to/from workqueue");
    }
  }

  private static void checkOneWay(StreamConfig current, StreamConfig requested) {
    if (current.sealed() && !requested.sealed()) {
      throw invalid(UPDATE + "unseal a sealed stream");
    }
    if (current.denyDelete() && !requested.denyDelete()) {
      throw invalid(UPDATE + "cancel deny message deletes");
    }
    if (current.denyPurge() && !requested.denyPurge()) {
      throw invalid(UPDATE + "cancel deny purge");
    }
    if (requested.isMirror() && !requested.mirror().equals(current.mirror())) {
      throw ApiErrors.STREAM_MIRROR_NOT_UPDATABLE.exception();
    }
    if (current.allowMessageCounter() != requested.allowMessageCounter()) {
      throw invalid(UPDATE + "change message counter setting");
    }
    if (current.allowMessageTtl() && !requested.allowMessageTtl()) {
      throw invalid("message TTL status can not be disabled");
    }
    if (current.allowMessageSchedules() && !requested.allowMessageSchedules()) {
      throw invalid("message schedules can not be disabled");
    }
    if (current.persistMode() != requested.persistMode()) {
      throw invalid(UPDATE + "change persist mode");
    }
  }

  private static StreamConfig sealed(StreamConfig requested) {
    return requested.toBuilder()
        .maxAgeNanos(0)
        .discard(DiscardPolicy.NEW)
        .denyDelete(true)
        .denyPurge(true)
        .allowRollup(false)
        .build();
  }

  private static ApiException invalid(String text) {
    return StreamConfigRules.invalid(text);
  }
}
