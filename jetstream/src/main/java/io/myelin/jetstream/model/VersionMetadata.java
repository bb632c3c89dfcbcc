package io.myelin.jetstream.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * The metadata by which configurations tell which server they need and which one answers (STR-068,
 * CON-044).
 *
 * @param serverVersion the version that clients may expect
 * @param apiLevel the server's API level
 */
public record VersionMetadata(String serverVersion, int apiLevel) {
  private static final String REQUIRED_LEVEL = "_nats.req.level";
  private static final String VERSION = "_nats.ver";
  private static final String LEVEL = "_nats.level";

  /** The API level that a stream needs. */
  public static int requiredLevel(StreamConfig config) {
    if (config.allowFastBatches()) {
      return 4;
    }
    if (config.allowMessageCounter()
        || config.allowAtomicBatches()
        || config.allowMessageSchedules()
        || config.persistMode() == PersistMode.ASYNC) {
      return 2;
    }
    return config.allowMessageTtl() || config.subjectDeleteMarkerTtlNanos() > 0 ? 1 : 0;
  }

  /** The API level that a consumer needs. */
  public static int requiredLevel(ConsumerConfig config) {
    if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
      return 4;
    }
    boolean isPaused = config.pauseUntil().filter(time -> !time.equals(GoTime.ZERO)).isPresent();
    boolean hasPriority =
        config.priorityPolicy() != PriorityPolicy.NONE
            || config.priorityTimeoutNanos() != 0
            || !config.priorityGroups().isEmpty();
    return isPaused || hasPriority ? 1 : 0;
  }

  /** The configuration as it is stored: with the level it needs, without what answers add. */
  public static StreamConfig stored(StreamConfig config) {
    return config.toBuilder().metadata(stored(config.metadata(), requiredLevel(config))).build();
  }

  /** The configuration as it is stored: with the level it needs, without what answers add. */
  public static ConsumerConfig stored(ConsumerConfig config) {
    return config.toBuilder().metadata(stored(config.metadata(), requiredLevel(config))).build();
  }

  /** A stored configuration as create, update and info answer it; lists show the stored one. */
  public StreamConfig shown(StreamConfig stored) {
    return stored.toBuilder().metadata(shown(stored.metadata())).build();
  }

  /** A stored configuration as create, info and reset answer it; lists show the stored one. */
  public ConsumerConfig shown(ConsumerConfig stored) {
    return stored.toBuilder().metadata(shown(stored.metadata())).build();
  }

  /** The level that stored metadata asks for; 0 if it says nothing that is a number. */
  public static int storedLevel(Map<String, String> metadata) {
    try {
      return Integer.parseInt(metadata.getOrDefault(REQUIRED_LEVEL, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The user's own metadata: what comparisons look at. */
  static Map<String, String> withoutVersions(Map<String, String> metadata) {
    Map<String, String> own = new TreeMap<>(metadata);
    own.remove(REQUIRED_LEVEL);
    own.remove(VERSION);
    own.remove(LEVEL);
    own.remove(RebuiltMark.KEY);
    return own;
  }

  private static Map<String, String> stored(Map<String, String> metadata, int level) {
    Map<String, String> stored = withoutVersions(metadata);
    stored.put(REQUIRED_LEVEL, Integer.toString(level));
    return stored;
  }

  private Map<String, String> shown(Map<String, String> metadata) {
    Map<String, String> shown = new TreeMap<>(metadata);
    shown.put(VERSION, serverVersion);
    shown.put(LEVEL, Integer.toString(apiLevel));
    return shown;
  }
}
