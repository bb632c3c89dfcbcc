package io.myelin.jetstream;

import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.Journal;
import io.myelin.store.MessageStore;
import java.io.IOException;

/**
 * Opens and removes what streams keep, on disk or in memory. Methods block and are called on
 * workers; any thread.
 */
interface StreamFiles {

  /** What one stream keeps. */
  record Opened(MessageStore messages, Journal journal) {}

  /** Opens what the stream kept, or begins it. */
  Opened open(String account, StreamConfig config) throws IOException;

  /** Removes every trace of a stream that is closed. */
  void remove(String account, String stream) throws IOException;
}
