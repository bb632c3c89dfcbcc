package io.myelin.jetstream;

import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.Journal;
import io.myelin.store.MessageStore;
import java.io.IOException;
import java.util.Collection;

/**
 * Opens and removes what streams keep, on disk or in memory. Methods block and are called on
 * workers; any thread.
 */
interface StreamFiles {

  /** What one stream keeps. */
  record Opened(MessageStore messages, Journal journal) {}

  /**
   * Puts files aside that belong to none of these streams: what a crash in the middle of a deletion
   * or of a restore leaves. Nothing is deleted; a stream of that name begins empty.
   */
  void setAsideOthers(Collection<AssetLog.Asset> listed) throws IOException;

  /** Opens what the stream kept, or begins it. */
  Opened open(String account, StreamConfig config) throws IOException;

  /** Removes every trace of a stream that is closed. */
  void remove(String account, String stream) throws IOException;
}
