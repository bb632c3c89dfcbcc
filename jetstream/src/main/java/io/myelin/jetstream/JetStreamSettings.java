package io.myelin.jetstream;

import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.jetstream.model.VersionMetadata;
import java.nio.file.Path;

/**
 * How JetStream runs on this server.
 *
 * @param serverName the server's name, told in answers
 * @param storeDirectory where everything is kept; the sub-directory {@code jetstream} already
 * @param domain the domain, empty for none (STR-008)
 * @param maxMemoryBytes bytes of memory streams (STR-004)
 * @param maxFileBytes bytes of file streams (STR-004)
 * @param durability what an acknowledgement of a file stream promises
 * @param syncIntervalNanos how often files are synced where the promise is an interval
 * @param maxPayloadBytes the largest message of a client
 * @param strict whether unknown fields of requests are refused (STR-011)
 * @param maxBufferedMessages messages that wait for one stream (STR-014)
 * @param maxBufferedBytes bytes that wait for one stream (STR-014)
 * @param requestQueueLimit API requests that wait (STR-013)
 * @param limits caps and defaults for all streams and consumers (STR-016)
 */
public record JetStreamSettings(
    String serverName,
    Path storeDirectory,
    String domain,
    long maxMemoryBytes,
    long maxFileBytes,
    Durability durability,
    long syncIntervalNanos,
    long maxPayloadBytes,
    boolean strict,
    int maxBufferedMessages,
    long maxBufferedBytes,
    int requestQueueLimit,
    ServerLimits limits) {

  /** The API level of this server (STR-067). */
  public static final int API_LEVEL = 4;

  /** The release of the protocol that this server follows. */
  public static final String VERSION = "2.14.5";

  /** What answers tell of this server's version (STR-068). */
  static final VersionMetadata VERSIONS = new VersionMetadata(VERSION, API_LEVEL);
}
