package io.myelin.jetstream;

import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.jetstream.model.VersionMetadata;
import java.nio.file.Path;

/**
 * How JetStream runs on this server.
 *
 * @param serverName the server's name, told in answers
 * @param serverId the server's id, told in advisories
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
 * @param batches limits of batches (STR-016)
 */
public record JetStreamSettings(
    String serverName,
    String serverId,
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
    ServerLimits limits,
    BatchLimits batches) {

  /** The API level of this server (STR-067). */
  public static final int API_LEVEL = 4;

  /** The release of the protocol that this server follows. */
  public static final String VERSION = "2.14.5";

  /** The same with other limits, which is what can change while JetStream runs (STR-021). */
  public JetStreamSettings withLimits(
      long newMaxMemoryBytes,
      long newMaxFileBytes,
      long newMaxPayloadBytes,
      ServerLimits newLimits) {
    return new JetStreamSettings(
        serverName,
        serverId,
        storeDirectory,
        domain,
        newMaxMemoryBytes,
        newMaxFileBytes,
        durability,
        syncIntervalNanos,
        newMaxPayloadBytes,
        strict,
        maxBufferedMessages,
        maxBufferedBytes,
        requestQueueLimit,
        newLimits,
        batches);
  }

  /** What answers tell of this server's version (STR-068). */
  static final VersionMetadata VERSIONS = new VersionMetadata(VERSION, API_LEVEL);
}
