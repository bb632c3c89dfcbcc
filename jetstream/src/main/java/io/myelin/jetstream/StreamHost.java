package io.myelin.jetstream;

import io.myelin.jetstream.consumer.ConsumerEvent;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.StreamAdvisory;
import io.myelin.jetstream.model.StreamConfig;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The server around a stream. Any thread may call. */
interface StreamHost {
  /** How JetStream runs. */
  JetStreamSettings settings();

  /** Writes for streams of a lane. */
  GroupCommit.Writer writer(Lane lane);

  /** For what blocks. */
  Executor workers();

  /** Why these bytes cannot be stored (STR-039), null when they can. */
  @Nullable ApiError storageRefusal(JetStreamAccount account, StreamConfig config, long bytes);

  /** What all streams together use. */
  ServerBudget budget();

  /** What the open batches of all streams take. */
  BatchBudget batches();

  /** A batch was given up (STR-386); on the stream's lane. */
  void batchAbandoned(Stream stream, String batchId, StreamAdvisory.AbandonReason reason);

  /** Whether every stream that can be recovered takes messages. */
  boolean isStarted();

  /** Whether streams of the account could not be recovered. */
  boolean hasUnrecovered(JetStreamAccount account);

  /** Tells accounts what happens. */
  Advisories advisories();

  /** A consumer reports something that may be told as an advisory; on the stream's lane. */
  void consumerEvent(Stream stream, String consumer, ConsumerEvent event);

  /** A stream could not write; it is to be recovered. On its lane. */
  void storeFailed(Stream stream, IOException cause);
}
