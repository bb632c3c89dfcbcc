package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A position of a consumer (CON-491).
 *
 * @param consumerSeq in the order of its deliveries
 * @param streamSeq in the stream
 * @param lastActive when it last moved
 */
public record SequenceInfo(long consumerSeq, long streamSeq, Optional<Instant> lastActive) {
  /** A position that has not moved yet. */
  public static SequenceInfo of(long consumerSeq, long streamSeq) {
    return new SequenceInfo(consumerSeq, streamSeq, Optional.empty());
  }

  void write(JsonOutput out) {
    out.uint64("consumer_seq", consumerSeq)
        .uint64("stream_seq", streamSeq)
        .timeIfAny("last_active", lastActive);
  }
}
