package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.MessageStore;
import org.jspecify.annotations.Nullable;

/** A stream as those see it who decide about its messages. Lane only. */
interface StreamView {
  /** The configuration in force. */
  StreamConfig config();

  /** The messages. */
  MessageStore store();

  /** The ids of the last while. */
  DedupeWindow dedupe();

  /** The id of the last message, empty for none. */
  String lastMsgId();

  /** Whether any consumer wants messages on this subject (STR-261). */
  boolean wanted(byte[] subject, int at, int length);

  /** The largest payload of a client, headers included. */
  long maxPayloadBytes();

  /** Why these bytes cannot be stored (STR-039), null when they can. */
  @Nullable ApiError storageRefusal(long bytes);
}
