package io.myelin.jetstream.model;

import java.util.Map;

/**
 * A configuration read back from disk (STR-026, CON-028): usable, or kept as it is with the reason
 * why this server cannot run the asset.
 *
 * @param <T> {@link StreamConfig} or {@link ConsumerConfig}
 */
public sealed interface StoredConfig<T> {
  /** This server can run the asset. */
  record Usable<T>(T config) implements StoredConfig<T> {}

  /**
   * The asset is offline.
   *
   * @param name its name, if that could be read; else empty
   * @param reason what to answer behind {@code stream is offline:} or {@code consumer is offline:}
   */
  record Offline<T>(String name, String reason) implements StoredConfig<T> {}

  /**
   * Reads what {@link StreamConfig#toJson} wrote.
   *
   * @param ourLevel the server's API level
   */
  static StoredConfig<StreamConfig> stream(byte[] json, int ourLevel) {
    try {
      StreamConfig config = StreamConfigJson.read(StreamConfigJson.SHAPE.read(json, false));
      String reason = unsupported(StreamConfigJson.SHAPE, json, config.metadata(), ourLevel);
      return reason.isEmpty() ? new Usable<>(config) : new Offline<>(config.name(), reason);
    } catch (InvalidJsonException e) {
      return new Offline<>("", "decoding error: " + e.detail());
    }
  }

  /**
   * Reads what {@link ConsumerConfig#toJson} wrote.
   *
   * @param ourLevel the server's API level
   */
  static StoredConfig<ConsumerConfig> consumer(byte[] json, int ourLevel) {
    try {
      ConsumerConfig config = ConsumerConfigJson.read(ConsumerConfigJson.SHAPE.read(json, false));
      String reason = unsupported(ConsumerConfigJson.SHAPE, json, config.metadata(), ourLevel);
      return reason.isEmpty() ? new Usable<>(config) : new Offline<>(config.name(), reason);
    } catch (InvalidJsonException e) {
      return new Offline<>("", "decoding error: " + e.detail());
    }
  }

  /** Why a stream stops when one of its consumers cannot run. */
  static String stoppedBy(String consumer) {
    return "stopped - unsupported consumer \"" + consumer + "\"";
  }

  /** Why a configuration that could be read cannot be used, empty if it can. */
  static String unsupported(
      JsonShape shape, byte[] json, Map<String, String> metadata, int ourLevel) {
    int required = VersionMetadata.storedLevel(metadata);
    if (required > ourLevel) {
      return "unsupported - required API level: " + required + ", current API level: " + ourLevel;
    }
    try {
      shape.read(json, true);
      return "";
    } catch (InvalidJsonException e) {
      return "unsupported - config error: " + e.detail();
    }
  }
}
